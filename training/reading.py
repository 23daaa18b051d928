"""What a reader sees of lessons, and how wrong it is."""

import torch
from torch import Tensor
from torch.nn import functional

KEPT = 2.0
"""Weight of the lines that the reader could read before, and of those that are of no plate."""
COULD = 0.7
"""A text could be read before when it was likelier than one in two."""


def seen(batch: dict[str, Tensor]) -> Tensor:
    """The lines as the network takes them, each in another light, a little moved, stretched and slanted."""
    lines, widths = batch["lines"].float() / 127.5 - 1, batch["widths"]
    n, _, tall, wide = lines.shape
    dice = torch.randn(n, 6, device=lines.device)
    gain, lift = torch.exp(dice[:, 0] * 0.2), dice[:, 1] * 0.1
    lines = lines * gain[:, None, None, None] + lift[:, None, None, None]
    moves = torch.zeros(n, 2, 3, device=lines.device)
    moves[:, 0, 0], moves[:, 1, 1] = torch.exp(dice[:, 2] * 0.03), torch.exp(dice[:, 3] * 0.03)
    moves[:, 1, 0] = dice[:, 4] * 0.02
    moves[:, 1, 2] = dice[:, 5] * 0.03
    moves[:, 0, 2] = moves[:, 0, 0] - 1  # the left end stays where it is
    grid = functional.affine_grid(moves, [n, 3, tall, wide], align_corners=False)
    moved = functional.grid_sample(lines, grid, padding_mode="border", align_corners=False)
    inside = torch.arange(wide, device=lines.device)[None] < (widths / moves[:, 0, 0])[:, None]
    return moved.clamp(-1, 1) * inside[:, None, None]


def loss(said: Tensor, before: Tensor, batch: dict[str, Tensor]) -> dict[str, Tensor]:
    """What could not be read is learned (CTC, for each character), all else is to be read as it was `before`.

    `said` and `before`: batch × time × columns, not yet made to add up to one. A line without a text is of no plate.
    """
    logs, old = (functional.log_softmax(one.float(), dim=2) for one in (said, before))
    with torch.no_grad():
        new = (batch["lengths"] > 0) & (_unlikely(old, batch) > COULD)
    texts = _unlikely(logs, batch)[new] / batch["lengths"][new]
    kept = functional.kl_div(logs[~new], old[~new], reduction="none", log_target=True)
    parts = {
        "new": new.float().mean(),
        "texts": texts.sum() / max(1, len(texts)),
        "kept": kept.sum() / max(1, kept.shape[0] * kept.shape[1]),
    }
    parts["total"] = parts["texts"] + KEPT * parts["kept"]
    return parts


def _unlikely(logs: Tensor, batch: dict[str, Tensor]) -> Tensor:
    """Minus the logarithm of each text's probability."""
    steps = torch.full((len(logs),), logs.shape[1], dtype=torch.long)
    return functional.ctc_loss(
        logs.transpose(0, 1), batch["texts"], steps, batch["lengths"].cpu(),
        reduction="none", zero_infinity=True,
    )  # fmt: skip
