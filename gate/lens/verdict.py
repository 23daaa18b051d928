"""What is the matter with a lens, by all its figures: since when, and what may be behind it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from gate.lens.figures import Figure, Part, Sample
from gate.lens.judgement import RUNNING, Finding, History, Judged, judge

Mark = tuple[Figure, Part]


class Cause(StrEnum):
    """What the figures speak of, the one that explains most of the others first."""

    MOVED = "moved"
    """Plates appear elsewhere or in another size: the camera was moved, or its zoom changed."""
    BLURRED = "blurred"
    """Edges are less sharp, or a veil lies over the whole: the lens is dirty or out of focus."""
    DARK = "dark"
    """Darker than at the same hours: a lamp, perhaps."""
    UNREAD = "unread"
    """Fewer plates are read, or less surely, and the pictures do not tell why."""


BY_FIGURE = {
    Figure.WIDTH: Cause.MOVED,
    Figure.ACROSS: Cause.MOVED,
    Figure.DOWN: Cause.MOVED,
    Figure.SHARPNESS: Cause.BLURRED,
    Figure.CONTRAST: Cause.BLURRED,
    Figure.BRIGHTNESS: Cause.DARK,
    Figure.READ: Cause.UNREAD,
    Figure.CERTAINTY: Cause.UNREAD,
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something is the matter: since when it shows, and in which figures by day or by night."""

    began: datetime
    marks: frozenset[Mark]

    @property
    def cause(self) -> Cause:
        """The one that explains most: a lens that is out of focus also reads fewer plates."""
        told = {BY_FIGURE[figure] for figure, _ in self.marks}
        return next(cause for cause in Cause if cause in told)

    @property
    def parts(self) -> frozenset[Part]:
        return frozenset(part for _, part in self.marks)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every figure by day and by night, and what is the matter; None: nothing is."""

    judged: tuple[Judged, ...] = ()
    trouble: Trouble | None = None

    def of(self, figure: Figure) -> list[Judged]:
        return [each for each in self.judged if each.figure is figure]

    @property
    def knows_enough(self) -> bool:
        return any(each.finding is not Finding.GATHERING for each in self.judged)


@dataclass(frozen=True, slots=True)
class Known:
    """What was the matter when it was last asked, and what people and the past say."""

    history: History = field(default_factory=History)
    trouble: Trouble | None = None


def verdict(samples: Sequence[Sample], now: datetime, known: Known) -> Verdict:
    """How the lens is now. A trouble that goes on keeps its beginning, and ends when its last figure is calm."""
    before = known.trouble.marks if known.trouble else frozenset()
    judged = tuple(
        judge(samples, figure, part, now, known.history, is_open=(figure, part) in before)
        for figure in Figure
        for part in Part
    )
    changed = [each for each in judged if _goes_on(each, before)]
    if not changed:
        return Verdict(judged)
    began = known.trouble.began if known.trouble else _beginning(changed)
    return Verdict(judged, Trouble(began, frozenset((one.figure, one.part) for one in changed)))


def _goes_on(judged: Judged, before: Iterable[Mark]) -> bool:
    """Changed; or changed before, and nobody knows better by now."""
    gathering = judged.finding is Finding.GATHERING and (judged.figure, judged.part) in before
    return gathering or judged.finding is Finding.CHANGED


def _beginning(changed: Sequence[Judged]) -> datetime:
    return min(each.points[-RUNNING].begins for each in changed)


def told(trouble: Trouble) -> list[Any]:
    """The marks as they are kept, in a fixed order."""
    return sorted([figure.value, part.value] for figure, part in trouble.marks)


def marks_of(kept: Iterable[Sequence[str]]) -> frozenset[Mark]:
    """The marks that `told` made."""
    return frozenset((Figure(figure), Part(part)) for figure, part in kept)
