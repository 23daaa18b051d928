"""A sheet seen aslant made level: which way its lines run, and the view in which all of them run across."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from devices.eyes.quads import Corners, Quad
from devices.interfaces import Image

Matrix = npt.NDArray[np.float64]
LONG = 2.5
"""Times its height that a box must be wide before its direction counts."""
MOST_LEANING = 0.6
"""Of the view's convergence across the sheet: beyond it the lines were no lines of one sheet."""
MARGIN = 0.05
LARGEST = 2600
"""Pixels of the straightened sheet's longer side."""


@dataclass(frozen=True, slots=True)
class View:
    """A straightened sheet and the way from its pixels back into the photograph."""

    image: Image
    back: Matrix

    def in_photograph(self, corners: Corners) -> Corners:
        return moved(corners, self.back)

    def upside_down(self) -> "View":
        height, width = self.image.shape[:2]
        turn = np.array([[-1, 0, width], [0, -1, height], [0, 0, 1]], np.float64)
        return View(np.ascontiguousarray(self.image[::-1, ::-1]), self.back @ turn)


def moved(corners: Corners, by: Matrix) -> Corners:
    """The points seen through a projective transformation."""
    spots = np.concatenate([corners, np.ones((len(corners), 1))], axis=1) @ by.T
    return np.asarray(spots[:, :2] / spots[:, 2:], np.float32)


def level(image: Image, boxes: Sequence[Quad]) -> View:
    """The part of the picture that holds these boxes of text, with their lines running across.

    Whether they stand on their heads cannot be told from boxes.
    """
    import cv2

    corners = [box.corners for box in boxes]
    forth = _turned(image, _direction(corners))
    forth = _converging([moved(c, forth) for c in corners]) @ forth
    spots = np.concatenate([moved(c, forth) for c in corners])
    low, high = np.percentile(spots, 0.5, axis=0), np.percentile(spots, 99.5, axis=0)
    margin = MARGIN * (high - low).max()
    low, size = low - margin, high - low + 2 * margin
    scale = min(_natural(forth, corners), LARGEST / size.max())
    forth = (
        np.diag([scale, scale, 1.0])
        @ np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]])
        @ forth
    )
    width, height = (max(32, round(float(length) * scale)) for length in size)
    flat = cv2.warpPerspective(
        image, forth, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return View(np.asarray(flat, np.uint8), np.linalg.inv(forth))


def _natural(forth: Matrix, corners: Sequence[Corners]) -> float:
    """How much larger the view must be for text to keep the pixels that it has in the photograph."""
    before = sum(_lengths(c)[0] for c in corners)
    after = sum(_lengths(moved(c, forth))[0] for c in corners)
    return float(before / max(after, 1e-6))


def _lengths(corners: Corners) -> tuple[float, float]:
    """The longer and the shorter side."""
    a, b, _, d = corners
    one, other = float(np.hypot(*(b - a))), float(np.hypot(*(d - a)))
    return max(one, other), min(one, other)


def _along(corners: Corners) -> Corners:
    """The longer side as a direction, its two opposite sides averaged."""
    a, b, c, d = corners
    across, down = (b - a) + (c - d), (d - a) + (c - b)
    return np.asarray(across if np.hypot(*across) >= np.hypot(*down) else down)


def _direction(corners: Sequence[Corners]) -> float:
    """The angle in which most text runs, -90° to 90° in radians: long boxes count most."""
    total = 0j
    for box in corners:
        longer, shorter = _lengths(box)
        if longer >= LONG * shorter:
            along = _along(box)
            total += longer * np.exp(2j * np.arctan2(along[1], along[0]))
    return float(np.angle(total) / 2) if total else 0.0


def _turned(image: Image, angle: float) -> Matrix:
    """About the middle of the picture, which becomes the origin."""
    height, width = image.shape[:2]
    cos, sin = np.cos(angle), np.sin(angle)
    middle = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]], np.float64)
    return np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]], np.float64) @ middle


def _converging(corners: Sequence[Corners]) -> Matrix:
    """What sends the point where the lines meet to where it belongs, far away to the right.

    All lines meet at (1, m, k) in homogeneous terms, so each has slope = m + k (slope · x − y) at its middle.
    """
    rows = []
    for box in corners:
        longer, shorter = _lengths(box)
        along = _along(box)
        if longer >= LONG * shorter and abs(along[0]) > 2 * abs(along[1]):
            x, y = box.mean(axis=0)
            slope = along[1] / along[0]
            rows.append((longer, slope, slope * x - y))
    if len(rows) < 4:
        return np.eye(3)
    weights, slopes, leanings = np.array(rows).T
    m, k = _fitted(weights, slopes, leanings)
    reach = float(np.abs(np.concatenate(list(corners))).max())
    if abs(k) * reach > MOST_LEANING:
        m, k = float(np.average(slopes, weights=weights)), 0.0
    return np.array([[1, 0, 0], [-m, 1, 0], [-k, 0, 1]], np.float64)


def _fitted(weights: Matrix, slopes: Matrix, leanings: Matrix) -> tuple[float, float]:
    """Least squares, twice: lines that do not fit the first time were no lines of the sheet."""
    kept = np.ones(len(slopes), bool)
    m = k = 0.0
    for _ in range(3):
        w = np.sqrt(weights[kept])
        a = np.stack([np.ones(kept.sum()), leanings[kept]], axis=1) * w[:, None]
        m, k = np.linalg.lstsq(a, slopes[kept] * w, rcond=None)[0]
        off = np.abs(slopes - m - k * leanings)
        closer = off <= max(0.02, 3 * float(np.median(off)))
        if closer.sum() < 4:
            break
        kept = closer
    return float(m), float(k)
