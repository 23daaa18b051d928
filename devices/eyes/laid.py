"""A plate as it is seen, moved onto the same plate drawn flat, so that every character lies where GA 36 puts it."""

from collections.abc import Iterator
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from devices.eyes.quads import Quad, flatten
from devices.eyes.strokes import STROKES, ink
from devices.interfaces import Grey, Image
from devices.plate_layout import cells, plate_size

Floats = npt.NDArray[np.float32]
Way = npt.NDArray[np.float64]
Fit = tuple[float, Way]
"""How well the plate lies there (correlation), and the way from drawn pixels to seen ones."""

PER_MM, HEIGHT, BLUR = 0.5, 48, 1.5
"""Of the drawn plate: pixels to the millimetre, and its blur in them. Of what is seen: its height in pixels."""
PEN, UNDRAWN = 10.5, 128
"""The pen in mm, and the grey that stands for a character that is not drawn, a province above all."""
LEAST_FIT = 0.5
"""Correlation with what was read there, beneath which the plate was not found."""
CERTAIN_FIT = 0.8
TURNS, SLOPES = (0, 4, -4, 8, -8, 13, -13, 18, -18), (0.25, -0.25, 0.5, -0.5)
"""Where the search begins: turned by so many degrees, or rising by so many heights, within an upright box."""
ROUGH, FINE = (3, 15, 1e-3), (3, 40, 1e-4)
"""Steps at most and the gain at which a search ends, as OpenCV counts them."""
ROUGHLY = np.diag([2.0, 2.0, 1.0])


def laid(frame: Image, quad: Quad, text: str) -> Floats | None:
    """A plate of one line flat, PER_MM pixels to the millimetre, its ink bright; None where it does not lie so."""
    drawn = _plate(text)
    grey = cv2.cvtColor(flatten(frame, quad, HEIGHT), cv2.COLOR_BGR2GRAY).astype(np.float32)
    fits = ((_found(drawn, seen), seen) for seen in (grey, 255 - grey))
    (fit, way), seen = max(fits, key=lambda each: each[0][0])
    if fit < LEAST_FIT:
        return None
    tall, wide = drawn.shape
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    flat = cv2.warpPerspective(
        seen, way, (wide, tall), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(flat, np.float32)


def blurred(drawn: Grey) -> Floats:
    """What is drawn as a camera sees it."""
    return np.asarray(cv2.GaussianBlur(drawn.astype(np.float32), (0, 0), BLUR), np.float32)


@lru_cache(maxsize=16)
def _plate(text: str) -> Floats:
    wide, tall = (round(side * PER_MM) for side in plate_size(len(text)))
    sheet = np.zeros((tall, wide), np.uint8)
    for symbol, cell in zip(text, cells(len(text)), strict=True):
        x, y, w, h = (round(v * PER_MM) for v in (cell.x, cell.y, cell.width, cell.height))
        known = symbol in STROKES
        sheet[y : y + h, x : x + w] = (
            cv2.resize(ink(symbol, PEN), (w, h), interpolation=cv2.INTER_AREA) if known else UNDRAWN
        )
    return blurred(sheet)


def _found(drawn: Floats, seen: Floats) -> Fit:
    """First roughly, from many beginnings, then finely, at last in perspective."""
    small = np.asarray(
        cv2.resize(drawn, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.float32
    )
    best: Fit = 0.0, np.eye(3)
    for start in _starts(drawn.shape, seen.shape):
        best = max(best, _moved(small, seen, start @ ROUGHLY, ROUGH), key=lambda fit: fit[0])
        if best[0] >= CERTAIN_FIT:
            break
    way = best[1] @ np.linalg.inv(ROUGHLY)
    flat = _moved(drawn, seen, way, FINE)
    deep = _moved(drawn, seen, flat[1], FINE, cv2.MOTION_HOMOGRAPHY)
    return max(flat, deep, key=lambda fit: fit[0])


def _moved(
    drawn: Floats, seen: Floats, way: Way, until: tuple[int, int, float],
    motion: int = cv2.MOTION_AFFINE,
) -> Fit:  # fmt: skip
    """A way found from this beginning; no fit at all where the search goes astray."""
    rows = 2 if motion == cv2.MOTION_AFFINE else 3
    try:
        fit, end = cv2.findTransformECC(drawn, seen, way[:rows].astype(np.float32), motion, until)
    except cv2.error:  # nothing there is as it is drawn
        return 0.0, way
    found = np.eye(3)
    found[:rows] = end
    return float(fit), found


def _starts(drawn: tuple[int, ...], seen: tuple[int, ...]) -> Iterator[Way]:
    """Ways in which the drawn plate may lie in what is seen, the level one first."""
    (tall, wide), (h, w) = drawn, seen
    corners = np.array([[0, wide, wide, 0], [0, 0, tall, tall]], np.float64)
    for degrees in TURNS:
        turn = np.radians(degrees)
        turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        spread = turned @ corners
        scale = np.diag([w, h] / np.ptp(spread, axis=1))
        yield _way(scale @ turned, -scale @ spread.min(axis=1))
    for rise in SLOPES:
        sheared = np.array([[w / wide, 0], [rise * h / wide, (1 - abs(rise)) * h / tall]])
        yield _way(sheared, np.array([0, max(0.0, -rise) * h]))


def _way(turned: Way, moved: Way) -> Way:
    return np.vstack([np.column_stack([turned, moved]), [0, 0, 1]])
