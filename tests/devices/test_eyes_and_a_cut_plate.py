"""Where the finder ends a plate too early, its last character is found again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from devices.eyes.engine import Engine
from devices.eyes.plate_finder import Found
from devices.eyes.quads import Quad
from devices.interfaces import Image, PlateColour
from gate.plates import FAIR
from tests.devices.drawn_views import eyes, hang, plate, wall

LEFT, TOP, WIDTH = 800, 600, 290
GREEN = ("吉GCY6591", "京AD13571", "冀BF82601")


@dataclass
class EndsEarly:
    """A finder that is right about the plate but for its right edge, which is so many pixels too far left."""

    by: float

    def find(self, frame: Image) -> Sequence[Found]:
        tall = WIDTH * 140 / 480
        right, drop = LEFT + WIDTH - self.by, WIDTH * 0.06
        corners = [(LEFT, TOP), (right, TOP + drop), (right, TOP + drop + tall * 0.94)]
        quad = Quad(np.array([*corners, (LEFT, TOP + tall)], np.float32), 0.9)
        return [Found(quad, 0.0, (1.0,) * 7)]


def read(plate_no: str, by: float, *, faded: bool = False) -> tuple[str, PlateColour | None, float]:
    """What is read where the plate's find ends so many pixels too early, and its weakest character."""
    picture = plate(plate_no, PlateColour.GREEN)
    if faded:
        picture = np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    frame = hang(wall(), picture, left=LEFT, top=TOP, width=WIDTH)
    whole = eyes()
    engine = Engine(EndsEarly(by), whole._finder, whole._candidates)  # type: ignore[arg-type]
    readings = engine.read(frame, passing=True)
    best = readings[0]
    return best.text, best.colour, best.weakest


@pytest.mark.parametrize("plate_no", GREEN)
@pytest.mark.parametrize("by", range(0, 64, 8))
def test_a_character_that_was_cut_off_is_found_again(plate_no: str, by: float) -> None:
    """Else it would be a plate of seven, each of its characters beyond doubt."""
    text, colour, weakest = read(plate_no, by)
    assert (text, colour) == (plate_no, PlateColour.GREEN)
    assert weakest > FAIR


@pytest.mark.parametrize("by", range(0, 60, 12))
def test_it_is_found_again_where_the_ground_tells_nothing(by: float) -> None:
    """Faded, in infrared or in the shade the colour does not speak against a plate of seven."""
    text, colour, weakest = read(GREEN[1], by, faded=True)
    assert (text, colour) == (GREEN[1], None)
    assert weakest > FAIR
