"""The finder of our own: where in the picture there are plates, their four corners, lines and colour."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from devices.eyes.pixels import as_batch
from devices.eyes.quads import Corners, Quad, overlap
from devices.interfaces import Image, PlateColour

STRIDE, UNIT = 8, 16.0
"""Pixels to a cell of the network's map, and to one unit of a corner's distance from the cell's middle."""
COLOURS = (PlateColour.BLUE, PlateColour.YELLOW, PlateColour.WHITE, PlateColour.BLACK, PlateColour.GREEN,
           PlateColour.YELLOW_GREEN)  # fmt: skip
AREA, LONGEST = 640 * 352, 800
"""Pixels of the first look, whatever the shape of the picture; and the longer side of it at most."""
SECOND_SIZE = (256, 160)
PLATE_WIDTH = 104.0
"""In the second look a plate is about so wide: where the corners are told best."""
HINT, SURE = 0.15, 0.30
"""From here on a cell is worth a second look, and a plate is worth reading."""
MOST = 8
SAME_PLACE = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """A plate's outer edge, how sure the finder is of it (`quad.score`), of two lines, and of each of COLOURS."""

    quad: Quad
    double: float
    colours: tuple[float, ...]

    @property
    def colour(self) -> PlateColour:
        """The likeliest one; of a picture that has colour."""
        return COLOURS[int(np.argmax(self.colours))]


class PlateFinder:
    """A small convolutional network that looks twice: at the whole picture, then closely at what it found."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name

    def find(self, image: Image) -> list[Found]:
        """Plates in the picture's own pixels, surest first; at most MOST of them."""
        small, scale = _shrunk(image)
        hints = decoded(self._run(small), scale, np.zeros(2, np.float32))
        looks = [self._closer(image, hint) for hint in _apart(hints)[:MOST]]
        return _apart(found for found in looks if found is not None and found.quad.score >= SURE)

    def _run(self, picture: Image) -> npt.NDArray[np.float32]:
        return np.asarray(
            self._session.run(None, {self._input: as_batch(picture)})[0][0], np.float32
        )

    def _closer(self, image: Image, hint: Found) -> Found | None:
        """The same plate seen at the size at which it is seen best; None when it was a mistake."""
        import cv2

        ratio = PLATE_WIDTH / max(hint.quad.width, 1.0)
        width, height = SECOND_SIZE
        shift = np.array([width / 2, height / 2], np.float32) - hint.quad.centre * ratio
        move = np.array([[ratio, 0, shift[0]], [0, ratio, shift[1]]], np.float64)
        way = cv2.INTER_AREA if ratio < 1 else cv2.INTER_LINEAR
        cut, origin = _cut(image, hint.quad.centre, width / ratio, height / ratio)
        move[:, 2] += move[:, :2] @ origin
        if ratio < 0.5:  # a plain warp would skip pixels
            cut, move = _halved(cut, move)
        seen = cv2.warpAffine(cut, move, SECOND_SIZE, flags=way, borderMode=cv2.BORDER_REPLICATE)
        again = decoded(self._run(np.asarray(seen, np.uint8)), np.full(2, ratio, np.float32), shift)
        here = [found for found in again if overlap(found.quad, hint.quad) > SAME_PLACE]
        return max(here, key=lambda found: found.quad.score, default=None)


def _shrunk(image: Image) -> tuple[Image, npt.NDArray[np.float32]]:
    """The picture with AREA pixels at most and sides that are multiples of 32, and the two scales."""
    import cv2

    height, width = image.shape[:2]
    ratio = min((AREA / (height * width)) ** 0.5, LONGEST / max(height, width))
    sizes = [max(32, round(length * ratio / 32) * 32) for length in (width, height)]
    # Halving is done eight pixels at a time; any other ratio costs three times as much on a whole frame.
    halved = image
    while ratio * image.shape[0] <= halved.shape[0] / 2 and min(halved.shape[:2]) >= 64:
        half = (halved.shape[1] // 2, halved.shape[0] // 2)
        halved = np.asarray(cv2.resize(halved, half, interpolation=cv2.INTER_AREA), np.uint8)
    small = cv2.resize(halved, (sizes[0], sizes[1]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(small, np.uint8), np.array([sizes[0] / width, sizes[1] / height], np.float32)


def _cut(image: Image, centre: Corners, width: float, height: float) -> tuple[Image, Corners]:
    """The part of the picture about the centre that the second look sees, and its top left corner."""
    reach = np.array([width, height]) / 2 + 2
    limits = np.array([image.shape[1], image.shape[0]])
    low = np.clip(np.floor(centre - reach), 0, limits - 1).astype(int)
    high = np.clip(np.ceil(centre + reach), low + 1, limits).astype(int)
    return image[low[1] : high[1], low[0] : high[0]], low.astype(np.float32)


def _halved(cut: Image, move: npt.NDArray[np.float64]) -> tuple[Image, npt.NDArray[np.float64]]:
    """The cut shrunk to about twice the wanted size, and what is left to do."""
    import cv2

    ratio = 2 * float(move[0, 0])
    size = [max(2, round(side * ratio)) for side in (cut.shape[1], cut.shape[0])]
    small = cv2.resize(cut, (size[0], size[1]), interpolation=cv2.INTER_AREA)
    rest = move.copy()
    rest[0, 0] *= cut.shape[1] / size[0]
    rest[1, 1] *= cut.shape[0] / size[1]
    return np.asarray(small, np.uint8), rest


def decoded(
    said: npt.NDArray[np.float32], scale: npt.NDArray[np.float32], shift: npt.NDArray[np.float32]
) -> list[Found]:
    """What the network's map says, in the pixels of the picture it was scaled and shifted from."""
    rows, columns = _peaks(said[0])
    found = []
    for row, column in zip(rows, columns, strict=True):
        middle = np.array([column, row], np.float32) * STRIDE + (STRIDE - 1) / 2
        corners = said[1:9, row, column].reshape(4, 2) * UNIT + middle
        quad = Quad(((corners - shift) / scale).astype(np.float32), float(said[0, row, column]))
        if quad.width >= 2 and quad.height >= 2:
            colours = tuple(float(chance) for chance in said[10:, row, column])
            found.append(Found(quad, float(said[9, row, column]), colours))
    return found


def _peaks(heat: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows and columns of cells that are no cooler than their eight neighbours."""
    import cv2

    around = cv2.dilate(heat, np.ones((3, 3), np.uint8))
    rows, columns = np.nonzero((heat >= around) & (heat >= HINT))
    order = np.argsort(-heat[rows, columns], kind="stable")[: 4 * MOST]
    return rows[order], columns[order]


def _apart(found: Iterable[Found]) -> list[Found]:
    """Surest first; of those that share a place only the surest."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda found: found.quad.score, reverse=True):
        if all(overlap(one.quad, other.quad) < SAME_PLACE for other in kept):
            kept.append(one)
    return kept
