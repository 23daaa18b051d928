"""The loop of one lane: the newest frame, the eyes, the arm, the orders of people."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from devices.interfaces import ArmPosition, BarrierState, Frame, PlateReading, Tone
from gate.admission import Admission, Admitted, Sighting
from gate.book import AWAY, Book, Written
from gate.policy import Verdict
from gate.standing import Standing
from workers import board, inherited, live
from workers.arm_watch import ArmWatch
from workers.by_hand import ByHand
from workers.chores import Chores
from workers.empty_lane import EmptyLane
from workers.filming import Filming
from workers.following import Following
from workers.gap_watch import GapWatch
from workers.gaze import Gaze
from workers.gear import Gear
from workers.hearing import word_of
from workers.inherited import Inherited
from workers.queues import on_this_machine
from workers.rig import Rig
from workers.switchboard import Switchboard
from workers.telling import Telling
from workers.waiting import Waiting

log = structlog.get_logger()

FRAME_WAIT_S, CALM_WAIT_S = 0.05, 0.1
"""No turn of the loop waits longer for a picture, and no order of a person for the loop."""
FEEL_S, AT_REST_S = 0.1, 0.25
"""Between questions to the arm, and while it rests over free loops and nothing moves."""
LOOK_EVERY_S, ROLLING_EVERY_S = 0.05, 0.30
"""Between looks at a vehicle that stands at the arm, and at one that is still rolling up to it."""
GLANCE_EVERY_S = 1.0
"""Once a vehicle is written down it is looked at only this often, to see that it is still there."""
STALE_S, MOST_GLANCES = 0.8, 3
"""A look that took longer than this is not decided on, but so often at most."""


class Watch:
    """Everything of one lane while it is watched. Used from one thread; Redis and heartbeat have their own."""

    def __init__(
        self,
        rig: Rig,
        gaze: Gaze,
        admission: Admission,
        standing: Standing,
        book: Book,
        switchboard: Switchboard,
        filming: Filming,
        direction: str,
    ) -> None:
        self.rig = rig
        self.gaze = gaze
        self.admission = admission
        self.book = book
        self.switchboard = switchboard
        self.following = Following(direction)
        self.filming = filming
        self.arm = ArmWatch()
        self.newest: Frame | None = None
        self.state: BarrierState | None = None
        self.current: Written | None = None
        """What the vehicle standing here was written down as."""
        self._waiting: Waiting | None = None
        self._inherited: Inherited | None = None
        self._glances = 0
        self.gear = Gear(rig)
        self._by_hand = ByHand(self)
        self._empty = EmptyLane(admission.post.lane_id)
        self._gaps = GapWatch(admission.post.lane_id, admission.post.watcher, admission.clock_off_s)
        self._chores = Chores(
            (self._how_often_felt, self._feel_arm),
            (0.05, self._by_hand.answer),
            (0.1, self._hear),
            (0.5, self._let_cases_go),
            (1.0, Telling(self).tell),
            (1.0, standing.refresh),
            (1.0, lambda: self._gaps.look(self._pictures_come())),
            (5.0, self._gaps.sign),
            (2.0, book.settle),
            (5.0, self._have_films_cut),
        )

    def run(self, goes_on: Callable[[], bool]) -> None:
        """Watch until `goes_on()` says no; finishes the vehicle in hand. Raises ledger.LeaseLost."""
        self.book.settle()
        self._inherited = inherited.take(self.admission.post.lane_id)
        if self._inherited is not None:
            self.filming.takes_over(self._inherited.passage)
        while goes_on():
            self._chores.run()
            frame = self._newest()
            if frame is not None:
                self._see(frame)

    def written(self, written: Written, at: datetime, plate: str, colour: str) -> None:
        """A row has been made of the vehicle standing here, with this capture time."""
        self.current = written
        self.filming.begins(written.serial_no, at)
        self.following.judge((plate, colour))
        self.announce()

    def announce(self) -> None:
        """Ring the doorbell and have the uploads looked at."""
        self._ring()
        self.switchboard.nudge("workers.calls.send_owed")

    def _ring(self) -> None:
        self.switchboard.ring(live.PASSAGE)

    def _newest(self) -> Frame | None:
        wait_s = CALM_WAIT_S if self._is_calm() else FRAME_WAIT_S
        if self.rig.camera is None:
            time.sleep(wait_s)
            return None
        return self.rig.camera.newest(wait_s)

    def _pictures_come(self) -> bool | None:
        return None if self.rig.camera is None else self.sees()

    def sees(self) -> bool:
        """Whether the camera streams."""
        return self.rig.camera is not None and self.rig.camera.state.connected

    def _adopt(self, sighting: Sighting) -> bool:
        """True when the vehicle here is the one that a dead watcher wrote down."""
        heritage = self._inherited
        if heritage is None or not heritage.is_of(sighting):
            return False
        row = heritage.passage
        self._inherited = None
        written = Written(row.serial_no, row)
        self.written(written, row.passed_at, row.plate_no, row.plate_colour)
        self._waiting = Waiting(written, sighting) if heritage.to_be_lifted else None
        log.info("vehicle_taken_over", serial_no=row.serial_no, lift=heritage.to_be_lifted)
        return True

    def _see(self, frame: Frame) -> None:
        self.newest = frame
        awake = self.gaze.follow(frame, needed=self._needs_eyes())
        if self.rig.camera is not None:
            self.rig.camera.wake(awake)
        looks = awake and self.gaze.is_due(frame)
        age_ms = round(1000 * (time.monotonic() - frame.monotonic))
        log.debug("sees", frame=frame.number, age_ms=age_ms, awake=awake, looks=looks)
        if not looks:
            return
        readings = self.gaze.look(frame, passing=not self.following.standing)
        self.gaze.rest(self._pause())
        if self._waiting is not None:
            self._try_again(self._waiting, frame, readings)
        sighting = self.following.look(readings, frame) or self.following.unread(frame)
        if sighting is not None and not self._better_seen_afresh(sighting):
            self._settle(sighting)

    def _hear(self) -> None:
        """What cameras read by themselves is heard, and decides where nobody here can see."""
        while (heard := self.switchboard.heard()) is not None:
            word = word_of(heard, self.rig.eyes, self.newest)
            log.info("plate_heard", plate_no=heard.text, alone=word.alone)
            self.following.hear(word)
            if self._waiting is not None and word.frame is not None and word.may_open:
                self._try_again(self._waiting, word.frame, (word.reading,))
        sighting = self.following.told(time.monotonic(), blind=not self.sees())
        if sighting is not None:
            self._settle(sighting)

    def _settle(self, sighting: Sighting) -> None:
        if not self._adopt(sighting):
            self.admit(sighting)

    def _better_seen_afresh(self, sighting: Sighting) -> bool:
        """A busy machine may take a second over a whole picture; a glance at the next one decides in time."""
        old = time.monotonic() - sighting.monotonic > STALE_S
        self._glances = self._glances + 1 if old else 0
        return 0 < self._glances <= MOST_GLANCES

    def _pause(self) -> float:
        """Until the next look: none is wasted on a vehicle that is far off, or written down already."""
        if self.following.judged and self._waiting is None:
            return GLANCE_EVERY_S
        return LOOK_EVERY_S if self.following.standing else ROLLING_EVERY_S

    def _needs_eyes(self) -> bool:
        return self.following.on_loop and (
            self.following.judged is None or self._waiting is not None
        )

    def admit(self, sighting: Sighting) -> None:
        """One vehicle: decide, write, lift, write; then tell everybody."""
        self._ordered_now()
        admitted = self.admission.admit(sighting, self.rig.barrier, self._ring)
        self._ordered_now()
        colour = sighting.reading.colour if sighting.reading else None
        self.written(
            admitted.written, sighting.at, admitted.plate_no, colour.value if colour else ""
        )
        self._waiting = Waiting.of(admitted, sighting)
        self._show(admitted, sighting)
        log.info("passage", looks=sighting.looks, **admitted.told())

    def _show(self, admitted: Admitted, sighting: Sighting) -> None:
        decision = admitted.decision
        stage = self.admission.stage_of(sighting)
        self.gear.show(
            board.lines(admitted.plate_no, stage, decision),
            board.TONES[decision.verdict],
            alarm=decision.verdict is not Verdict.OPEN,
        )

    def _try_again(self, waiting: Waiting, frame: Frame, readings: Sequence[PlateReading]) -> None:
        """The vehicle of an open decision stands here unlifted: on a fresh look, judge it anew and lift."""
        old, here = time.monotonic() - frame.monotonic > STALE_S, waiting.sighting.is_in(readings)
        if old or not here or not waiting.may_try(self.state):
            return
        sighting = waiting.sighting.again(frame)
        self._ordered_now()
        try:
            admitted = self.admission.admit_again(waiting.written, sighting, self.rig.barrier)
        except AWAY:
            self._waiting = waiting.later()
            return
        self._ordered_now()
        self._waiting = waiting.after(admitted.result)
        if not admitted.decision.opens:
            self._show(admitted, sighting)
        log.info("tried_again", serial_no=waiting.written.serial_no, result=admitted.result)
        self.announce()

    def _ordered_now(self) -> None:
        self.arm.ordered(time.monotonic())

    def _how_often_felt(self) -> float:
        """Where nobody comes and nothing was ordered, a hand at the gate is noticed soon enough."""
        return AT_REST_S if self._is_calm() else FEEL_S

    def _is_calm(self) -> bool:
        state = self.state
        rests = state is not None and state.position is ArmPosition.CLOSED and not state.occupied
        return rests and not self.gaze.awake

    def _feel_arm(self) -> None:
        now = time.monotonic()
        self.state = self.gear.barrier_state()
        judged = self.following.judged
        self.following.feel(self.state, now)
        if judged is not None and self.following.judged is None:
            self._gone()
        self.filming.feel(self.state, judged=self.following.judged is not None)
        if self.state is None:
            return
        if not self.state.occupied:
            self._inherited = None  # nobody stands here any more
        if self.arm.risen_alone(self.state, now):
            self._by_hand.risen_at_gate()
        if self.arm.should_lower(self.state, now):
            self._by_hand.lower_unused()

    def _gone(self) -> None:
        self.current, self._waiting = None, None
        self.gear.show(board.IDLE, Tone.AMBER)

    def _let_cases_go(self) -> None:
        nobody = self.current is None and self._inherited is None
        if nobody and self._empty.end_cases():
            self.switchboard.ring(live.CASE)

    def _have_films_cut(self) -> None:
        if self.filming.owed():
            self.switchboard.nudge("workers.calls.cut_clips", on_this_machine())
