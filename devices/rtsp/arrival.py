"""When a picture reached us: by our clock, and not later because we were slow to fetch it."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
_WAITED_S = 0.005


@dataclass(frozen=True, slots=True)
class Arrival:
    """The moment of one picture, and its place in the row of all that came."""

    number: int
    captured_at: datetime
    monotonic: float

    @property
    def age(self) -> float:
        return time.monotonic() - self.monotonic


class ArrivalClock:
    """Tells the arrival of packets.

    A packet we had to wait for arrived now. One that lay ready had been queueing while we were busy: its own timestamp,
    set against that of the last one we waited for, says for how long.
    """

    def __init__(self) -> None:
        self._number = 0
        self._offset: float | None = None
        self.caught_up = False
        """Whether the last packet had to be waited for: nothing else lies ready."""

    def begin_stream(self) -> None:
        """Timestamps of another connection count from another zero."""
        self._offset = None

    def stamp(self, presented_at: float | None, asked_at: float) -> Arrival:
        """The arrival of the packet just received, asked for at `asked_at`, with its own timestamp."""
        now = arrived = time.monotonic()
        self.caught_up = now - asked_at > _WAITED_S
        if presented_at is not None:
            if self._offset is None or self.caught_up:
                self._offset = now - presented_at
            arrived = min(now, presented_at + self._offset)
        self._number += 1
        wall = datetime.now(BEIJING) - timedelta(seconds=now - arrived)
        to_the_millisecond = wall.replace(microsecond=wall.microsecond // 1000 * 1000)
        return Arrival(self._number, to_the_millisecond, arrived)
