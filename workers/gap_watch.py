"""What a lane's watcher knows of times in which nobody could have seen a vehicle, written into the ledger."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from gate import clock, gaps
from gate.book import AWAY
from gate.gaps import Cause

SILENCE = timedelta(seconds=30)
"""Another watcher takes over within ten seconds and needs some to open camera and eyes: more than this is a gap."""
AWAY_S = 10.0
"""A camera that is back sooner has not been missed; a vehicle stands longer before the arm."""
STEP_S = 2.0
"""More than clocks are corrected by while they are right (R-094)."""

log = structlog.get_logger()


class GapWatch:
    """For one lane. What cannot be written because the database is away is tried again a moment later."""

    def __init__(
        self, lane_id: int, watcher: str, clock_off_s: Callable[[], float | None] = lambda: None
    ) -> None:
        self._lane_id = lane_id
        self._watcher = watcher
        self._arrived = clock.now()
        self._asked_past = False
        self._seen = time.monotonic()
        self._seen_at = clock.now()
        self._told_away: bool | None = None
        """Whether the ledger says that the camera is away; None before it has been asked."""
        self._clock_off_s = clock_off_s
        self._trusted_at = clock.now()
        self._told_off: bool | None = None
        """Whether the ledger says that the clock is not trusted; None before it has been asked."""
        self._wall = _Wall()
        self._steps: list[tuple[datetime, datetime, float]] = []

    def sign(self) -> None:
        """The lane is watched: first say since when it was not, then leave a sign of life."""
        self._try(self._sign)

    def look(self, connected: bool | None) -> None:
        """Once a second: whether pictures come (None: the lane has no camera), and whether the clock was moved."""
        if (step := self._wall.step()) is not None:
            self._steps.append(step)
        if self._steps:
            self._try(self._tell_of_steps)
        self._look_at_clock()
        if connected:
            self._seen, self._seen_at = time.monotonic(), clock.now()
            if self._told_away is not False:
                self._try(self._camera_is_back)
        elif connected is False and not self._told_away and self._missed():
            self._try(self._camera_is_away)

    def _look_at_clock(self) -> None:
        off = self._clock_off_s()
        if off is None:
            return
        if clock.is_trusted(off):
            self._trusted_at = clock.now()
            if self._told_off is not False:
                self._try(self._clock_is_trusted)
        elif not self._told_off:
            self._try(lambda: self._clock_is_not_trusted(off))

    def _clock_is_not_trusted(self, off: float) -> None:
        gaps.begin(Cause.CLOCK, self._lane_id, self._trusted_at, f"{off:+.1f} s")
        log.error("clock_not_trusted", lane=self._lane_id, seconds=round(off, 1))
        self._told_off = True

    def _clock_is_trusted(self) -> None:
        gaps.end(Cause.CLOCK, self._lane_id, clock.now())
        if self._told_off:
            log.info("clock_trusted_again", lane=self._lane_id)
        self._told_off = False

    def _missed(self) -> bool:
        return time.monotonic() - self._seen > AWAY_S

    def _sign(self) -> None:
        if not self._asked_past:
            last = gaps.last_sign(self._lane_id)
            if last is not None and self._arrived - last > SILENCE:
                gaps.whole(Cause.DOWN, self._lane_id, last, self._arrived, "")
                log.warning("lane_was_not_watched", lane=self._lane_id, since=clock.stamp(last))
            self._asked_past = True
        gaps.sign(self._lane_id, self._watcher)

    def _camera_is_away(self) -> None:
        gaps.begin(Cause.CAMERA, self._lane_id, self._seen_at, "")
        self._told_away = True

    def _camera_is_back(self) -> None:
        gaps.end(Cause.CAMERA, self._lane_id, self._seen_at)
        self._told_away = False

    def _tell_of_steps(self) -> None:
        while self._steps:
            before, after, seconds = self._steps[0]
            gaps.whole(Cause.CLOCK, self._lane_id, before, after, f"{seconds:+.1f} s")
            log.error("clock_was_moved", lane=self._lane_id, seconds=round(seconds, 1))
            self._steps.pop(0)

    def _try(self, write: Callable[[], None]) -> None:
        try:
            write()
        except AWAY:
            return  # asked again soon; a process that dies before is told by the gap of its silence


class _Wall:
    """The clock on the wall beside one that nobody can set."""

    def __init__(self) -> None:
        self._wall, self._steady = time.time(), time.monotonic()
        self._at = clock.now()

    def step(self) -> tuple[datetime, datetime, float] | None:
        """The moments before and after the clock was moved, and by how many seconds; None when it was not."""
        wall, steady = time.time(), time.monotonic()
        moved = (wall - self._wall) - (steady - self._steady)
        before, self._at = self._at, clock.now()
        self._wall, self._steady = wall, steady
        return (before, self._at, moved) if abs(moved) > STEP_S else None
