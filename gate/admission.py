"""One vehicle at one lane: decide, write down, move the arm, write down what happened."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from devices.interfaces import Barrier, Frame, PlateReading
from gate import grounds, ledger, photographs
from gate.book import Book, Written
from gate.codes import AUTOMATIC, DIRECTIONS
from gate.control import in_force
from gate.facts import Facts, Rules
from gate.ledger import Result
from gate.lifting import lift_and_confirm
from gate.photographs import Photos
from gate.policy import Decision, decide
from gate.standing import Standing

log = structlog.get_logger()

MOST_LOOKS_TOLD = 12
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
        judgement = self.judge(sighting)
        decided, decision = time.monotonic(), judgement.decision
        written = self.write_down(sighting, judgement)
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

    def judge(self, sighting: Sighting) -> Judgement:
        """The decision on a sighting, from the lane's own copy of the register."""
        reading, standing = sighting.reading, self._standing
        facts = standing.facts(
            reading.text if reading else "",
            reading.colour if reading else None,
            sighting.direction,
            sighting.at,
            gate_no=self.post.gate_no,
            confidence=reading.weakest if reading else 0.0,
            looks=sighting.looks,
        )
        rules = standing.rules
        decision = decide(facts, rules)
        return Judgement(decision, facts, rules, standing.offline, standing.list_version)

    def stage_of(self, sighting: Sighting) -> str:
        """The emission stage that the register holds for the vehicle; empty for a stranger."""
        reading = sighting.reading
        if reading is None:
            return ""
        stage: str = self._standing.frozen(reading.text, reading.colour)["emission_stage"]
        return stage

    def write_down(self, sighting: Sighting, judgement: Judgement) -> Written:
        """The row, with its photographs, on disk."""
        return self._book.record(self._row(sighting, judgement))

    def _row(self, sighting: Sighting, judgement: Judgement) -> dict[str, Any]:
        post, at = self.post, sighting.at
        serial_no = ledger.serial_number(post.enterprise_no, post.gate_no, post.barrier_no, at)
        photos = self._photograph(sighting, serial_no)
        facts = judgement.facts
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
            "plate_no": facts.plate_no,
            "plate_colour": facts.colour.value if facts.colour else "",
            **self._standing.frozen(facts.plate_no, facts.colour),
            **_why(judgement),
            **_seen(sighting),
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


def _why(judgement: Judgement) -> dict[str, Any]:
    """What was decided, and by which versions of everything that has one."""
    decision, facts, rules = judgement.decision, judgement.facts, judgement.rules
    ruling = in_force(rules.policies, facts.moment)
    return {
        "verdict": decision.verdict.value,
        "reasons": ",".join(reason.value for reason in decision.reasons),
        "opening_mode": AUTOMATIC if decision.opens else "",
        "rules_version": rules.version,
        "list_version": judgement.list_version,
        "policies": ",".join(f"{policy.policy_id}.{policy.version}" for policy in ruling),
        "grounds": grounds.told(decision, facts, rules),
        "decided_offline": judgement.offline,
        "look_alike": facts.look_alike or "",
    }


def _seen(sighting: Sighting) -> dict[str, Any]:
    """How sure the eyes were, look by look."""
    reading = sighting.reading
    looks = [
        [look.text, look.colour.value if look.colour else "", round(look.weakest, 4)]
        for look in sighting.seen[-MOST_LOOKS_TOLD:]
    ]
    return {
        "confidence": round(reading.confidence, 4) if reading else 0.0,
        "looks": sighting.looks,
        "looks_told": json.dumps(looks, ensure_ascii=False) if looks else "",
    }
