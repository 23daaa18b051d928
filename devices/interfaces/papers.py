"""Papers as eyes see them: lines of text on a photographed sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from devices.interfaces.pictures import Image, Point

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One piece of text on a sheet, as long as its words stand close together.

    `characters` is how sure the reader is of each, 0 to 1; `spots` is where each stands along the line, 0 to 1 from
    its first edge to its last. `corners` are pixels in the photograph, clockwise from where the text begins at its
    top. `box` is the place on the straightened sheet, both axes in parts of the sheet's width.
    """

    text: str
    characters: tuple[float, ...]
    spots: tuple[float, ...]
    corners: tuple[Point, Point, Point, Point]
    box: Box

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]

    @property
    def middle(self) -> float:
        """How far down the sheet it stands."""
        return (self.box[1] + self.box[3]) / 2


class PaperReader(Protocol):
    """Eyes for papers: pixels in, lines of text out. It knows nothing of what a paper should say."""

    def lines(self, image: Image) -> Sequence[TextLine]:
        """Every line on the sheet that fills most of the picture, downwards; empty where there is no text."""
