"""What a lane agreed on, and what was decided about it: the values that travel from the eyes to the row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from devices.interfaces import Frame, PlateReading
from gate.facts import Facts, Rules
from gate.policy import Decision


@dataclass(frozen=True, slots=True)
class Post:
    """Where this is: one lane, as every row of it names it."""

    lane_id: int
    gate_no: str
    barrier_no: str
    enterprise_no: str
    watcher: str
    fence: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the lane agreed on: a plate or none, and the newest frame, or none while the camera is away."""

    at: datetime
    monotonic: float
    direction: str
    frame: Frame | None = None
    reading: PlateReading | None = None
    looks: int = 0
    seen: tuple[PlateReading, ...] = ()
    """The looks themselves, those that said something else among them."""

    @classmethod
    def of(
        cls,
        frame: Frame,
        direction: str,
        reading: PlateReading | None = None,
        looks: int = 0,
        seen: Iterable[PlateReading] = (),
    ) -> "Sighting":
        """A sighting whose time is the capture time of its frame."""
        at = frame.captured_at
        return cls(at, frame.monotonic, direction, frame, reading, looks, tuple(seen))


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision, and all that it was made on."""

    decision: Decision
    facts: Facts
    rules: Rules
    offline: bool
    list_version: int
