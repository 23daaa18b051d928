"""Looking where plates count, and again where one was a moment ago: a cut-out costs a fraction of the whole picture."""

from collections.abc import Sequence
from dataclasses import replace

from devices.interfaces import Frame, PlateReading, Recognizer
from gate.region import ACROSS, WHOLE, Region

MEMORY_S = 1.5
"""A plate seen longer ago has moved too far to be looked for in its old place."""
ABOUT_ACROSS, ABOUT_ALONG = 1.0, 4.0
"""Margins of the cut-out, in plate widths to the sides and plate heights up and down."""
Box = tuple[int, int, int, int]
"""Left, top, right and bottom of a part of a picture, in its pixels."""


class Glance:
    """Eyes with a short memory. All of the region is read whenever the place has nothing to show."""

    def __init__(self, eyes: Recognizer, region: Region = WHOLE) -> None:
        self._eyes = eyes
        self._region = region
        self._last: PlateReading | None = None
        self._seen_at = float("-inf")

    def read(self, frame: Frame, *, passing: bool = False) -> Sequence[PlateReading]:
        """The plates of the region in the frame, or those near the last one if it is still there.

        `passing`: nothing stands at the arm yet, so a long search for a plate hard to see can wait.
        """
        readings = self._again(frame) or self._afresh(frame, passing=passing)
        self._last = max(readings, key=lambda reading: reading.width, default=None)
        self._seen_at = frame.monotonic
        return readings

    def _afresh(self, frame: Frame, *, passing: bool) -> Sequence[PlateReading]:
        height, width = frame.image.shape[:2]
        return self._part(frame, self._region.box_in(width, height), passing=passing)

    def _again(self, frame: Frame) -> Sequence[PlateReading]:
        if self._last is None or frame.monotonic - self._seen_at > MEMORY_S:
            return ()
        return self._part(frame, _about(self._last, *frame.image.shape[:2]), near=True)

    def _part(self, frame: Frame, box: Box, **how: bool) -> Sequence[PlateReading]:
        """The plates in a part of the frame, as they lie in the whole of it; none that lies beside the region."""
        left, top, right, bottom = box
        seen = self._eyes.read(frame.image[top:bottom, left:right], of=frame.image, **how)
        here = (_moved(reading, left, top) for reading in seen)
        return [reading for reading in here if self._counts(reading, frame)]

    def _counts(self, reading: PlateReading, frame: Frame) -> bool:
        """By its middle: a plate that is half outside is still one of ours."""
        height, width = frame.image.shape[:2]
        x = sum(x for x, _ in reading.corners) / len(reading.corners)
        y = sum(y for _, y in reading.corners) / len(reading.corners)
        return self._region.holds(x * ACROSS / width, y * ACROSS / height)


def _about(reading: PlateReading, height: int, width: int) -> Box:
    xs = [x for x, _ in reading.corners]
    ys = [y for _, y in reading.corners]
    across, along = (max(xs) - min(xs)) * ABOUT_ACROSS, (max(ys) - min(ys)) * ABOUT_ALONG
    return (
        max(int(min(xs) - across), 0),
        max(int(min(ys) - along), 0),
        min(int(max(xs) + across), width),
        min(int(max(ys) + along), height),
    )


def _moved(reading: PlateReading, left: int, top: int) -> PlateReading:
    a, b, c, d = ((x + left, y + top) for x, y in reading.corners)
    return replace(reading, corners=(a, b, c, d))
