"""The decision alone: how long it takes among 100,000 vehicles and 20 policies, and whether a wrong one is let in."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from random import Random

import numpy as np

from bench import register
from bench.alike import alike
from bench.figures import Figure
from devices.interfaces import PlateColour
from gate import clock
from gate.codes import IN
from gate.policy import decide
from gate.standing import Standing

VEHICLES, POLICIES, EXEMPTIONS, LISTED = 100_000, 20, 500, 1_000
TIMED, TRIED, REFRESHED = 30_000, 1_000_000, 200
FIGURES = (
    "p50_us",
    "p99_us",
    "registered_p99_us",
    "stranger_p99_us",
    "refresh_p99_ms",
    "load_first_s",
    "lookalike_tried",
    "lookalike_opened",
)
Plate = tuple[str, PlateColour]


def measure(seconds: float) -> dict[str, Figure]:
    """Everything; takes some minutes, however many seconds are given: the million is not cut short."""
    random = Random(1321)
    plates = register.fill(random, VEHICLES, POLICIES, EXEMPTIONS, LISTED)
    standing = Standing()
    load = _timed(standing.refresh)
    registered = _each(standing, random.choices(plates, k=TIMED))
    strangers = _each(standing, [_stranger(random) for _ in range(TIMED)])
    refresh = [_timed(standing.refresh) for _ in range(REFRESHED)]
    tried, opened = _try_alike(standing, random, plates)
    mixed = registered + strangers
    return {
        "p50_us": _percentile(mixed, 50, 1e6),
        "p99_us": _percentile(mixed, 99, 1e6),
        "registered_p99_us": _percentile(registered, 99, 1e6),
        "stranger_p99_us": _percentile(strangers, 99, 1e6),
        "refresh_p99_ms": _percentile(refresh, 99, 1e3),
        "load_first_s": Figure(load, VEHICLES),
        "lookalike_tried": Figure(tried, tried),
        "lookalike_opened": Figure(opened, tried),
    }


def _each(standing: Standing, plates: list[Plate]) -> list[float]:
    """How long each decision took, the gathering of its facts included."""
    return [_timed(partial(_opens, standing, plate, clock.now())) for plate in plates]


def _opens(standing: Standing, plate: Plate, moment: datetime) -> bool:
    text, colour = plate
    facts = standing.facts(text, colour, IN, moment, gate_no="A", confidence=0.99, looks=3)
    return decide(facts, standing.rules).opens


def _try_alike(standing: Standing, random: Random, plates: list[Plate]) -> tuple[int, int]:
    """How many look-alikes came to a gate that would let the vehicles in that they resemble, and how many it let in."""
    known, moment = set(plates), clock.now()
    welcome = [plate for plate in plates if _opens(standing, plate, moment)]
    tried: Counter[bool] = Counter()
    for wrong in _wrong_ones(random, welcome, known):
        tried[_opens(standing, wrong, moment)] += 1
        if tried.total() == TRIED:
            break
    return tried.total(), tried[True]


def _wrong_ones(random: Random, welcome: list[Plate], known: set[Plate]) -> Iterator[Plate]:
    while True:
        wrong = alike(random, *random.choice(welcome))
        if wrong not in known:
            yield wrong


def _stranger(random: Random) -> Plate:
    return register.draw(random), PlateColour.YELLOW


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _percentile(times: list[float], which: int, scale: float) -> Figure:
    return Figure(float(np.percentile(times, which)) * scale, len(times))
