"""Which boxes of text may be one plate: a box, two parts of one line, two lines above each other, or a box of both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from devices.eyes.quads import Quad, around, grown, part

TOP_LINE = 0.42
"""Where the two lines of a 440 × 220 plate part, as a fraction of the height of its text."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A region that may be a plate, and its one or two lines from top to bottom."""

    quad: Quad
    lines: tuple[Quad, ...]

    @property
    def double(self) -> bool:
        return len(self.lines) == 2


def candidates(boxes: Sequence[Quad]) -> list[Candidate]:
    """Every way in which these boxes may be plates, likeliest first."""
    level = [box for box in boxes if abs(box.tilt) < 40 and box.height >= 6]
    found = [*_single(level), *_in_one_box(level), *_side_by_side(level), *_stacked(level)]
    return sorted(found, key=_unlikeliness)


def _unlikeliness(candidate: Candidate) -> float:
    aspect = candidate.quad.aspect
    wanted = 1.9 if candidate.double else 2.7
    return abs(aspect - wanted) / wanted + (0.3 if candidate.double else 0) - candidate.quad.score


def _single(boxes: Iterable[Quad]) -> list[Candidate]:
    return [Candidate(box, (box,)) for box in boxes if 2.0 <= box.aspect <= 6.5]


def _in_one_box(boxes: Iterable[Quad]) -> list[Candidate]:
    return [
        Candidate(box, (part(box, 0, TOP_LINE), part(box, TOP_LINE - 0.04, 1)))
        for box in boxes
        if 1.2 <= box.aspect <= 2.6 and box.height >= 20
    ]


def _side_by_side(boxes: Sequence[Quad]) -> list[Candidate]:
    found = []
    for one, other in combinations(boxes, 2):
        left, right = sorted((one, other), key=lambda box: float(box.centre[0]))
        joined = around(left, right)
        gap = joined.width - left.width - right.width
        if (
            _alike(left.height, right.height)
            and -0.6 < gap / joined.height < 0.8
            and joined.height < 1.4 * max(left.height, right.height)
            and 2.2 <= joined.aspect <= 6
        ):
            found.append(Candidate(joined, (joined,)))
    return found


def _stacked(boxes: Sequence[Quad]) -> list[Candidate]:
    found = []
    for one, other in combinations(boxes, 2):
        top, bottom = sorted((one, other), key=lambda box: float(box.centre[1]))
        joined = around(top, bottom)
        if _above(top, bottom) and 1.2 <= joined.aspect <= 2.8:
            found.append(Candidate(joined, (top, grown(bottom, 0.1, 0.04))))
    return found


def _above(top: Quad, bottom: Quad) -> bool:
    """Whether the upper box stands close above the lower one, within its width, and is the smaller."""
    across, down = bottom.axes_to(top.centre)
    return (
        abs(across) < 0.3 * bottom.width
        and 0.2 * bottom.height < -down < 0.75 * (top.height + bottom.height)
        and 0.3 < top.height / bottom.height < 1.3
        and top.width < 1.1 * bottom.width
    )


def _alike(one: float, other: float) -> bool:
    return 0.6 < one / other < 1.67
