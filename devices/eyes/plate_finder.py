"""The finder of our own: where in the picture there are plates, their four corners, lines and colour."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from devices.eyes.levelling import moved
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
HINT, SURE = 0.20, 0.40
"""From here on a cell is worth a second look, and a plate is worth reading."""
FAINT, PLAIN = 0.40, 0.60
"""A hint fainter than the first is followed only where no find is surer than the second."""
MOST = 8
SAME_PLACE = 0.5
NEARLY = 0.3
"""A neighbour this part as hot as the middle of a plate tells its corners about as well."""
ROOM = 1.2
"""What a straightened look may need more of the picture than an upright one."""


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
    """A small convolutional network that looks at the whole picture, then closely at each find, then straight on."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name

    def find(self, image: Image) -> list[Found]:
        """Plates in the picture's own pixels, surest first; at most MOST of them."""
        small, scale = _shrunk(image)
        hints = [
            replace(hint, quad=Quad(hint.quad.corners / scale, hint.quad.score))
            for hint in decoded(self._run(small))
        ]
        looks: list[Found] = []
        for hint in _apart(hints)[:MOST]:
            if hint.quad.score < FAINT and any(found.quad.score >= PLAIN for found in looks):
                break
            looks += self._closer(image, hint)
        return _apart(looks)

    def _run(self, picture: Image) -> npt.NDArray[np.float32]:
        return np.asarray(
            self._session.run(None, {self._input: as_batch(picture)})[0][0], np.float32
        )

    def _closer(self, image: Image, hint: Found) -> list[Found]:
        """The same plate seen at the size at which it is seen best, and straightened; nothing when it was a mistake."""
        close = self._look(image, hint.quad, _upright(hint.quad, hint.quad.centre))
        if close is None or close.quad.score < SURE:
            return []
        straight = self._look(image, close.quad, close.quad.corners)
        if straight is None:
            return [close]
        return [replace(straight, quad=Quad(straight.quad.corners, close.quad.score))]

    def _look(self, image: Image, quad: Quad, spot: Corners) -> Found | None:
        """What is seen at the quad where the spot's corners are moved to those of an upright plate of PLATE_WIDTH."""
        import cv2

        ratio = PLATE_WIDTH / max(quad.width, 1.0)
        width, height = SECOND_SIZE
        wanted = _upright(quad, np.array(SECOND_SIZE, np.float32) / (2 * ratio)) * ratio
        cut, origin = _cut(image, quad.centre, ROOM * width / ratio, ROOM * height / ratio)
        cut, scale = _halved(cut, 2 * ratio)
        move = cv2.getPerspectiveTransform(((spot - origin) * scale).astype(np.float32), wanted)
        way = cv2.INTER_AREA if ratio < 1 else cv2.INTER_LINEAR
        seen = cv2.warpPerspective(
            cut, move, SECOND_SIZE, flags=way, borderMode=cv2.BORDER_REPLICATE
        )
        back = np.linalg.inv(np.asarray(move, np.float64))
        again = [
            replace(one, quad=Quad(moved(one.quad.corners, back) / scale + origin, one.quad.score))
            for one in decoded(self._run(np.asarray(seen, np.uint8)))
        ]
        here = [found for found in again if overlap(found.quad, quad) > SAME_PLACE]
        return max(here, key=lambda found: found.quad.score, default=None)


def _upright(quad: Quad, centre: Corners) -> Corners:
    """The corners of an upright box of the quad's size."""
    half = np.array([quad.width, quad.height]) / 2
    spread = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    return (centre + spread * half).astype(np.float32)


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


def _halved(cut: Image, ratio: float) -> tuple[Image, Corners]:
    """The cut at this size where it is larger, since a plain warp would skip pixels, and the scales of both sides."""
    import cv2

    if ratio >= 1:
        return cut, np.ones(2, np.float32)
    size = [max(2, round(side * ratio)) for side in (cut.shape[1], cut.shape[0])]
    small = cv2.resize(cut, (size[0], size[1]), interpolation=cv2.INTER_AREA)
    scale = np.array([size[0] / cut.shape[1], size[1] / cut.shape[0]], np.float32)
    return np.asarray(small, np.uint8), scale


def decoded(said: npt.NDArray[np.float32]) -> list[Found]:
    """What the network's map says, in the pixels of the picture that it saw."""
    found = []
    for row, column in zip(*_peaks(said[0]), strict=True):
        quad = Quad(_corners(said, row, column), float(said[0, row, column]))
        if quad.width >= 2 and quad.height >= 2:
            colours = tuple(float(chance) for chance in said[10:, row, column])
            found.append(Found(quad, float(said[9, row, column]), colours))
    return found


def _corners(said: npt.NDArray[np.float32], row: int, column: int) -> Corners:
    """What the cell and its neighbours say of the corners, those that are surer of a plate's middle counting more."""
    rows, columns = (slice(max(place - 1, 0), place + 2) for place in (row, column))
    heat = said[0, rows, columns]
    weight = np.where(heat > NEARLY * said[0, row, column], heat, 0)
    down, over = np.indices(heat.shape) + np.array([rows.start, columns.start])[:, None, None]
    middles = np.stack([over, down] * 4) * STRIDE + (STRIDE - 1) / 2
    spots = said[1:9, rows, columns] * UNIT + middles
    mean = (spots * weight).sum(axis=(1, 2)) / weight.sum()
    return np.asarray(mean.reshape(4, 2), np.float32)


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
