"""Where a lane looks: a polygon in thousandths of its camera's picture, whatever size that has. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from gate.fields import Mistakes

Corner = tuple[int, int]
"""Thousandths of the picture from its left edge, and from its upper one."""
Side = tuple[Corner, Corner]
ACROSS = 1000
FEWEST, MOST = 3, 12
LEAST_SIDE, LEAST_PART = 100, 0.02
"""Smaller, and no plate is seen whole: thousandths of the picture each way, and the part of it in all."""
_EDGES: tuple[Corner, ...] = ((0, 0), (ACROSS, 0), (ACROSS, ACROSS), (0, ACROSS))


class RegionError(Mistakes):
    """Corners that make no region."""

    @classmethod
    def because(cls, why: str) -> "RegionError":
        return cls({"region": why})


@dataclass(frozen=True, slots=True)
class Region:
    """Made by `of` and `read`, which refuse what makes no region."""

    corners: tuple[Corner, ...] = _EDGES

    @property
    def is_whole(self) -> bool:
        return self.corners == _EDGES

    @property
    def text(self) -> str:
        """As it is kept, and as SVG writes points; empty for the whole picture."""
        return "" if self.is_whole else " ".join(f"{x},{y}" for x, y in self.corners)

    @property
    def part(self) -> float:
        """How much of the picture it is, 0 to 1."""
        return abs(sum(_turn((0, 0), a, b) for a, b in _sides(self.corners))) / 2 / ACROSS**2

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of what it lies in."""
        xs, ys = zip(*self.corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def box_in(self, width: int, height: int) -> tuple[int, int, int, int]:
        """The same in the pixels of a picture of this size; at least one of them."""
        left, top, right, bottom = self.box
        x, y = min(left * width // ACROSS, width - 1), min(top * height // ACROSS, height - 1)
        return (
            x,
            y,
            max(math.ceil(right * width / ACROSS), x + 1),
            max(math.ceil(bottom * height / ACROSS), y + 1),
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether this place, in thousandths, is inside; on an edge it may be either."""
        inside = self.is_whole
        for (ax, ay), (bx, by) in _sides(() if inside else self.corners):
            if (ay > y) != (by > y) and x < ax + (bx - ax) * (y - ay) / (by - ay):
                inside = not inside
        return inside


WHOLE = Region()


def of(corners: Iterable[Corner]) -> Region:
    """The region with these corners, one after another around it; raises RegionError."""
    apart = _without_repeats(list(corners))
    if not FEWEST <= len(apart) <= MOST:
        raise RegionError.because("region_corners")
    if not all(0 <= way <= ACROSS for corner in apart for way in corner):
        raise RegionError.because("region_outside")
    if crosses_itself(apart):
        raise RegionError.because("region_crosses")
    region = Region(tuple(apart))
    left, top, right, bottom = region.box
    if min(right - left, bottom - top) < LEAST_SIDE or region.part < LEAST_PART:
        raise RegionError.because("region_too_small")
    return WHOLE if region.part == 1 else region


def read(text: str) -> Region:
    """The region that was kept as this text; raises RegionError."""
    try:
        corners = [(int(x), int(y)) for x, y in (each.split(",") for each in text.split())]
    except ValueError:
        raise RegionError.because("region_corners") from None
    return of(corners) if corners else WHOLE


def with_one_more(corners: Sequence[Corner]) -> list[Corner]:
    """The same with one more corner, in the middle of the longest side."""
    sides = _sides(corners)
    longest = max(range(len(sides)), key=lambda number: math.dist(*sides[number]))
    (ax, ay), (bx, by) = sides[longest]
    return [*corners[: longest + 1], ((ax + bx) // 2, (ay + by) // 2), *corners[longest + 1 :]]


def crosses_itself(corners: Sequence[Corner]) -> bool:
    """Whether two sides meet anywhere but at the corner that they share."""
    pairs = combinations(_sides(corners), 2)
    return len(set(corners)) < len(corners) or any(_meet(one, other) for one, other in pairs)


def _without_repeats(corners: Sequence[Corner]) -> list[Corner]:
    return [b for a, b in pairwise([*corners[-1:], *corners]) if a != b]


def _sides(corners: Sequence[Corner]) -> list[Side]:
    return list(pairwise([*corners, *corners[:1]]))


def _meet(one: Side, other: Side) -> bool:
    shared = set(one) & set(other)
    ends = [(end, other) for end in one] + [(end, one) for end in other]
    if any(_lies_on(end, side) for end, side in ends if end not in shared):
        return True
    return _parts(one, other) and _parts(other, one)


def _parts(side: Side, other: Side) -> bool:
    """Whether the line of one side has the ends of the other on different hands."""
    return _turn(*side, other[0]) * _turn(*side, other[1]) < 0


def _lies_on(point: Corner, side: Side) -> bool:
    (ax, ay), (bx, by) = side
    between = min(ax, bx) <= point[0] <= max(ax, bx) and min(ay, by) <= point[1] <= max(ay, by)
    return between and _turn(*side, point) == 0


def _turn(a: Corner, b: Corner, c: Corner) -> int:
    """Twice the area of the three, positive where they turn one way round, negative the other."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
