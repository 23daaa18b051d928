"""A lane as a little physical world: vehicles come, stand on loops, watch the arm and the board, and go."""

import random
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle
from time import monotonic

from devices.interfaces import Tone
from devices.simulated.display import SimulatedDisplay
from devices.simulated.journal import Journal
from devices.simulated.modbus_barrier import BarrierController
from devices.simulated.plan import LanePlan, Traffic
from devices.simulated.segments import FPS, AccessUnit, Segment
from devices.simulated.visits import Guests, Visit

NOBODY, NEAR, UNDER, FAR = (
    (False,) * 3,
    (True, False, False),
    (False, True, False),
    (False, False, True),
)
NEAR_AND_UNDER, UNDER_AND_FAR = (True, True, False), (False, True, True)

# How far through its film a vehicle is when the loops feel it.
REACHES_THE_LOOP, ROLLS_OFF_BACKWARDS = 0.8, 0.4
DRIVES_OUT = (
    (0.15, NEAR),
    (0.35, NEAR_AND_UNDER),
    (0.55, UNDER),
    (0.75, UNDER_AND_FAR),
    (0.95, FAR),
)


class Ending(StrEnum):
    """How a visit ends, as the journal words it."""

    LEFT = "left"
    BACKED_OFF = "backed_off"
    GAVE_UP = "gave_up"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Driver:
    """What a driver puts up with, in seconds: a red board, or nothing happening; and how far behind the next one is."""

    patience_s: float = 12.0
    give_up_s: float = 30.0
    gap_s: tuple[float, float] = (3.0, 7.0)


class SimulatedLane:
    """A source whose clock is the film itself: the world moves on by one picture each time it is asked."""

    def __init__(
        self,
        plan: LanePlan,
        *,
        idle: Segment,
        usher: Guests,
        barrier: BarrierController,
        display: SimulatedDisplay,
        journal: Journal,
        driver: Driver,
        rng: random.Random,
    ) -> None:
        self._plan, self._idle, self._usher = plan, idle, usher
        self._barrier, self._display, self._journal = barrier, display, journal
        self._driver, self._rng = driver, rng
        self._here: Visit | None = None
        self._story = self._tell()

    def next_unit(self) -> AccessUnit:
        return next(self._story)

    def stop(self) -> None:
        """The plant is switched off: whoever is here is cut short."""
        if self._here is not None:
            self._end(self._here, Ending.INTERRUPTED)

    def _tell(self) -> Iterator[AccessUnit]:
        visit = yield from self._wait_for_the_next(0)
        while True:
            seen_from = monotonic()
            self._here = visit
            self._write("coming", visit)
            yield from self._approach(visit)
            self._write("arrived", visit)
            ending = yield from self._wait_for_the_arm(visit, seen_from)
            go = self._leave if ending is Ending.LEFT else self._back_off
            yield from go(visit)
            self._end(visit, ending)
            self._usher.give_back(visit, ending is Ending.LEFT)
            self._idle = visit.idle
            visit = yield from self._wait_for_the_next(self._rng.uniform(*self._driver.gap_s))

    def _wait_for_the_next(self, gap_s: float) -> Generator[AccessUnit, None, Visit]:
        for passed, unit in enumerate(cycle(self._idle.units)):
            if passed >= gap_s * FPS and (visit := self._usher.take()):
                return visit
            yield unit
        raise AssertionError("an empty film")

    def _approach(self, visit: Visit) -> Iterator[AccessUnit]:
        for progress, unit in _played(visit.film.approach):
            self._feel(visit, NEAR if progress >= REACHES_THE_LOOP else NOBODY)
            yield unit

    def _wait_for_the_arm(
        self, visit: Visit, seen_from: float
    ) -> Generator[AccessUnit, None, Ending]:
        reading_red = 0
        for waited, unit in enumerate(cycle(visit.film.wait.units)):
            if self._barrier.is_open:
                return Ending.LEFT
            if reading_red >= self._driver.patience_s * FPS:
                return Ending.BACKED_OFF
            if waited >= self._driver.give_up_s * FPS and not reading_red:
                return Ending.GAVE_UP
            yield unit
            reading_red += self._is_denied(seen_from)
        raise AssertionError("an empty film")

    def _leave(self, visit: Visit) -> Iterator[AccessUnit]:
        for progress, unit in _played(visit.film.leave):
            self._feel(visit, next((on for until, on in DRIVES_OUT if progress < until), NOBODY))
            yield unit
        self._feel(visit, NOBODY)

    def _back_off(self, visit: Visit) -> Iterator[AccessUnit]:
        for progress, unit in _played(visit.film.back_off):
            self._feel(visit, NEAR if progress < ROLLS_OFF_BACKWARDS else NOBODY)
            yield unit
        self._feel(visit, NOBODY)

    def _feel(self, visit: Visit, loops: tuple[bool, bool, bool]) -> None:
        near, under, far = loops
        outwards = visit.errand.direction is Traffic.OUT
        self._barrier.set_loops(*((far, under, near) if outwards else (near, under, far)))

    def _is_denied(self, seen_from: float) -> bool:
        """A red board that was lit for the vehicle before does not count."""
        showing = self._display.showing
        return showing.tone is Tone.RED and showing.since >= seen_from

    def _write(self, event: str, visit: Visit) -> None:
        truck = visit.errand.truck
        look = {
            "direction": visit.errand.direction.value,
            "plate_no": truck.plate_no,
            "plate_colour": truck.plate_colour.value,
            "double_line": truck.double_line,
            "kind": truck.kind.value,
            "light": truck.light.value,
        }
        self._journal.write(event, self._where(visit) | look)

    def _end(self, visit: Visit, ending: Ending) -> None:
        self._here = None
        self._journal.write(ending.value, self._where(visit))

    def _where(self, visit: Visit) -> dict[str, str | bool]:
        return {
            "visit": visit.id,
            "lane": self._plan.name,
            "gate_no": self._plan.gate_no,
            "barrier_no": self._plan.barrier_no,
        }


def _played(segment: Segment) -> Iterator[tuple[float, AccessUnit]]:
    """Each picture with the share of the film that lies behind it."""
    for position, unit in enumerate(segment.units):
        yield position / len(segment.units), unit
