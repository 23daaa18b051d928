"""What a lane agreed on, and what was decided about it: the values that travel from the eyes to the row."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from devices.interfaces import Frame, PlateReading
from gate.facts import Facts, Rules
from gate.reasons import Decision, Reason, Verdict


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

    def again(self, frame: Frame) -> "Sighting":
        """The same vehicle in a newer frame, which shows its very plate and colour."""
        return replace(self, at=frame.captured_at, monotonic=frame.monotonic, frame=frame)

    def is_in(self, readings: Iterable[PlateReading]) -> bool:
        """Whether exactly this plate in this colour is among what a frame shows."""
        own = self.reading
        return own is not None and any(
            (each.text, each.colour) == (own.text, own.colour) for each in readings
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision, and all that it was made on."""

    decision: Decision
    facts: Facts
    rules: Rules
    offline: bool
    list_version: int


def unjudged(sighting: Sighting, gate_no: str) -> Judgement:
    """A person decides, because we could not: what the eyes saw is all that is told."""
    reading = sighting.reading
    facts = Facts(
        reading.text if reading else "",
        reading.colour if reading else None,
        sighting.direction,
        sighting.at,
        gate_no=gate_no,
        confidence=reading.weakest if reading else 0.0,
        looks=sighting.looks,
        lists_known=False,
    )
    decision = Decision(Verdict.HOLD, (Reason.UNJUDGED,))
    return Judgement(decision, facts, Rules(), offline=False, list_version=0)
