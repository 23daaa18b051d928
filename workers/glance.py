"""Looking again where the plate was a moment ago: a cut-out costs a fraction of the whole picture."""

from collections.abc import Sequence
from dataclasses import replace

from devices.interfaces import Frame, PlateReading, Recognizer

MEMORY_S = 1.5
"""A plate seen longer ago has moved too far to be looked for in its old place."""
ACROSS, ALONG = 1.0, 4.0
"""Margins of the cut-out, in plate widths to the sides and plate heights up and down."""


class Glance:
    """Eyes with a short memory. The whole picture is read whenever the place has nothing to show."""

    def __init__(self, eyes: Recognizer) -> None:
        self._eyes = eyes
        self._last: PlateReading | None = None
        self._seen_at = float("-inf")

    def read(self, frame: Frame, *, passing: bool = False) -> Sequence[PlateReading]:
        """The plates in the frame, or those near the last one if it is still there.

        `passing`: nothing stands at the arm yet, so a long search for a plate hard to see can wait.
        """
        readings = self._again(frame) or self._eyes.read(frame.image, passing=passing)
        self._last = max(readings, key=lambda reading: reading.width, default=None)
        self._seen_at = frame.monotonic
        return readings

    def _again(self, frame: Frame) -> Sequence[PlateReading]:
        if self._last is None or frame.monotonic - self._seen_at > MEMORY_S:
            return ()
        left, top, right, bottom = _about(self._last, *frame.image.shape[:2])
        near = self._eyes.read(frame.image[top:bottom, left:right], near=True)
        return [_moved(reading, left, top) for reading in near]


def _about(reading: PlateReading, height: int, width: int) -> tuple[int, int, int, int]:
    xs = [x for x, _ in reading.corners]
    ys = [y for _, y in reading.corners]
    across, along = (max(xs) - min(xs)) * ACROSS, (max(ys) - min(ys)) * ALONG
    return (
        max(int(min(xs) - across), 0),
        max(int(min(ys) - along), 0),
        min(int(max(xs) + across), width),
        min(int(max(ys) + along), height),
    )


def _moved(reading: PlateReading, left: int, top: int) -> PlateReading:
    a, b, c, d = ((x + left, y + top) for x, y in reading.corners)
    return replace(reading, corners=(a, b, c, d))
