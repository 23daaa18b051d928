"""Plates as eyes see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np

from devices.interfaces.pictures import Image, Point


class PlateColour(StrEnum):
    """号牌颜色, table T1. Drivers map their own numbers to these; numbers never pass through."""

    BLUE = "0"
    YELLOW = "1"
    WHITE = "2"
    BLACK = "3"
    GREEN = "4"
    OTHER = "5"
    YELLOW_GREEN = "6"


@dataclass(frozen=True, slots=True)
class PlateForm:
    """One legal shape of a plate: which characters may stand at each position, and on which colours."""

    kind: str
    alphabets: tuple[str, ...]
    colours: frozenset[PlateColour]


@dataclass(frozen=True, slots=True)
class PlateReading:
    """One plate in one frame.

    `colour` is None when it cannot be told (infrared). `confidence` is between 0 and 1 for the whole plate,
    `characters` the same for each character. `corners` are pixels in the frame, clockwise from the top left.
    `alternatives` are other texts of the same picture, best first.
    """

    text: str
    colour: PlateColour | None
    confidence: float
    characters: tuple[float, ...]
    corners: tuple[Point, Point, Point, Point]
    double_line: bool = False
    alternatives: tuple[tuple[str, float], ...] = ()

    @property
    def weakest(self) -> float:
        """The confidence of the least certain character."""
        return min(self.characters, default=0.0)

    @property
    def width(self) -> float:
        """Width of the plate in the frame, in pixels."""
        (x0, y0), (x1, y1) = self.corners[0], self.corners[1]
        return float(np.hypot(x1 - x0, y1 - y0))


class Recognizer(Protocol):
    """Eyes: pixels in, plates out. It knows nothing of who is expected."""

    def read(
        self,
        image: Image,
        *,
        near: bool = False,
        passing: bool = False,
        of: Image | None = None,
    ) -> Sequence[PlateReading]:
        """Every plate in the picture, best first; an empty sequence when there is none.

        `near`: the picture is a cut-out about a plate seen a moment ago, which fills about a third of its width.
        `of`: the picture that it was cut from. By it is told whether the camera saw colours: about a black plate on
        a grey truck there may be none.
        `passing`: nothing stands at the arm and another look follows soon, so a long search may be left out.
        """
