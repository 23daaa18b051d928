"""Who comes to which lane next: those outside enter, those inside leave, and everybody gets a turn."""

import json
import os
import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Protocol

from devices.simulated.cast import Truck
from devices.simulated.plan import LanePlan, Traffic, VisitPlan

Filmed = Callable[[LanePlan, Truck], bool]
"""Whether the pictures of this vehicle at this lane are there."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A vehicle on its way through a lane."""

    truck: Truck
    direction: Traffic


class Schedule(Protocol):
    """Where the lanes get their vehicles."""

    def next(self, lane: LanePlan) -> Errand | None:
        """Who comes now; None when nobody can."""

    def ended(self, errand: Errand, passed: bool) -> None:
        """The vehicle has left the lane, through it or backwards."""


class Listed:
    """Exactly these visits, lane by lane."""

    def __init__(self, visits: Sequence[VisitPlan], filmed: Filmed) -> None:
        self._visits, self._filmed = list(visits), filmed
        self._lock = threading.Lock()

    def next(self, lane: LanePlan) -> Errand | None:
        with self._lock:
            first = next((visit for visit in self._visits if visit.lane == lane.name), None)
            if first is None or not self._filmed(lane, first.truck):
                return None
            self._visits.remove(first)
            return Errand(first.truck, first.direction)

    def ended(self, errand: Errand, passed: bool) -> None:
        """A listed vehicle does not come back."""


class Rounds:
    """The cast in and out for ever; who is inside is remembered over a restart."""

    def __init__(
        self,
        cast: Sequence[Truck],
        filmed: Filmed,
        *,
        seed: int,
        memory: Path,
        rest_s: float,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._cast, self._filmed, self._memory = list(cast), filmed, memory
        self._rest_s, self._clock = rest_s, clock
        self._rested_at: dict[str, float] = {}
        self._rng = random.Random(seed)
        self._lock = threading.Lock()
        self._under_way: set[str] = set()
        self._turns: Counter[tuple[str, Traffic]] = Counter()
        self._inside = _remembered(memory)

    def next(self, lane: LanePlan) -> Errand | None:
        with self._lock:
            for direction in self._directions(lane):
                if truck := self._pick(lane, direction):
                    self._under_way.add(truck.plate_no)
                    self._turns[truck.plate_no, direction] += 1
                    return Errand(truck, direction)
        return None

    def ended(self, errand: Errand, passed: bool) -> None:
        plate = errand.truck.plate_no
        with self._lock:
            self._under_way.discard(plate)
            self._rested_at[plate] = self._clock() + self._rest_s
            if passed:
                inside = self._inside - {plate}
                self._inside = inside | {plate} if errand.direction is Traffic.IN else inside
                self._remember()

    def _directions(self, lane: LanePlan) -> list[Traffic]:
        if lane.direction is not Traffic.BOTH:
            return [lane.direction]
        return self._rng.sample([Traffic.IN, Traffic.OUT], 2)

    def _pick(self, lane: LanePlan, direction: Traffic) -> Truck | None:
        """The one that had the fewest turns; the order of the cast decides between equals."""
        may_come = [
            truck
            for truck in self._cast
            if (truck.plate_no in self._inside) == (direction is Traffic.OUT)
            and self._is_free(truck)
            and self._filmed(lane, truck)
        ]
        return min(may_come, key=lambda truck: self._turns[truck.plate_no, direction], default=None)

    def _is_free(self, truck: Truck) -> bool:
        """Neither at a gate nor busy with what it came for."""
        rested_at = self._rested_at.get(truck.plate_no, 0)
        return truck.plate_no not in self._under_way and rested_at <= self._clock()

    def _remember(self) -> None:
        draft = self._memory.with_suffix(".new")
        draft.write_text(json.dumps(sorted(self._inside), ensure_ascii=False), encoding="utf-8")
        os.replace(draft, self._memory)


def _remembered(memory: Path) -> set[str]:
    try:
        return set(json.loads(memory.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return set()
