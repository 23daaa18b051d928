"""One vehicle at one lane: decide, write down, move the arm, write down what happened."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from devices.interfaces import Barrier
from gate import ledger, photographs, row
from gate.book import Book, Written
from gate.codes import DIRECTIONS
from gate.ledger import Result
from gate.lifting import lift_and_confirm
from gate.photographs import Photos
from gate.policy import Decision, decide
from gate.sighting import Judgement, Post, Sighting, unjudged
from gate.standing import Standing

__all__ = ["FRAME_LIFE_S", "Admission", "Admitted", "Judgement", "Post", "Sighting"]

log = structlog.get_logger()

FRAME_LIFE_S = 2.0
"""A decision on an older frame never lifts an arm."""


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

    def told(self) -> dict[str, Any]:
        """As a log tells it."""
        return {
            "serial_no": self.written.serial_no,
            "plate_no": self.plate_no,
            "verdict": self.decision.verdict.value,
            "reasons": [reason.value for reason in self.decision.reasons],
            "result": self.result.value if self.result else None,
            "frame_to_decision_ms": self.frame_to_decision_ms,
            "frame_to_relay_ms": self.frame_to_relay_ms,
        }


class Admission:
    """The way of a vehicle through one lane. `barrier` may be None while it cannot be connected."""

    def __init__(
        self,
        post: Post,
        standing: Standing,
        book: Book,
        *,
        evidence: Path,
        font: Path,
        clock_off_s: Callable[[], float | None] = lambda: None,
    ) -> None:
        self.post = post
        self._standing = standing
        self._book = book
        self.evidence = evidence
        self._font = font
        self.clock_off_s = clock_off_s
        """Our clock minus the right one; None where nobody knows (R-094)."""

    def admit(
        self,
        sighting: Sighting,
        barrier: Barrier | None,
        on_written: Callable[[], None] = lambda: None,
    ) -> Admitted:
        """Judge, write, lift if it may, write again. Raises ledger.LeaseLost before anything moved.

        `on_written` tells others of the row before the arm has travelled; it must neither wait nor fail.
        """
        judgement = self.judge(sighting)
        decided, decision = time.monotonic(), judgement.decision
        written = self.write_down(sighting, judgement)
        on_written()
        relay, result = None, None
        if decision.opens:
            result, relay = self._open(written, sighting.monotonic, barrier)
        return _admitted(written, decision, sighting, decided, result, relay)

    def admit_again(
        self, written: Written, sighting: Sighting, barrier: Barrier | None
    ) -> Admitted:
        """The same vehicle still waits before a closed arm: judge it anew, lift once more. Raises as `admit` does.

        What opened for it may be seconds old: meanwhile it can have been listed, suspended or restricted.
        """
        decision = self.judge(sighting).decision
        decided = time.monotonic()
        if decision.opens:
            self._note_again(written)
            result, relay = self._open(written, sighting.monotonic, barrier)
        else:
            result, relay = Result.NO_LONGER_OPEN, None
            reasons = ",".join(reason.value for reason in decision.reasons)
            self._book.note(written, result, position="unknown", detail=reasons)
        return _admitted(written, decision, sighting, decided, result, relay)

    def _note_again(self, written: Written) -> None:
        if written.passage is None:
            self._book.note(written, Result.LIFTING_AGAIN, position="unknown")
        else:
            ledger.note_outcome(
                written.passage, Result.LIFTING_AGAIN, position="unknown", fence=self.post.fence
            )

    def judge(self, sighting: Sighting) -> Judgement:
        """The decision on a sighting, from the lane's own copy of the register.

        A fault of our own holds the vehicle: it stands here all the same, and is written down.
        """
        try:
            return self._judge(sighting)
        except Exception:
            log.exception("not_judged", lane_id=self.post.lane_id)
            return unjudged(sighting, self.post.gate_no)

    def _judge(self, sighting: Sighting) -> Judgement:
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
        post, facts = self.post, judgement.facts
        serial_no = ledger.serial_number(
            post.enterprise_no, post.gate_no, post.barrier_no, sighting.at
        )
        off_s = self.clock_off_s() or 0.0
        photos = self._photograph(sighting, serial_no, off_s)
        file = self._standing.frozen(facts.plate_no, facts.colour)
        return self._book.record(row.of(serial_no, post, sighting, judgement, file, photos, off_s))

    def _photograph(self, sighting: Sighting, serial_no: str, off_s: float) -> Photos:
        if sighting.frame is None:
            return Photos(problem="the camera is away")
        post = self.post
        caption = photographs.BETWEEN.join(
            (
                photographs.moment(sighting.at, off_s),
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


def _admitted(
    written: Written,
    decision: Decision,
    sighting: Sighting,
    decided: float,
    result: Result | None,
    relay: float | None,
) -> Admitted:
    return Admitted(
        written,
        decision,
        sighting.reading.text if sighting.reading else "",
        result,
        round((decided - sighting.monotonic) * 1000, 1),
        round((relay - sighting.monotonic) * 1000, 1) if relay is not None else None,
    )
