"""When and where the eyes of a lane look: open while something moves in the region, and only at it."""

import time
from collections.abc import Callable, Sequence

import numpy as np
import structlog

from devices.eyes.motion import COLUMNS, ROWS, Cells, Motion
from devices.interfaces import Frame, Grey, PlateReading, Recognizer
from gate import region
from gate.region import WHOLE, Region, RegionError
from workers.given_back import give_back_memory
from workers.glance import Glance

AWAKE_S = 3.0
"""How long the eyes stay open after the last motion."""

log = structlog.get_logger()


class Gaze:
    """Used from the thread of the lane's loop.

    `wanted` tells the region as it is kept; when it has changed, the next frame is looked at by the new one.
    """

    def __init__(self, eyes: Recognizer, wanted: Callable[[], str] = lambda: "") -> None:
        self._eyes = eyes
        self._wanted = wanted
        self._awake_until, self._next_look = 0.0, 0.0
        self._open = False
        self._look_within(wanted())

    @property
    def awake(self) -> bool:
        return time.monotonic() < self._awake_until

    def follow(self, frame: Frame, *, needed: bool) -> bool:
        """Take a frame in: whether the eyes are open for it. `needed`: they are, whether anything moves or not."""
        if (wanted := self._wanted()) != self.region:
            self._look_within(wanted)
        if self._motion.seen(self._cut(frame)) or needed:
            self._awake_until = frame.monotonic + AWAKE_S
        before, self._open = self._open, frame.monotonic < self._awake_until
        if before and not self._open:
            give_back_memory()
        return self._open

    def is_due(self, frame: Frame) -> bool:
        """Whether the pause after the last look was over when this frame came."""
        return frame.monotonic >= self._next_look

    def look(self, frame: Frame, *, passing: bool) -> Sequence[PlateReading]:
        """The plates that count; `passing` as in `Glance.read`."""
        return self._glance.read(frame, passing=passing)

    def rest(self, seconds: float) -> None:
        """No look before so many seconds from now."""
        self._next_look = time.monotonic() + seconds

    def _cut(self, frame: Frame) -> Grey:
        grey = frame.picture.grey
        height, width = grey.shape
        left, top, right, bottom = self._region.box_in(width, height)
        return grey[top:bottom, left:right]

    def _look_within(self, text: str) -> None:
        self.region = text
        """As it was wanted, whether or not it could be understood."""
        self._region = _understood(text)
        self._glance = Glance(self._eyes, self._region)
        self._motion = Motion(_cells_of(self._region))
        log.info("looks_within", region=self._region.text or "all of the picture")


def _understood(text: str) -> Region:
    """A region that nobody could have saved hides no vehicle: all of the picture is looked at."""
    try:
        return region.read(text)
    except RegionError as error:
        log.error("region_not_understood", region=text, problem=str(error))
        return WHOLE


def _cells_of(within: Region) -> Cells:
    """Which cells of the box about the region have their middle in it."""
    left, top, right, bottom = within.box
    across = left + (right - left) * (np.arange(COLUMNS) + 0.5) / COLUMNS
    along = top + (bottom - top) * (np.arange(ROWS) + 0.5) / ROWS
    cells: Cells = np.array([[within.holds(x, y) for x in across] for y in along], np.bool_)
    return cells if cells.any() else ~cells
