"""What a paper tells of one field, and where on the photograph it stands."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from devices.interfaces import Point

Corners = tuple[Point, Point, Point, Point]
"""In parts of the photograph's width and height, clockwise from where the text begins at its top."""


@dataclass(frozen=True, slots=True)
class Told:
    """One field of a paper.

    `value` is written as the file of a vehicle writes it (a code, a day as year-month-day), and "" where what was
    read makes no such value; `as_read` is what eyes saw. `weakest` is how certain the least certain character is, 0
    to 1. `sure` only where a checksum says so: whatever is not sure is shown to a person before it counts.
    """

    value: str
    as_read: str
    weakest: float
    sure: bool
    corners: Corners


def plain(told: Mapping[str, Told]) -> dict[str, Any]:
    """As it is kept: JSON of plain values."""
    return {name: asdict(one) for name, one in told.items()}


def of_plain(kept: Mapping[str, Any]) -> dict[str, Told]:
    """What `plain` kept."""
    return {
        name: Told(**{**one, "corners": _corners(one["corners"])}) for name, one in kept.items()
    }


def _corners(kept: Any) -> Corners:
    a, b, c, d = ((float(x), float(y)) for x, y in kept)
    return a, b, c, d
