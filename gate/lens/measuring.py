"""What one photograph tells of the lens that took it."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from devices.interfaces import Image

CAPTION = 0.12
"""Of the picture's height: the caption is written into it."""
WIDEST = 0.6
"""A plate of this part of the picture's width is none: it was told for the whole picture, by a camera."""
LEAST_WIDTH, LEAST_HEIGHT = 24, 8
"""Pixels of a plate whose edges say anything."""
DARKEST, BRIGHTEST = 5, 95
STEEPEST = 95
"""Percentiles: of grey levels, and of the steps from pixel to pixel."""
LEAST_CONTRAST = 12.0
COARSER = 4
"""The contrast of the whole is that of a picture of so many times less across: its grain says nothing."""
NOISE = 0.7
"""Blur against the grain of the sensor and the blocks of JPEG, standard deviation in pixels."""
Corners = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Measured:
    """`width` is in pixels, `across` and `down` in parts of the picture, the others as gate.lens.figures says."""

    brightness: float
    contrast: float
    sharpness: float | None = None
    width: float | None = None
    across: float | None = None
    down: float | None = None


def opened(jpeg: bytes) -> Image | None:
    """The grey levels; None of what is no picture."""
    grey = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    return None if grey is None else grey.astype(np.uint8, copy=False)


def measure(grey: Image, corners: Corners = ()) -> Measured:
    """A whole picture as it is kept, and where its plate stands; without `corners` it shows none."""
    height, width = grey.shape[:2]
    seen = grey[int(height * CAPTION) :]
    whole = float(seen[::4, ::4].mean()), contrast(seen)
    box = _box(corners, width, height)
    if box is None:
        return Measured(*whole)
    left, top, right, bottom = box
    return Measured(
        *whole,
        sharpness(grey[top:bottom, left:right]),
        float(np.hypot(corners[1][0] - corners[0][0], corners[1][1] - corners[0][1])),
        (left + right) / 2 / width,
        (top + bottom) / 2 / height,
    )


def sharpness(plate: Image) -> float | None:
    """How steep the edges of the characters are, as a part of the plate's contrast; None where there is no contrast.

    Light and paint change the contrast, so that edges are told in parts of it. Motion, mist and dirt make them
    flatter, too: a single photograph tells nothing.
    """
    soft = cv2.GaussianBlur(plate.astype(np.float32), (0, 0), NOISE)
    dark, bright = np.percentile(soft, [DARKEST, BRIGHTEST])
    if bright - dark < LEAST_CONTRAST:
        return None
    across = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3) / 8
    down = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3) / 8
    return float(np.percentile(np.hypot(across, down), STEEPEST) / (bright - dark))


def contrast(seen: Image) -> float:
    """Between 0 and 1. What lies on the glass is lit, too, and veils what is dark; blur and dim light change little."""
    height, width = seen.shape[:2]
    size = max(width // COARSER, 1), max(height // COARSER, 1)
    coarse = cv2.resize(seen, size, interpolation=cv2.INTER_AREA)
    dark, bright = np.percentile(coarse, [2, 98])
    return float((bright - dark) / max(bright + dark, 1.0))


def _box(corners: Corners, width: int, height: int) -> tuple[int, int, int, int] | None:
    if len(corners) != 4:
        return None
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    left, right = max(int(min(xs)), 0), min(int(max(xs)), width)
    top, bottom = max(int(min(ys)), 0), min(int(max(ys)), height)
    small = right - left < LEAST_WIDTH or bottom - top < LEAST_HEIGHT
    return None if small or right - left > WIDEST * width else (left, top, right, bottom)
