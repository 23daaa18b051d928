"""Eyes for papers: the lines of text on a photographed sheet, however it is turned and seen aslant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from devices.eyes.finder import SURE, Finder
from devices.eyes.levelling import View, level
from devices.eyes.quads import Corners, Quad, flatten
from devices.eyes.reader import HEIGHT, NARROWEST, Reader
from devices.interfaces import Image, Point, TextLine

OVERVIEW_SIDE, SIDE = 960, 1536
"""How large the finder of text sees the whole photograph, and then the sheet in it."""
WIDEST = 1600
LEAST_LINES = 3
JUDGES = 5
"""So many long lines are read both ways up to tell which is right."""
LEAST = 0.4
"""A line whose characters are less certain in the mean is no text."""
SMALLEST_SIDE = 32


@dataclass(frozen=True, slots=True)
class Spelled:
    """What a line of pixels says, how certain each character is, and where along the line it stands, 0 to 1."""

    text: str
    characters: tuple[float, ...]
    spots: tuple[float, ...]

    @property
    def mean(self) -> float:
        return sum(self.characters) / len(self.characters) if self.characters else 0.0


class PaperEyes:
    """A PaperReader on the two text models of the house. One serves one thread."""

    def __init__(self, finder: Finder, reader: Reader) -> None:
        self._finder, self._reader = finder, reader

    def lines(self, image: Image) -> Sequence[TextLine]:
        """Every line on the sheet that fills most of the picture, downwards; empty where there is no text."""
        if image.ndim != 3 or min(image.shape[:2]) < SMALLEST_SIDE:
            return ()
        boxes = self._finder.find(image, min(OVERVIEW_SIDE, max(image.shape)))
        if len([box for box in boxes if box.score >= SURE]) < LEAST_LINES:
            return ()
        view = level(image, [box for box in boxes if box.score >= SURE])
        boxes = [
            b
            for b in self._finder.find(view.image, min(SIDE, max(view.image.shape)))
            if b.score >= SURE
        ]
        if self._on_its_head(view, boxes):
            view = view.upside_down()
            boxes = [_turned(box, view.image) for box in boxes]
        return sorted(self._read(view, boxes), key=lambda line: line.middle)

    def _read(self, view: View, boxes: Sequence[Quad]) -> Iterator[TextLine]:
        width = view.image.shape[1]
        for box in boxes:
            spelled = self._spell(view.image, box)
            if spelled.text.strip() and spelled.mean >= LEAST:
                yield TextLine(
                    text=spelled.text,
                    characters=spelled.characters,
                    spots=spelled.spots,
                    corners=_points(view.in_photograph(box.corners)),
                    box=_extent(box.corners / width),
                )

    def _on_its_head(self, view: View, boxes: Sequence[Quad]) -> bool:
        longest = sorted(boxes, key=lambda box: box.width, reverse=True)[:JUDGES]
        turned = view.upside_down()
        upright = sum(_worth(self._spell(view.image, box)) for box in longest)
        other = sum(
            _worth(self._spell(turned.image, _turned(box, turned.image))) for box in longest
        )
        return other > upright

    def _spell(self, image: Image, box: Quad) -> Spelled:
        line = flatten(image, box, HEIGHT)
        filled = min(WIDEST, line.shape[1]) / max(NARROWEST, min(WIDEST, line.shape[1]))
        return spell(self._reader.read(line), self._reader.columns, filled)


def spell(softmax: npt.NDArray[np.float32], columns: Sequence[str], filled: float) -> Spelled:
    """The likeliest character of every step, equal neighbours and blanks (column 0) taken out.

    `filled` is the part of the steps that the line itself takes; the rest is empty ground.
    """
    best, certain = softmax.argmax(axis=1), softmax.max(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    runs = [(s, e) for s, e in zip(starts, ends, strict=True) if best[s]]
    steps = len(best) * filled
    return Spelled(
        text="".join(columns[best[s]] for s, _ in runs),
        characters=tuple(float(certain[s:e].max()) for s, e in runs),
        spots=tuple(min(1.0, (s + e) / 2 / steps) for s, e in runs),
    )


def _worth(spelled: Spelled) -> float:
    return sum(certain for certain in spelled.characters if certain > 0.5)


def _turned(box: Quad, image: Image) -> Quad:
    """The same place in a picture that was turned about, of this size."""
    height, width = image.shape[:2]
    a, b, c, d = np.array([width, height], np.float32) - box.corners
    return Quad(np.array([c, d, a, b], np.float32), box.score)


def _points(corners: Corners) -> tuple[Point, Point, Point, Point]:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return a, b, c, d


def _extent(corners: Corners) -> tuple[float, float, float, float]:
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return float(left), float(top), float(right), float(bottom)
