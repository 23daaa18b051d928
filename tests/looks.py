"""Looks at plates and frames as tests put them together."""

import time
from datetime import datetime

import numpy as np

from devices.interfaces import Frame, Image, PlateColour, PlateReading
from devices.whole import Whole
from gate import clock


def look(
    text: str,
    colour: PlateColour | None = PlateColour.YELLOW,
    weakest: float = 0.9,
    *,
    left: float = 100.0,
    width: float = 120.0,
    top: float = 200.0,
    height: float = 40.0,
) -> PlateReading:
    """One plate in a frame; all its characters are sure but the first."""
    right, bottom = left + width, top + height
    return PlateReading(
        text,
        colour,
        weakest,
        (weakest, *[max(weakest, 0.99)] * (len(text) - 1)),
        ((left, top), (right, top), (right, bottom), (left, bottom)),
    )


def frame(
    at: float | None = None, *, captured_at: datetime | None = None, image: Image | None = None
) -> Frame:
    """A picture, or a grey one, taken at this moment of the monotonic clock, or now."""
    picture = np.full((360, 640, 3), 90, np.uint8) if image is None else image
    moment = time.monotonic() if at is None else at
    return Frame(Whole(picture), captured_at or clock.now(), moment, 1)
