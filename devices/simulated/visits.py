"""Brings the next vehicle's film to a lane, so that the lane itself never waits for a disk."""

import threading
import uuid
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

from devices.simulated.cast import Light, Truck
from devices.simulated.plan import LanePlan
from devices.simulated.segments import Segment
from devices.simulated.traffic import Errand, Schedule

LOOK_AGAIN_S = 0.2


class Film(Protocol):
    """The four pieces of one vehicle's visit."""

    @property
    def approach(self) -> Segment: ...
    @property
    def wait(self) -> Segment: ...
    @property
    def leave(self) -> Segment: ...
    @property
    def back_off(self) -> Segment: ...


class FilmStudio(Protocol):
    """Where films are kept."""

    def idle(self, backdrop_seed: int, light: Light) -> Segment: ...

    def visit(self, truck: Truck, backdrop_seed: int, light: Light) -> Film: ...


@dataclass(frozen=True, slots=True)
class Visit:
    """One vehicle at one lane; `idle` is the empty lane in the same light."""

    id: str
    errand: Errand
    film: Film
    idle: Segment


class Guests(Protocol):
    """Where a lane takes its visits from."""

    def take(self) -> Visit | None:
        """The next visit if it is ready; never waits."""

    def give_back(self, visit: Visit, passed: bool) -> None:
        """The visit is over."""


class Usher:
    """One thread per lane: asks the schedule who comes, fetches the film, holds it ready."""

    def __init__(self, lane: LanePlan, schedule: Schedule, studio: FilmStudio) -> None:
        self._lane, self._schedule, self._studio = lane, schedule, studio
        self._ready: SimpleQueue[Visit] = SimpleQueue()
        self._ended: SimpleQueue[tuple[Visit, bool]] = SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name=f"usher-{lane.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def take(self) -> Visit | None:
        """The next visit if it is ready; never waits."""
        try:
            return self._ready.get_nowait()
        except Empty:
            return None

    def give_back(self, visit: Visit, passed: bool) -> None:
        """The visit is over."""
        self._ended.put((visit, passed))

    def _work(self) -> None:
        while not self._stopping.is_set():
            errand = self._schedule.next(self._lane)
            if errand is None:
                self._stopping.wait(LOOK_AGAIN_S)
                continue
            self._ready.put(self._fetch(errand))
            self._wait_for_its_end()

    def _fetch(self, errand: Errand) -> Visit:
        light, seed = errand.truck.light, self._lane.backdrop_seed
        film = self._studio.visit(errand.truck, seed, light)
        return Visit(uuid.uuid4().hex[:12], errand, film, self._studio.idle(seed, light))

    def _wait_for_its_end(self) -> None:
        while not self._stopping.is_set():
            try:
                visit, passed = self._ended.get(timeout=LOOK_AGAIN_S)
            except Empty:
                continue
            self._schedule.ended(visit.errand, passed)
            return
