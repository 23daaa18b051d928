"""The letters and figures of plates as a pen of one width writes them, its way rounded where GA 36 rounds it.

Drawn for this house, as near to the standard's characters as so few strokes come.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from devices.interfaces import Grey

CELL = 45.0, 90.0
"""Millimetres of a character on a plate of one line."""
BEND = 15.0
"""Millimetres of a corner's radius, where a stroke does not tell another."""
STEPS, PER_MM = 8, 4

Way = npt.NDArray[np.float64]
Point = tuple[float, float] | tuple[float, float, float]
"""Shares of the pen's way across and down the cell, and the radius of the corner there in mm."""
Stroke = Sequence[Point]

_RING: Stroke = ((0.5, 0), (1, 0), (1, 1), (0, 1), (0, 0), (0.5, 0))
STROKES: Mapping[str, Sequence[Stroke]] = {
    "0": (_RING,),
    "1": (((0.2, 0.2), (0.55, 0, 0), (0.55, 1)),),
    "2": (((0, 0.24), (0, 0), (1, 0), (1, 0.42, 12), (0, 1, 0), (1, 1)),),
    "3": (
        ((0, 0.2), (0, 0), (1, 0), (1, 0.46, 10), (0.4, 0.46)),
        ((0.4, 0.46), (1, 0.46, 12), (1, 1), (0, 1), (0, 0.8)),
    ),
    "4": (((0.6, 0), (0, 0.72, 0), (1, 0.72)), ((0.72, 0.45), (0.72, 1))),
    "5": (((0.95, 0), (0.08, 0, 0), (0.03, 0.42, 0), (1, 0.38), (1, 1), (0, 1), (0, 0.8)),),
    "6": (((1, 0.2), (1, 0), (0, 0), (0, 1), (1, 1), (1, 0.42), (0, 0.42, 12), (0, 0.6)),),
    "7": (((0, 0), (1, 0, 0), (0.35, 1)),),
    "8": (
        ((0.5, 0), (1, 0), (1, 0.46, 10), (0, 0.46, 10), (0, 0), (0.5, 0)),
        ((0.5, 0.46), (1, 0.46, 12), (1, 1), (0, 1), (0, 0.46, 12), (0.5, 0.46)),
    ),
    "9": (((0, 0.8), (0, 1), (1, 1), (1, 0), (0, 0), (0, 0.58), (1, 0.58, 12), (1, 0.4)),),
    "A": (((0, 1), (0.5, 0, 0), (1, 1)), ((0.15, 0.7), (0.85, 0.7))),
    "B": (
        ((0, 0.47), (0.95, 0.47, 10), (0.95, 0, 13), (0, 0, 0), (0, 1, 0), (1, 1, 14), (1, 0.47, 12), (0.4, 0.47)),
    ),
    "C": (((1, 0.26), (1, 0), (0, 0), (0, 1), (1, 1), (1, 0.74)),),
    "D": (((0, 0.5), (0, 0, 0), (1, 0, 17), (1, 1, 17), (0, 1, 0), (0, 0.5)),),
    "E": (((1, 0), (0, 0, 0), (0, 1, 0), (1, 1)), ((0, 0.47), (0.85, 0.47))),
    "F": (((1, 0), (0, 0, 0), (0, 1)), ((0, 0.47), (0.85, 0.47))),
    "G": (((1, 0.24), (1, 0), (0, 0), (0, 1), (1, 1), (1, 0.54, 0), (0.52, 0.54)),),
    "H": (((0, 0), (0, 1)), ((1, 0), (1, 1)), ((0, 0.47), (1, 0.47))),
    "J": (((0.85, 0), (0.85, 1), (0, 1), (0, 0.72)),),
    "K": (((0, 0), (0, 1)), ((0.97, 0), (0.03, 0.58)), ((0.38, 0.4), (1, 1))),
    "L": (((0, 0), (0, 1, 0), (1, 1)),),
    "M": (((0, 1), (0, 0, 0), (0.5, 0.68, 0), (1, 0, 0), (1, 1)),),
    "N": (((0, 1), (0, 0, 0), (1, 1, 0), (1, 0)),),
    "P": (((0, 1), (0, 0, 0), (1, 0, 13), (1, 0.54, 13), (0, 0.54)),),
    "Q": (_RING, ((0.58, 0.7), (1, 1))),
    "R": (((0, 1), (0, 0, 0), (1, 0, 13), (1, 0.5, 13), (0, 0.5)), ((0.5, 0.5), (1, 1))),
    "S": (((1, 0.22), (1, 0), (0, 0), (0, 0.46, 11), (1, 0.46, 11), (1, 1), (0, 1), (0, 0.78)),),
    "T": (((0, 0), (1, 0)), ((0.5, 0), (0.5, 1))),
    "U": (((0, 0), (0, 1), (1, 1), (1, 0)),),
    "V": (((0, 0), (0.5, 1, 0), (1, 0)),),
    "W": (((0, 0), (0.22, 1, 0), (0.5, 0.3, 0), (0.78, 1, 0), (1, 0)),),
    "X": (((0, 0), (1, 1)), ((1, 0), (0, 1))),
    "Y": (((0, 0), (0.5, 0.48, 0), (1, 0)), ((0.5, 0.48), (0.5, 1))),
    "Z": (((0, 0), (1, 0, 0), (0, 1, 0), (1, 1)),),
}  # fmt: skip


@lru_cache(maxsize=128)
def ink(letter: str, pen: float) -> Grey:
    """The ink of a character that fills its cell, written with a pen so many mm wide, at PER_MM pixels to each."""
    width, height = CELL
    sheet = np.zeros((round(height * PER_MM), round(width * PER_MM)), np.uint8)
    reach = np.array([width - pen, height - pen])
    for stroke in STROKES[letter]:
        way = np.array(list(_rounded(stroke, reach)))
        at = np.round((way + pen / 2) * PER_MM).astype(np.int32)
        cv2.polylines(sheet, [at], False, 255, round(pen * PER_MM), cv2.LINE_AA)
    return sheet


def _rounded(stroke: Stroke, reach: Way) -> Iterator[Way]:
    """The way of the pen in mm, arcs in place of corners; where two of them meet, one ends as the next begins."""
    ways = [np.array(point[:2]) * reach for point in stroke]
    radii = [point[2] if len(point) == 3 else BEND for point in stroke]
    yield ways[0]
    for before, here, after, radius in zip(ways, ways[1:], ways[2:], radii[1:], strict=False):
        back, on = before - here, after - here
        near = min(radius, *(float(np.hypot(*way)) for way in (back, on)))
        start, end = (here + way / np.hypot(*way) * near for way in (back, on))
        for share in np.linspace(0, 1, STEPS if near else 1):
            yield (1 - share) ** 2 * start + 2 * share * (1 - share) * here + share**2 * end
    yield ways[-1]
