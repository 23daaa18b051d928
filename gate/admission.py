"""One vehicle at one lane: decide, write down, move the arm, write down what happened."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from devices.interfaces import Barrier, Frame, PlateReading
from gate import ledger, photographs
from gate.book import Book, Written
from gate.codes import AUTOMATIC, DIRECTIONS
from gate.ledger import Result
from gate.lifting import lift_and_confirm
from gate.photographs import Photos
from gate.policy import Decision, decide
from gate.standing import Standing

log = structlog.get_logger()

FRAME_LIFE_S = 2.0
"""A decision on an older frame never lifts an arm."""


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

    @classmethod
    def of(
        cls, frame: Frame, direction: str, reading: PlateReading | None = None, looks: int = 0
    ) -> "Sighting":
        """A sighting whose time is the capture time of its frame."""
        return cls(frame.captured_at, frame.monotonic, direction, frame, reading, looks)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A vehicle that has been judged and written down."""

    written: Written
    decision: Decision
    plate_no: str
    result: Result | None
    """None where the arm was not to move."""
    frame_to_decision_ms: float
    frame_to_relay_ms: float | None


class Admission:
    """The way of a vehicle through one lane. `barrier` may be None while it cannot be connected."""

    def __init__(
        self, post: Post, standing: Standing, book: Book, *, evidence: Path, font: Path
    ) -> None:
        self.post = post
        self._standing = standing
        self._book = book
        self.evidence = evidence
        self._font = font

    def admit(self, sighting: Sighting, barrier: Barrier | None) -> Admitted:
        """Judge, write, lift if it may, write again. Raises ledger.LeaseLost before anything moved."""
        decision = self.judge(sighting)
        decided = time.monotonic()
        written = self.write_down(sighting, decision)
        relay, result = None, None
        if decision.opens:
            result, relay = self._open(written, sighting.monotonic, barrier)
        return Admitted(
            written,
            decision,
            sighting.reading.text if sighting.reading else "",
            result,
            (decided - sighting.monotonic) * 1000,
            (relay - sighting.monotonic) * 1000 if relay is not None else None,
        )

    def admit_again(self, passage: Any, frame: Frame, barrier: Barrier | None) -> Result:
        """The same vehicle still waits under an open decision of a watcher that died: lift once more."""
        ledger.note_outcome(
            passage, Result.LIFTING_AGAIN, position="unknown", fence=self.post.fence
        )
        result, _ = self._open(Written(passage.serial_no, passage), frame.monotonic, barrier)
        return result

    def judge(self, sighting: Sighting) -> Decision:
        """The decision on a sighting, from the lane's own copy of the register."""
        reading = sighting.reading
        facts = self._standing.facts(
            reading.text if reading else "",
            reading.colour if reading else None,
            sighting.direction,
            sighting.at,
        )
        return decide(facts, self._standing.rules)

    def stage_of(self, sighting: Sighting) -> str:
        """The emission stage that the register holds for the vehicle; empty for a stranger."""
        reading = sighting.reading
        if reading is None:
            return ""
        stage: str = self._standing.frozen(reading.text, reading.colour)["emission_stage"]
        return stage

    def write_down(self, sighting: Sighting, decision: Decision) -> Written:
        """The row, with its photographs, on disk."""
        return self._book.record(self._row(sighting, decision))

    def _row(self, sighting: Sighting, decision: Decision) -> dict[str, Any]:
        post, reading = self.post, sighting.reading
        plate_no = reading.text if reading else ""
        colour = reading.colour if reading else None
        at = sighting.at
        serial_no = ledger.serial_number(post.enterprise_no, post.gate_no, post.barrier_no, at)
        photos = self._photograph(sighting, serial_no)
        facts = self._standing.facts(plate_no, colour, sighting.direction, at)
        return {
            "serial_no": serial_no,
            "lane_id": post.lane_id,
            "gate_no": post.gate_no,
            "barrier_no": post.barrier_no,
            "direction": sighting.direction,
            "passed_at": at,
            "front_photo": photos.front,
            "body_photo": photos.body,
            "plate_photo": photos.plate,
            "plate_no": plate_no,
            "plate_colour": colour.value if colour else "",
            **self._standing.frozen(plate_no, colour),
            "verdict": decision.verdict.value,
            "reasons": ",".join(reason.value for reason in decision.reasons),
            "opening_mode": AUTOMATIC if decision.opens else "",
            "rules_version": self._standing.rules.version,
            "decided_offline": self._standing.offline,
            "confidence": round(reading.confidence, 4) if reading else 0.0,
            "looks": sighting.looks,
            "look_alike": facts.look_alike or "",
            "evidence_problem": photos.problem,
            "watcher": post.watcher,
            "fence": post.fence,
        }

    def _photograph(self, sighting: Sighting, serial_no: str) -> Photos:
        if sighting.frame is None:
            return Photos(problem="the camera is away")
        post, at = self.post, sighting.at
        caption = "  ".join(
            (
                f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d}",
                f"出入口{post.gate_no} 道闸{post.barrier_no}",
                DIRECTIONS[sighting.direction].zh,
                sighting.reading.text if sighting.reading else "未识别",
                serial_no,
            )
        )
        photos = photographs.take(
            sighting.frame.image,
            sighting.reading,
            caption,
            root=self.evidence,
            font=self._font,
        )
        if photos.problem:
            log.error("photo_not_kept", serial_no=serial_no, problem=photos.problem)
        return photos

    def _open(
        self, written: Written, monotonic: float, barrier: Barrier | None
    ) -> tuple[Result, float | None]:
        if time.monotonic() - monotonic > FRAME_LIFE_S:
            self._book.note(written, Result.TOO_LATE, position="unknown")
            return Result.TOO_LATE, None
        lift = lift_and_confirm(barrier)
        self._book.note(written, lift.result, position=lift.position.value, detail=lift.problem)
        return lift.result, lift.ordered
