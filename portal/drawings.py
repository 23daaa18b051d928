"""A region as a person draws it: corners in percent as typed, what is wrong with them, how they lie on a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from gate import region
from gate.region import ACROSS, Corner, Region, RegionError
from portal.mistakes import sentence

FLAT = 562
"""Height of a picture as cameras make them, where its width is 1,000."""


@dataclass(frozen=True, slots=True)
class TypedCorner:
    """Percent from the left and from the top, as typed."""

    x: str
    y: str

    @classmethod
    def of(cls, corner: Corner) -> "TypedCorner":
        x, y = corner
        return cls(f"{x / 10:g}", f"{y / 10:g}")

    @property
    def corner(self) -> Corner | None:
        """In thousandths; None while it is no pair of numbers."""
        try:
            x, y = (round(float(each.replace(",", ".")) * 10) for each in (self.x, self.y))
        except (ValueError, OverflowError):
            return None
        return x, y


@dataclass(frozen=True, slots=True)
class Drawing:
    """What somebody has drawn so far; `problem` is a sentence."""

    corners: Sequence[TypedCorner]
    problem: str = ""
    height: int = FLAT
    """Of the picture under it, where its width is 1,000."""

    @property
    def drawn(self) -> list[tuple[int, int]]:
        """The corners on that picture; one that cannot be understood is left out."""
        known = [corner.corner for corner in self.corners]
        return [(x, y * self.height // ACROSS) for x, y in filter(None, known)]

    @property
    def points(self) -> str:
        """As SVG writes them."""
        return " ".join(f"{x},{y}" for x, y in self.drawn)

    @property
    def may_grow(self) -> bool:
        return len(self.corners) < region.MOST and len(self.drawn) == len(self.corners)

    @property
    def may_shrink(self) -> bool:
        return len(self.corners) > region.FEWEST


def of(drawn: Region) -> list[TypedCorner]:
    """The corners of a region as somebody would type them."""
    return [TypedCorner.of(corner) for corner in drawn.corners]


def typed(xs: Sequence[str], ys: Sequence[str]) -> list[TypedCorner]:
    """As a form sends them; no more than a region may have, and one over to say so."""
    return [TypedCorner(x.strip(), y.strip()) for x, y in zip(xs, ys, strict=False)][
        : region.MOST + 1
    ]


def with_one_more(corners: Sequence[TypedCorner]) -> list[TypedCorner]:
    """One more in the middle of the longest side, where all the others are known."""
    known = [corner.corner for corner in corners]
    if len(known) >= region.MOST or None in known or not known:
        return list(corners)
    return [TypedCorner.of(c) for c in region.with_one_more([c for c in known if c is not None])]


def without(corners: Sequence[TypedCorner], number: int) -> list[TypedCorner]:
    """Without the corner of this number, from 1, as long as a region is left."""
    if len(corners) <= region.FEWEST:
        return list(corners)
    return [corner for n, corner in enumerate(corners, start=1) if n != number]


def taken(corners: Sequence[TypedCorner]) -> tuple[Region | None, str]:
    """The region, or why it is none, in a sentence."""
    known = [corner.corner for corner in corners]
    if None in known:
        return None, sentence("not_a_number")
    try:
        return region.of([corner for corner in known if corner is not None]), ""
    except RegionError as refused:
        return None, sentence(refused.errors["region"])
