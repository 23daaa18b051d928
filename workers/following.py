"""Following vehicles before one camera: from single looks to one judgement per visit. Knows no device."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from devices.interfaces import BarrierState, Frame, PlateReading
from gate import plates
from gate.admission import Sighting
from gate.codes import IN, OUT

LOOK_LIFE_S = 4.0
CLEAR_S = 0.6
"""Loops free for so long: the vehicle has gone."""
OUT_OF_SIGHT_S = 3.0
"""Where no loops can be asked, a plate unseen for so long has gone."""
UNREAD_S = 8.0
"""A vehicle that stands on a loop for so long without an agreed plate is written down as unread."""

BOTH_WAYS = "both"
Key = tuple[str, str]


@dataclass(slots=True)
class _Loops:
    occupied: bool = False
    under: bool = False
    since: float = 0.0
    """When `occupied` last changed, on the monotonic clock."""


class Following:
    """One visit at a time: looks are gathered until a standing vehicle is agreed on, then it is judged once."""

    def __init__(self, direction: str) -> None:
        self._lane_direction = direction
        self._looks: deque[tuple[float, PlateReading]] = deque(maxlen=40)
        self._loops: _Loops | None = None
        self._direction = IN if direction == BOTH_WAYS else direction
        self._seen_at = 0.0
        self.judged: Key | None = None
        """Plate and colour already written down in this visit; an empty plate for an unread one."""
        self.visit_began = 0.0

    @property
    def direction(self) -> str:
        return self._direction

    @property
    def standing(self) -> bool:
        """Whether a vehicle stands at the arm; taken for true where the loops cannot be asked."""
        return self._loops is None or self._loops.occupied

    @property
    def on_loop(self) -> bool:
        return self._loops is not None and self._loops.occupied

    def feel(self, state: BarrierState | None, now: float) -> None:
        """Take in the loops, None while the controller does not answer; ends a visit when its vehicle has gone."""
        if state is None:
            self._loops = None
            if self.judged is not None and now - self._seen_at > OUT_OF_SIGHT_S:
                self._end()
            return
        # Who stands there when the loops are first asked has come, too: its time begins now.
        before = self._loops or _Loops(self.judged is not None, state.loop_under, now)
        changed = before.occupied != state.occupied
        self._loops = _Loops(state.occupied, state.loop_under, now if changed else before.since)
        if state.occupied:
            self._seen_at = now
        if changed and state.occupied:
            self.visit_began = now
            self._direction = self._way(state)
        if self._anybody_may_be_meant(state):
            self._direction = IN
        if before.under and not state.loop_under:
            self._end()  # it has passed beneath the arm
            self.visit_began = now  # and may still stand on the loop beyond
        elif self.judged is not None and not state.occupied and now - self._loops.since > CLEAR_S:
            self._end()

    def look(self, readings: Sequence[PlateReading], frame: Frame) -> Sighting | None:
        """Take in what one frame shows; a sighting when this very frame settles who stands here."""
        nearest = max(readings, key=lambda reading: reading.width, default=None)
        if nearest is None:
            return None
        self._seen_at = frame.monotonic
        if self.judged is not None and self.judged[0]:
            return None
        self._looks.append((frame.monotonic, nearest))
        recent = [look for at, look in self._looks if frame.monotonic - at <= LOOK_LIFE_S]
        agreed = plates.agree(recent)
        if agreed is None or not self.standing:
            return None
        # The frame that decides must itself show the plate: its age is what the two-second law counts.
        if (nearest.text, nearest.colour) != (agreed.text, agreed.colour):
            return None
        # The best look may be of an earlier frame: the plate is cut out where this one shows it.
        here = replace(agreed.best, corners=nearest.corners)
        return Sighting.of(frame, self._direction, here, agreed.looks, recent)

    def unread(self, frame: Frame) -> Sighting | None:
        """A vehicle that has stood for long enough without a plate anybody could agree on."""
        waits = frame.monotonic - self.visit_began
        if self.judged is not None or not self.on_loop or waits < UNREAD_S:
            return None
        return Sighting.of(frame, self._direction)

    def judge(self, key: Key) -> None:
        """This vehicle has been written down: one row per visit."""
        self.judged = key
        self._looks.clear()

    def _anybody_may_be_meant(self, state: BarrierState) -> bool:
        """On a lane for both ways, somebody waits on either side before anybody is judged.

        Whom the camera sees cannot be told then, so that it is asked what is asked of those who come in.
        """
        both = state.loop_outer and state.loop_inner and not state.loop_under
        return self._lane_direction == BOTH_WAYS and both and self.judged is None

    def _way(self, state: BarrierState) -> str:
        if self._lane_direction != BOTH_WAYS:
            return self._lane_direction
        return OUT if state.loop_inner and not state.loop_outer else IN

    def _end(self) -> None:
        self.judged = None
        self._looks.clear()
