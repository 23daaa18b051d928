"""Two passages whose photographs show what is the matter, side by side: one of the baseline, one of now. Pure."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gate.lens.figures import Figure, Part, Sample
from gate.lens.judgement import WEEKS, History
from gate.lens.verdict import BY_FIGURE, Cause, Trouble

RECENT = 100
TRIED = 8
"""Photographs that are asked for before none is shown."""
A_LIKE_HOUR = 1
SHOWN_BY = {
    Cause.DARK: Figure.BRIGHTNESS,
    Cause.UNREAD: Figure.BRIGHTNESS,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two passages by their number; None where no photograph is there any more."""

    before: int | None
    now: int | None


def choose(
    samples: Sequence[Sample], trouble: Trouble, history: History, shows: Callable[[int], bool]
) -> Pair:
    """The most ordinary passage on either side, at about the same hour of the day."""
    figure = _shown_by(trouble)
    parts = {part for each, part in trouble.marks if each is figure} or trouble.parts
    there = [each for each in samples if each.of(figure) is not None and each.half[1] in parts]
    recent = [each for each in there if each.at >= trouble.began][-RECENT:]
    now = _first(_ordinary(_fitting(recent, trouble, now=True), figure), shows)
    usual = [each for each in there if _is_baseline(each, trouble, history)]
    like = [each for each in usual if now is None or _apart(each.hour, now.hour) <= A_LIKE_HOUR]
    before = _first(_ordinary(_fitting(like or usual, trouble, now=False), figure), shows)
    return Pair(before.passage_id if before else None, now.passage_id if now else None)


def _shown_by(trouble: Trouble) -> Figure:
    """The figure by which photographs are picked out."""
    if trouble.cause in SHOWN_BY:
        return SHOWN_BY[trouble.cause]
    its = (figure for figure, cause in BY_FIGURE.items() if cause is trouble.cause)
    return next(figure for figure in its for part in Part if (figure, part) in trouble.marks)


def _is_baseline(sample: Sample, trouble: Trouble, history: History) -> bool:
    if history.since is not None and sample.at < history.since:
        return False
    in_time = trouble.began - WEEKS <= sample.at < trouble.began
    return in_time and not any(span.begins <= sample.at < span.ends for span in history.troubled)


def _fitting(samples: Sequence[Sample], trouble: Trouble, *, now: bool) -> Sequence[Sample]:
    """Where plates are not read, one that was not beside one that was."""
    if trouble.cause is not Cause.UNREAD:
        return samples
    return [each for each in samples if each.read == float(not now)] or samples


def _ordinary(samples: Sequence[Sample], figure: Figure) -> list[Sample]:
    """Those nearest the middle first, and of two alike the younger one."""
    known = [(each, each.of(figure) or 0.0) for each in samples]
    if not known:
        return []
    middle = statistics.median(value for _, value in known)
    known.sort(key=lambda told: (abs(told[1] - middle), -told[0].at.timestamp()))
    return [each for each, _ in known]


def _first(samples: Sequence[Sample], shows: Callable[[int], bool]) -> Sample | None:
    return next((each for each in samples[:TRIED] if shows(each.passage_id)), None)


def _apart(one: int, other: int) -> int:
    return abs((one - other + 12) % 24 - 12)
