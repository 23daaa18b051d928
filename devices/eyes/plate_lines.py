"""Where on a plate its characters stand: from the plate's outer edge to one or two lines of text."""

import numpy as np

from devices.eyes.plate_finder import Found
from devices.eyes.quads import Corners, Quad
from devices.eyes.two_lines import Candidate

Slice = tuple[float, float, float, float]
"""Left, top, right and bottom as parts of the plate's width and height."""
TEXT: Slice = (-0.01, 0.05, 1.01, 0.95)
UPPER: Slice = (0.16, 0.0, 0.84, 0.42)
LOWER: Slice = (0.0, 0.34, 1.0, 0.97)
"""After GA 36-2018 (440 × 140 and 440 × 220 mm) with the margin that the reader wants around its letters."""
ONE, TWO = 0.85, 0.15
"""Surer than this of two lines, or of one, the other way is not tried."""


def ways(found: Found) -> list[Candidate]:
    """How this plate may be read, likeliest first."""
    single = Candidate(_within(found.quad, TEXT), (_within(found.quad, TEXT),))
    double = Candidate(
        _within(found.quad, (0.03, 0.03, 0.97, 0.95)),
        (_within(found.quad, UPPER), _within(found.quad, LOWER)),
    )
    if found.double >= ONE:
        return [double]
    if found.double <= TWO:
        return [single]
    return [double, single] if found.double > 0.5 else [single, double]


def _within(quad: Quad, slice_: Slice) -> Quad:
    left, top, right, bottom = slice_
    spots = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Quad(np.array([_at(quad.corners, *spot) for spot in spots], np.float32), quad.score)


def _at(corners: Corners, over: float, down: float) -> Corners:
    a, b, c, d = corners
    upper, lower = a + (b - a) * over, d + (c - d) * over
    return np.asarray(upper + (lower - upper) * down, np.float32)
