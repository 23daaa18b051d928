"""What people do to an arm: orders from the portal, the button at the gate. Every touch is written down."""

import json
import time
from typing import TYPE_CHECKING

import structlog

from devices.interfaces import DeviceError, Tone
from gate import clock, evidence, ledger, photographs
from gate.admission import Sighting
from gate.book import AWAY, Written
from gate.ledger import LeaseLost, Result
from gate.lifting import lift_and_confirm
from gate.models import Passage
from workers import board, orders
from workers.orders import Answer, Order

if TYPE_CHECKING:
    from workers.watch import Watch

log = structlog.get_logger()


class ByHand:
    """The part of a watch that answers to people."""

    def __init__(self, watch: "Watch") -> None:
        self._watch = watch

    def answer(self) -> None:
        """Carry out the order that waits, if any, and answer it."""
        call = self._watch.switchboard.waiting()
        if call is None:
            return
        if call.order.late:
            call.reply(orders.LATE)
            return
        call.reply(
            self._lift(call.order)
            if call.order.what == orders.LIFT
            else Answer(False, "unknown_order")
        )

    def risen_at_gate(self) -> None:
        """The arm rose without an order of ours: the vehicle standing here, or a row of its own (nothing unwritten)."""
        written = self._watch.current or self._row_for_nobody()
        position = self._watch.state.position.value if self._watch.state else "unknown"
        self._watch.book.note(written, Result.LIFTED_AT_GATE, position=position)
        log.warning("lifted_at_gate", serial_no=written.serial_no)
        self._watch.announce()

    def lower_unused(self) -> None:
        """An open arm that nobody drives through invites the next vehicle: order it down."""
        barrier = self._watch.rig.barrier
        if barrier is None:
            return
        try:
            barrier.lower()
        except DeviceError as error:
            log.warning("not_lowered", problem=error.message)

    def _lift(self, order: Order) -> Answer:
        try:
            written = self._written_for(order)
            if written is None:
                return Answer(False, "vehicle_gone")
            if written.passage is None:
                return Answer(False, "database_away")
            return self._lift_for(written.passage, order)
        except AWAY as error:
            log.error("order_not_written", problem=str(error))
            return Answer(False, "database_away")
        except LeaseLost:
            return Answer(False, "not_on_duty")

    def _written_for(self, order: Order) -> Written | None:
        current = self._watch.current
        if order.passage_id is None:
            return current or self._row_for_nobody()
        # An order about a vehicle that has driven off must not lift the arm for the next one.
        if current is None or current.passage is None or current.passage.id != order.passage_id:
            return None
        return current

    def _lift_for(self, passage: Passage, order: Order) -> Answer:
        watch, photo = self._watch, self._photo()
        detail = json.dumps({"reason": order.reason, "photo": photo}, ensure_ascii=False)
        ledger.note_outcome(
            passage,
            Result.LIFT_ORDERED,
            position=watch.state.position.value if watch.state else "unknown",
            by=order.by,
            detail=detail,
            fence=watch.admission.post.fence,
        )
        if order.late:
            return orders.LATE
        watch.arm.ordered(time.monotonic())
        lift = lift_and_confirm(watch.rig.barrier)
        watch.arm.ordered(time.monotonic())
        lifted = lift.result is Result.LIFTED
        ledger.note_outcome(
            passage,
            Result.LIFTED_BY_PERSON if lifted else Result.NOT_LIFTED,
            position=lift.position.value,
            by=order.by,
            detail=lift.problem,
        )
        if lifted:
            watch.gear.show([passage.plate_no or "—", *board.LIFTED_BY_HAND[1:]], Tone.GREEN)
        watch.announce()
        return Answer(lifted, "" if lifted else "not_lifted", lift.problem)

    def _row_for_nobody(self) -> Written:
        """A row with a photograph for a lift without a judged vehicle."""
        watch = self._watch
        frame, direction = watch.newest, watch.following.direction
        fresh = frame is not None and time.monotonic() - frame.monotonic < 5
        sighting = (
            Sighting.of(frame, direction)
            if frame is not None and fresh
            else Sighting(clock.now(), time.monotonic(), direction)
        )
        written = watch.admission.write_down(sighting, watch.admission.judge(sighting))
        watch.written(written, sighting.at, "", "")
        return written

    def _photo(self) -> str:
        frame = self._watch.newest
        if frame is None:
            return ""
        try:
            return evidence.keep(
                self._watch.admission.evidence, photographs.still(frame.picture, 1280)
            )
        except evidence.EvidenceError as error:
            log.error("photo_not_kept", problem=str(error))
            return ""
