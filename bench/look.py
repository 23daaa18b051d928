"""What one look at a picture with a plate takes of one core, and of what: `python -m bench look`."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bench.drawn_plates import KINDS, pictures
from bench.figures import Figure
from devices import eyes
from devices.eyes.candidate import CandidateReader
from devices.eyes.engine import Engine
from devices.interfaces import Image
from gate.plates import FORMS

N, TIMES = 8, 5
"""Pictures of each kind, and how often each is looked at: the least of the times is what counts."""
SEED = 500
TWO_LINES = "double_line"
FIGURES = (
    "finder_p50_ms",
    "reader_p50_ms",
    "both_p50_ms",
    "both_p95_ms",
    "one_line_both_p50_ms",
    "two_lines_both_p50_ms",
    "whole_p50_ms",
    "whole_p95_ms",
    "lines_read_mean_count",
    "words_searched_share_percent",
)


@dataclass(slots=True)
class Spent:
    """Processor time of one look in milliseconds, and how often each part was at work."""

    whole: float = 0.0
    of: dict[str, float] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)

    @property
    def both(self) -> float:
        return self.of.get("finder", 0.0) + self.of.get("reader", 0.0)


class Timed:
    """A part of the eyes under a stopwatch."""

    def __init__(self, part: Any, name: str, act: str, watch: "Watch") -> None:
        self._part, self._name, self._watch = part, name, watch
        setattr(self, act, self._timed(getattr(part, act)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._part, name)

    def _timed(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **how: Any) -> Any:
            with self._watch.on(self._name):
                return act(*args, **how)

        return timed


class Watch:
    """The stopwatch of one pair of eyes, and those eyes."""

    def __init__(self) -> None:
        self._spent = Spent()
        # The eyes of a lane, opened as a lane opens them: what is timed is what is shipped.
        shipped = eyes.builtin(FORMS)
        reading = shipped._candidates
        reader = Timed(reading._reader, "reader", "read", self)
        words = Timed(shipped._finder, "words", "find", self)
        plates = Timed(shipped._plate_finder, "finder", "find", self)
        candidates = CandidateReader(reader, reading._grammar)  # type: ignore[arg-type]
        self._eyes = Engine(plates, words, candidates)  # type: ignore[arg-type]

    @contextmanager
    def on(self, part: str) -> Iterator[None]:
        started = time.thread_time()
        yield
        spent = self._spent
        spent.of[part] = spent.of.get(part, 0.0) + 1000 * (time.thread_time() - started)
        spent.times[part] = spent.times.get(part, 0) + 1

    def look(self, image: Image) -> Spent:
        """The quickest of TIMES looks, each as at a vehicle that stands at the arm and was not seen before."""
        return min((self._look(image) for _ in range(TIMES)), key=lambda spent: spent.whole)

    def _look(self, image: Image) -> Spent:
        self._spent = Spent()
        started = time.thread_time()
        self._eyes.read(image)
        self._spent.whole = 1000 * (time.thread_time() - started)
        return self._spent


def measure(seconds: float) -> dict[str, Figure]:
    """Takes its time, whatever `seconds` says."""
    watch = Watch()
    looks = {
        name: [watch.look(drawn.image) for drawn in pictures(kind, N, SEED + number)]
        for number, (name, kind) in enumerate(KINDS.items())
    }
    every = [look for its in looks.values() for look in its]
    one_line = [look for name, its in looks.items() if name != TWO_LINES for look in its]
    return {
        "finder_p50_ms": _percentile([look.of.get("finder", 0.0) for look in every], 50),
        "reader_p50_ms": _percentile([look.of.get("reader", 0.0) for look in every], 50),
        "both_p50_ms": _percentile([look.both for look in every], 50),
        "both_p95_ms": _percentile([look.both for look in every], 95),
        "one_line_both_p50_ms": _percentile([look.both for look in one_line], 50),
        "two_lines_both_p50_ms": _percentile([look.both for look in looks[TWO_LINES]], 50),
        "whole_p50_ms": _percentile([look.whole for look in every], 50),
        "whole_p95_ms": _percentile([look.whole for look in every], 95),
        "lines_read_mean_count": _mean([look.times.get("reader", 0) for look in every]),
        "words_searched_share_percent": _mean([100 * ("words" in look.times) for look in every]),
    }


def _percentile(times: Sequence[float], share: int) -> Figure:
    return Figure(float(np.percentile(times, share)), len(times))


def _mean(values: Sequence[float]) -> Figure:
    return Figure(float(np.mean(values)), len(values))
