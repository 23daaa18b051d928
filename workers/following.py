"""Following vehicles before one camera: from single looks to one judgement per visit. Knows no device."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from devices.interfaces import BarrierState, Frame, PlateReading
from gate import plates
from gate.admission import FRAME_LIFE_S, Sighting
from gate.codes import IN, OUT
from gate.plates import Agreed
from workers.hearing import Word

LOOK_LIFE_S = 4.0
CLEAR_S = 0.6
"""Loops free for so long: the vehicle has gone."""
OUT_OF_SIGHT_S = 3.0
"""Where no loops can be asked, a plate unseen for so long has gone."""
UNREAD_S = 8.0
"""A vehicle that stands on a loop for so long without an agreed plate is written down as unread."""

WORD_WAITS_S, WORD_LIFE_S = 2.0, 15.0
"""So long our own eyes have for a plate that a camera told of; and so long its word is kept for a person."""

BOTH_WAYS = "both"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Look:
    """One look in the vote. Those that may not open only add to those that may, or speak against them."""

    at: float
    reading: PlateReading
    own: bool = True
    may_open: bool = True


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
        self._looks: deque[_Look] = deque(maxlen=40)
        self._word: Word | None = None
        self._ended_at = float("-inf")
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
                self._end(now)
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
            self._end(now)  # it has passed beneath the arm
            self.visit_began = now  # and may still stand on the loop beyond
        elif self.judged is not None and not state.occupied and now - self._loops.since > CLEAR_S:
            self._end(now)

    def look(self, readings: Sequence[PlateReading], frame: Frame) -> Sighting | None:
        """Take in what one frame shows; a sighting when this very frame settles who stands here."""
        nearest = max(readings, key=lambda reading: reading.width, default=None)
        if nearest is None:
            return None
        self._seen_at = frame.monotonic
        if self.judged is not None and self.judged[0]:
            return None
        self._looks.append(_Look(frame.monotonic, nearest))
        agreed = self._agreed(frame.monotonic)
        # The frame that decides must itself show the plate: its age is what the two-second law counts.
        if agreed is None or not self.standing or not _same(nearest, agreed):
            return None
        # The best look may be of an earlier frame: the plate is cut out where this one shows it.
        here = replace(agreed.best, corners=nearest.corners)
        seen = self._readings(frame.monotonic)
        return Sighting.of(frame, self._direction, here, agreed.looks, seen)

    def hear(self, word: Word) -> None:
        """Take in what the camera read by itself: a look more, which may speak for our own or against them."""
        if word.monotonic <= self._ended_at or (self.judged is not None and self.judged[0]):
            return  # it is of the one who has just left, or we know who stands here
        self._seen_at = max(self._seen_at, word.monotonic)
        self._word = word.after(self._word)
        for reading in word.against:
            self._looks.append(_Look(word.monotonic, reading, own=False, may_open=False))
        self._looks.append(_Look(word.monotonic, word.reading, own=False, may_open=word.alone))

    def told(self, now: float, *, blind: bool) -> Sighting | None:
        """A sighting on the camera's word: where it may open alone; or, while we are blind, for a person to judge."""
        word = self._word
        if word is None or self.judged is not None or not self.standing:
            return None
        fresh = now - word.monotonic <= FRAME_LIFE_S
        agreed = self._agreed(now) if word.alone and fresh else None
        if agreed is not None and _same(word.reading, agreed):
            return word.sighting(self._direction, agreed.looks, self._readings(now))
        waited = now - word.heard_at >= WORD_WAITS_S
        ours = any(look.own for look in self._recent(now))
        return self._for_a_person(now) if blind and waited and not ours else None

    def unread(self, frame: Frame) -> Sighting | None:
        """A vehicle that has stood for long enough without a plate anybody could agree on."""
        waits = frame.monotonic - self.visit_began
        if self.judged is not None or not self.on_loop or waits < UNREAD_S:
            return None
        return self._for_a_person(frame.monotonic) or Sighting.of(frame, self._direction)

    def judge(self, key: Key) -> None:
        """This vehicle has been written down: one row per visit."""
        self.judged = key
        self._forget()

    def _recent(self, now: float) -> list[_Look]:
        return [look for look in self._looks if now - look.at <= LOOK_LIFE_S]

    def _readings(self, now: float) -> list[PlateReading]:
        return [look.reading for look in self._recent(now)]

    def _agreed(self, now: float) -> Agreed | None:
        """What the looks of the last seconds agree on, at least one among them that may open."""
        recent = self._recent(now)
        agreed = plates.agree(look.reading for look in recent)
        return agreed if agreed and any(_vouches(look, agreed) for look in recent) else None

    def _for_a_person(self, now: float) -> Sighting | None:
        """The plate that only the camera told of: one look that is never strong, so that no rule lets it in."""
        word = self._word
        if word is None or now - word.monotonic > WORD_LIFE_S:
            return None
        return word.doubted().sighting(self._direction, 1, self._readings(now))

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

    def _end(self, now: float) -> None:
        self.judged = None
        self._ended_at = now
        self._forget()

    def _forget(self) -> None:
        self._looks.clear()
        self._word = None


def _vouches(look: _Look, agreed: Agreed) -> bool:
    return look.may_open and look.reading.weakest >= plates.FAIR and _same(look.reading, agreed)


def _same(reading: PlateReading, agreed: Agreed) -> bool:
    return (reading.text, reading.colour) == (agreed.text, agreed.colour)
