"""Units of time that are judged as one: a day, a night, or as many of them as it takes for enough passages. Pure."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from gate.lens.figures import KINDS, Figure, Part, Sample, half_of

SPANS_AT_LEAST = timedelta(hours=2)
"""A half that goes on counts once it has lasted so long: one shower is none."""
FORGOTTEN_AFTER = timedelta(days=7)
"""Passages farther apart say nothing together."""
_Held = tuple[Sample, float]


@dataclass(frozen=True, slots=True)
class Unit:
    """Passages that are judged together, in the order of time: what each shows of one figure, and at which hour."""

    begins: datetime
    ends: datetime
    values: npt.NDArray[np.float64]
    hours: npt.NDArray[np.int64]


def units_of(
    samples: Sequence[Sample],
    figure: Figure,
    part: Part,
    now: datetime,
    breaks: Sequence[datetime] = (),
) -> list[Unit]:
    """The units of one figure by day or by night, of samples in the order of time.

    None reaches across a moment of `breaks`.
    """
    enough = KINDS[figure].enough
    found: list[Unit] = []
    held: list[_Held] = []
    for new_half, sample in _in_order(samples, figure, part):
        if held and _is_apart(held, sample[0], breaks):
            held = []
        if new_half and len(held) >= enough:
            found.append(_unit(held))
            held = []
        held.append(sample)
    if len(held) >= enough and _counts_already(held, now):
        found.append(_unit(held))
    return found


def _in_order(
    samples: Sequence[Sample], figure: Figure, part: Part
) -> Iterator[tuple[bool, _Held]]:
    """Those that have the figure in this part of the day, each with whether another half begins with it."""
    before, name = None, figure.value
    for sample in samples:
        value = getattr(sample, name) if sample.half[1] is part else None
        if value is not None:
            yield sample.half != before, (sample, value)
            before = sample.half


def _unit(held: Sequence[_Held]) -> Unit:
    values = np.array([value for _, value in held], np.float64)
    hours = np.array([sample.hour for sample, _ in held], np.int64)
    return Unit(held[0][0].at, held[-1][0].at, values, hours)


def _is_apart(held: Sequence[_Held], sample: Sample, breaks: Sequence[datetime]) -> bool:
    if sample.at - held[0][0].at > FORGOTTEN_AFTER:
        return True
    return bool(breaks) and bisect(breaks, held[-1][0].at) != bisect(breaks, sample.at)


def _counts_already(held: Sequence[_Held], now: datetime) -> bool:
    first, last = held[0][0], held[-1][0]
    return last.half != half_of(now) or last.at - first.at >= SPANS_AT_LEAST
