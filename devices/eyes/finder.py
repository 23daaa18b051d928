"""The finder: where in the picture there is text that may be a plate."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from devices.eyes.pixels import as_batch
from devices.eyes.quads import Corners, Quad, grown, in_order
from devices.interfaces import Image

TEXT = 0.3
"""From here on a pixel of the detector's map belongs to text."""
SURE, FAINT = 0.5, 0.3
"""Mean of the map inside a box from which on the box counts, and from which on it deserves a closer look."""
UNCLIP = 1.6
SMALLEST = 3
MOST = 200
SEAM = 192
"""Pixels that two halves of a picture share, each seeing half as many beyond the line at which they are joined."""


TextMap = npt.NDArray[np.float32]


class Finder:
    """A text detector (differentiable binarisation) on a scaled-down picture."""

    def __init__(self, session: Any, largest: int | None = None) -> None:
        """A side beyond `largest` is looked at in two halves: a fifth more work, and less memory by two fifths."""
        self._session, self._largest = session, largest
        self._input = session.get_inputs()[0].name

    def find(self, image: Image, side: int) -> list[Quad]:
        """Boxes of text in the picture's own pixels, the faint ones too."""
        small, scale = _shrink(image, side)
        in_halves = self._largest is not None and max(small.shape) > self._largest
        text = self._in_halves(small) if in_halves else self._text(small)
        return [Quad(quad.corners / scale, quad.score) for quad in _boxes(text)]

    def _text(self, small: Image) -> TextMap:
        """For each pixel how likely it is part of a text."""
        return np.asarray(self._session.run(None, {self._input: as_batch(small)})[0][0, 0])

    def _in_halves(self, small: Image) -> TextMap:
        along = int(small.shape[1] > small.shape[0])
        length = small.shape[along]
        half = min(math.ceil((length + SEAM) / 64) * 32, length)
        first, second = (
            self._text(part)
            for part in (
                np.take(small, range(half), along),
                np.take(small, range(length - half, length), along),
            )
        )
        middle = length // 2
        return np.concatenate(
            [
                np.take(first, range(middle), along),
                np.take(second, range(middle - length + half, half), along),
            ],
            along,
        )


def _shrink(image: Image, side: int) -> tuple[Image, Corners]:
    """The picture with its longer side at most `side` and both sides multiples of 32, and the two scales."""
    import cv2

    height, width = image.shape[:2]
    ratio = side / max(height, width)
    sizes = [max(32, round(length * ratio / 32) * 32) for length in (width, height)]
    small = cv2.resize(
        image, (sizes[0], sizes[1]), interpolation=cv2.INTER_AREA if ratio < 1 else cv2.INTER_LINEAR
    )
    return np.asarray(small, np.uint8), np.array([sizes[0] / width, sizes[1] / height], np.float32)


def _boxes(text: TextMap) -> list[Quad]:
    import cv2

    mask = (text > TEXT).astype(np.uint8)
    mask = np.asarray(cv2.dilate(mask, np.ones((2, 2), np.uint8)), np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in sorted(contours, key=len, reverse=True)[:MOST]:
        box = in_order(np.asarray(cv2.boxPoints(cv2.minAreaRect(contour)), np.float32))
        quad = Quad(box, _mean_inside(text, box))
        if min(quad.width, quad.height) >= SMALLEST and quad.score >= FAINT:
            found.append(_unclipped(quad))
    return found


def _mean_inside(text: TextMap, box: Corners) -> float:
    import cv2

    low = np.clip(np.floor(box.min(axis=0)).astype(int), 0, None)
    high = np.ceil(box.max(axis=0)).astype(int) + 1
    window = text[low[1] : high[1], low[0] : high[0]]
    inside = np.zeros(window.shape, np.uint8)
    cv2.fillPoly(inside, [(box - low).astype(np.int32)], (1,))
    return float(cv2.mean(window, inside)[0])


def _unclipped(quad: Quad) -> Quad:
    """The detector marks the shrunk core of a text; this gives back the margin it took away."""
    margin = quad.width * quad.height * UNCLIP / (2 * (quad.width + quad.height))
    return grown(quad, margin / quad.height, margin / quad.height)
