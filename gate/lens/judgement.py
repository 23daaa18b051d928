"""Whether one figure of a lens is as usual: against the lane's own last weeks, like with like. Pure.

Like with like: each passage is compared with those of the baseline at the same hour of the day, by their median. A
unit (a day, a night) has the median of these differences as its score. How far scores go in good weeks says how far
one has to go before it is news: by medians again, so that rainy days neither hide a dirty lens nor make one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from gate.lens.figures import KINDS, Figure, Kind, Part, Sample
from gate.lens.units import Unit, units_of

WEEKS = timedelta(weeks=8)
"""How far the baseline reaches back."""
UNITS_NEEDED = 7
"""Before so many days (or nights) are known nothing is said."""
RUNNING = 2
"""Units one after the other that have to say the same: one dark night is no broken lamp."""
SPREADS = 4.0
"""How many times the usual scatter of units a change must be."""
SPREAD_OF_STEPS, SPREAD_OF_MEDIANS = 0.954, 0.6745
"""Median of the steps between independent values, and of their distances from the median, by standard deviation."""
BINOMIAL = 3.0
LEAST_UNREAD = 0.02
CALM = 0.7
"""Part of the limit within which a figure is as usual again."""
AN_HOUR = 12
"""Passages of the baseline about one hour of the day, for it to say what is usual there."""
Numbers = npt.NDArray[np.float64]


class Finding(StrEnum):
    GATHERING = "gathering"
    """Too little is known yet."""
    USUAL = "usual"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time."""

    begins: datetime
    ends: datetime

    def touches(self, unit: Unit) -> bool:
        return unit.begins < self.ends and unit.ends >= self.begins


@dataclass(frozen=True, slots=True)
class History:
    """What people and earlier alarms say about the passages."""

    since: datetime | None = None
    """Where a person began a new baseline: what was before counts no more."""
    cleaned: tuple[datetime, ...] = ()
    """When the lens was cleaned, oldest first."""
    troubled: tuple[Span, ...] = ()
    """Times of alarms that are over: no baseline."""
    trouble_began: datetime | None = None
    """Since when something is the matter; None: nothing is. The baseline ends there."""


@dataclass(frozen=True, slots=True)
class Point:
    """One unit: how far it is from usual (more is worse), and what it shows."""

    begins: datetime
    ends: datetime
    n: int
    value: float
    """The median of the unit as it was measured; the share of yes."""
    change: float
    """Against the same hours of the baseline: a difference, or the logarithm of a ratio."""
    score: float
    limit: float
    is_baseline: bool

    @property
    def beyond(self) -> bool:
        return self.score > self.limit

    @property
    def calm(self) -> bool:
        return self.score <= self.limit * CALM


@dataclass(frozen=True, slots=True)
class Judged:
    """One figure by day or by night."""

    figure: Figure
    part: Part
    finding: Finding
    points: tuple[Point, ...] = ()
    known: int = 0
    """Units of the baseline."""

    @property
    def newest(self) -> Point | None:
        return self.points[-1] if self.points else None


def judge(
    samples: Sequence[Sample],
    figure: Figure,
    part: Part,
    now: datetime,
    history: History,
    *,
    is_open: bool = False,
) -> Judged:
    """How one figure is, by day or by night. `is_open`: it was found changed before, and has to be calm to end."""
    told = [each for each in samples if history.since is None or each.at >= history.since]
    units = units_of(told, figure, part, now, history.cleaned)
    usual, newest = _parted(units, now, history)
    if len(usual) < UNITS_NEEDED:
        return Judged(figure, part, Finding.GATHERING, (), len(usual))
    points = _points(figure, usual, newest)
    after = [point for point in points if not point.is_baseline]
    changed = not _is_calm(after, history) if is_open else _is_new(after)
    finding = Finding.CHANGED if changed else Finding.USUAL
    return Judged(figure, part, finding, points, len(usual))


def _parted(
    units: Sequence[Unit], now: datetime, history: History
) -> tuple[list[Unit], list[Unit]]:
    """The units of the baseline, and those that are held against it."""
    ends = [units[-RUNNING].begins] if len(units) >= RUNNING else [now]
    if history.trouble_began is not None:
        ends.append(history.trouble_began)
    end = min(ends)
    usual = [
        unit
        for unit in units
        if unit.begins >= end - WEEKS
        and unit.begins < end
        and not any(span.touches(unit) for span in history.troubled)
    ]
    return usual, [unit for unit in units if unit.begins >= end]


def _is_new(after: Sequence[Point]) -> bool:
    last = after[-RUNNING:]
    return len(last) == RUNNING and all(point.beyond for point in last)


def _is_calm(after: Sequence[Point], history: History) -> bool:
    """Whether it is over: after two calm units, or after one where somebody has cleaned the lens before it."""
    if history.cleaned and after and after[-1].begins >= history.cleaned[-1]:
        return after[-1].calm
    last = after[-RUNNING:]
    return len(last) == RUNNING and all(point.calm for point in last)


def _points(figure: Figure, usual: Sequence[Unit], newest: Sequence[Unit]) -> tuple[Point, ...]:
    kind = KINDS[figure]
    by_hour = _by_hour(kind, usual)
    told = [
        (unit, own, _middle(kind, changes), len(changes))
        for own, units in ((True, usual), (False, newest))
        for unit in units
        if len(changes := _changes(kind, unit, by_hour))
    ]
    spread = _spread(kind, np.array([change for _, own, change, _ in told if own]))
    share = float(np.concatenate([unit.values for unit in usual]).mean()) if kind.share else 1.0
    points = []
    for unit, own, change, n in told:
        limit = max(kind.least, SPREADS * spread)
        if kind.share:
            limit = max(limit, BINOMIAL * _deviation(share, n))
        points.append(_point(kind, unit, own, (change, n), limit))
    return tuple(points)


def _point(kind: Kind, unit: Unit, own: bool, found: tuple[float, int], limit: float) -> Point:
    change, n = found
    score = abs(change) if kind.either_way else -change
    return Point(unit.begins, unit.ends, n, _middle(kind, unit.values), change, score, limit, own)


def _deviation(share: float, n: int) -> float:
    """How far a share goes by chance alone among so many."""
    unread = max(1 - share, LEAST_UNREAD)
    return float(np.sqrt(unread * (1 - unread) / n))


def _compared(kind: Kind, values: Numbers) -> Numbers:
    return np.log(np.maximum(values, 1e-6)) if kind.ratio else values


def _by_hour(kind: Kind, usual: Sequence[Unit]) -> Numbers:
    """What is usual at each hour of the day, by the passages of that hour and of those beside it; NaN: not known."""
    values = _compared(kind, np.concatenate([unit.values for unit in usual]))
    hours = np.concatenate([unit.hours for unit in usual])
    found = np.full(24, np.nan)
    for hour in range(24):
        near = values[np.abs((hours - hour + 12) % 24 - 12) <= 1]
        if len(near) >= AN_HOUR:
            found[hour] = _middle(kind, near)
    return found


def _changes(kind: Kind, unit: Unit, by_hour: Numbers) -> Numbers:
    """How far each passage is from what is usual at its hour; those of hours that say nothing are left out."""
    differences = _compared(kind, unit.values) - by_hour[unit.hours]
    found: Numbers = differences[~np.isnan(differences)]
    return found if len(found) >= kind.enough / 2 else found[:0]


def _middle(kind: Kind, values: Numbers) -> float:
    return float(values.mean()) if kind.share else _median(values)


def _median(values: Numbers) -> float:
    """As np.median, several times faster for a handful."""
    ordered, n = np.sort(values), len(values)
    return float(ordered[(n - 1) // 2] + ordered[n // 2]) / 2


def _spread(kind: Kind, scores: Numbers) -> float:
    """The standard deviation of good units. By their steps, so that what creeps does not hide itself."""
    if len(scores) < RUNNING:
        return 0.0
    steps = _median(np.abs(np.diff(scores))) / SPREAD_OF_STEPS
    if not kind.seasonal:
        return steps
    apart = _median(np.abs(scores - _median(scores))) / SPREAD_OF_MEDIANS
    return max(steps, apart)
