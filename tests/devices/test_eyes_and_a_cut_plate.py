"""Where the finder cuts a plate off at either end, what is missing is found again, or the rest is doubted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from devices.eyes.engine import Engine
from devices.eyes.plate_finder import Found
from devices.eyes.quads import Quad
from devices.interfaces import Image, PlateColour
from gate.plates import FAIR, STRONG
from tests.devices.drawn_views import eyes, hang, plate, wall

LEFT, TOP, WIDTH = 800, 600, 290
RESTS = ("新CC80806", "京GA13571", "冀HD02601")
"""Without the province each is a plate of the army."""
GREEN = ("吉GCY6591", "京AD13571", "冀BF82601")


@dataclass
class Off:
    """A finder that is right about the plate but for its ends, which are so many pixels too near each other."""

    by: float = 0.0
    late: float = 0.0

    def find(self, frame: Image) -> Sequence[Found]:
        tall = WIDTH * 140 / 480
        left, right, drop = LEFT + self.late, LEFT + WIDTH - self.by, WIDTH * 0.06
        corners = [(left, TOP), (right, TOP + drop), (right, TOP + drop + tall * 0.94)]
        quad = Quad(np.array([*corners, (left, TOP + tall)], np.float32), 0.9)
        return [Found(quad, 0.0, (1.0,) * 7)]


def read(
    plate_no: str, off: Off, *, faded: bool = False, muddy: bool = False
) -> tuple[str, PlateColour | None, float]:
    """What is read where the plate's find is off, and its weakest character; `muddy`: its province is covered."""
    picture = plate(plate_no, PlateColour.GREEN)
    if faded:
        picture = np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    if muddy:
        picture[40:240, 24:128] = picture[40:240, 24:128].mean(axis=(0, 1))
    frame = hang(wall(), picture, left=LEFT, top=TOP, width=WIDTH)
    whole = eyes()
    engine = Engine(off, whole._finder, whole._candidates)  # type: ignore[arg-type]
    readings = engine.read(frame, passing=True)
    best = readings[0]
    return best.text, best.colour, best.weakest


@pytest.mark.parametrize("plate_no", GREEN)
@pytest.mark.parametrize("by", range(0, 64, 8))
def test_a_character_that_was_cut_off_is_found_again(plate_no: str, by: float) -> None:
    """Else it would be a plate of seven, each of its characters beyond doubt."""
    text, colour, weakest = read(plate_no, Off(by))
    assert (text, colour) == (plate_no, PlateColour.GREEN)
    assert weakest > FAIR


@pytest.mark.parametrize("by", range(0, 60, 12))
def test_it_is_found_again_where_the_ground_tells_nothing(by: float) -> None:
    """Faded, in infrared or in the shade the colour does not speak against a plate of seven."""
    text, colour, weakest = read(GREEN[1], Off(by), faded=True)
    assert (text, colour) == (GREEN[1], None)
    assert weakest > FAIR


@pytest.mark.parametrize("plate_no", RESTS)
@pytest.mark.parametrize("late", range(8, 56, 12))
@pytest.mark.parametrize("faded", [False, True], ids=["green", "faded"])
def test_a_province_that_was_cut_off_is_found_again(
    plate_no: str, late: float, *, faded: bool
) -> None:
    text, _, _ = read(plate_no, Off(late=late), faded=faded)
    assert text == plate_no


@pytest.mark.parametrize("plate_no", RESTS)
@pytest.mark.parametrize("late", [0, 44])
@pytest.mark.parametrize("faded", [False, True], ids=["green", "faded"])
def test_no_rest_of_a_plate_is_sure_enough_for_one_look(
    plate_no: str, late: float, *, faded: bool
) -> None:
    """Nobody can read the province, and what is left of the plate is one of the army by its letters."""
    _, _, weakest = read(plate_no, Off(late=late), faded=faded, muddy=True)
    assert weakest < STRONG
