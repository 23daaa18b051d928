"""How wrong the network is: of middles (focal), corners (in heights of the plate), lines and colours."""

import torch
from torch import Tensor
from torch.nn import functional

CORNERS, LINES, COLOURS = 3.0, 0.15, 0.15
"""Weights beside the middles' 1."""


def loss(said: Tensor, wanted: dict[str, Tensor]) -> dict[str, Tensor]:
    """Each part and their weighted `total`, per plate."""
    weight = wanted["weight"]
    plates = (wanted["heat"] == 1).sum().clamp(min=1)
    sure = weight.sum().clamp(min=1)
    parts = {
        "middles": _middles(said[:, 0], wanted["heat"], wanted["mind"]) / plates,
        "corners": (_corners(said[:, 1:9], wanted["corners"]) * weight).sum() / sure,
        "lines": (
            functional.binary_cross_entropy_with_logits(
                said[:, 9], wanted["double"], reduction="none"
            )
            * weight
        ).sum()
        / sure,
        "colours": (
            functional.cross_entropy(said[:, 10:], wanted["colour"].long(), reduction="none")
            * weight
            * wanted["coloured"]
        ).sum()
        / sure,
    }
    parts["total"] = (
        parts["middles"]
        + CORNERS * parts["corners"]
        + LINES * parts["lines"]
        + COLOURS * parts["colours"]
    )
    return parts


def _middles(said: Tensor, heat: Tensor, mind: Tensor) -> Tensor:
    """Penalty-reduced focal loss: cells near a middle are forgiven for being hot."""
    chance = torch.sigmoid(said)
    there = (heat == 1).float()
    hit = functional.softplus(-said) * (1 - chance) ** 2 * there
    miss = functional.softplus(said) * chance**2 * (1 - heat) ** 4 * (1 - there)
    return ((hit + miss) * mind).sum()


def _corners(said: Tensor, wanted: Tensor) -> Tensor:
    """Mean distance of the eight numbers, measured in the plate's height, so that small plates count as much."""
    tops = (wanted[:, 0:2] + wanted[:, 2:4]) / 2
    bottoms = (wanted[:, 4:6] + wanted[:, 6:8]) / 2
    height = (tops - bottoms).norm(dim=1, keepdim=True).clamp(min=0.2)
    away = (said - wanted) / height
    return functional.smooth_l1_loss(away, torch.zeros_like(away), beta=0.1, reduction="none").mean(
        dim=1
    )
