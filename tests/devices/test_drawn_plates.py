"""Drawn plates have the sizes, the colours and the places of characters that GA 36-2018 gives them."""

import re
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from devices.interfaces import Image, PlateColour
from devices.plate_layout import cells, plate_size
from devices.simulated.cast import CAST, Truck
from devices.simulated.plate_art import draw_plate

FONT = Path(__file__).parents[2] / "static/vendor/wqy-microhei/wqy-microhei.ttc"
PROVINCE = "[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新]"
SERIAL = "[A-HJ-NP-Z0-9]"
KINDS = [
    ("冀B8Q216", PlateColour.BLUE, False, (440, 140)),
    ("鲁H35V97", PlateColour.YELLOW, False, (440, 140)),
    ("豫A12345", PlateColour.YELLOW, True, (440, 220)),
    ("冀B5K82挂", PlateColour.YELLOW, True, (440, 220)),
    ("京AD13579", PlateColour.GREEN, False, (480, 140)),
    ("晋D57193D", PlateColour.YELLOW_GREEN, False, (480, 140)),
    ("津A0462警", PlateColour.WHITE, False, (440, 140)),
    ("粤ZGK83港", PlateColour.BLACK, False, (440, 140)),
    ("冀B3J08应急", PlateColour.WHITE, False, (480, 140)),
]
HUES = {
    PlateColour.BLUE: (100, 125),
    PlateColour.YELLOW: (15, 30),
    PlateColour.GREEN: (45, 85),
    PlateColour.YELLOW_GREEN: (45, 85),
}
"""OpenCV's hue, half of the degrees."""


def draw(plate_no: str, colour: PlateColour, double_line: bool, seed: int = 1) -> Image:
    return draw_plate(plate_no, colour, font=FONT, double_line=double_line, per_mm=1.0, seed=seed)


def ground_of(plate: Image, left: int, right: int) -> tuple[float, float, float]:
    """Hue, saturation and brightness of the strip under the characters, where there is no ink."""
    strip = cv2.cvtColor(plate[-20:-10, left:right], cv2.COLOR_BGR2HSV)
    hue, saturation, value = np.median(strip.reshape(-1, 3), axis=0)
    return float(hue), float(saturation), float(value)


@pytest.mark.parametrize(("plate_no", "colour", "double_line", "size"), KINDS)
def test_a_plate_has_the_size_of_its_kind(
    plate_no: str, colour: PlateColour, double_line: bool, size: tuple[int, int]
) -> None:
    assert draw(plate_no, colour, double_line).shape == (size[1], size[0], 3)


@pytest.mark.parametrize(("plate_no", "colour", "double_line", "size"), KINDS)
def test_a_plate_has_the_ground_of_its_colour(
    plate_no: str, colour: PlateColour, double_line: bool, size: tuple[int, int]
) -> None:
    hue, saturation, value = ground_of(draw(plate_no, colour, double_line), 160, 260)
    if colour in HUES:
        low, high = HUES[colour]
        assert low <= hue <= high
        assert saturation > 60
    else:
        assert saturation < 60
        assert (value > 180) == (colour is PlateColour.WHITE)


def test_large_new_energy_plates_are_yellow_on_the_left() -> None:
    hue, _, _ = ground_of(draw("晋D57193D", PlateColour.YELLOW_GREEN, False), 20, 90)
    assert 15 <= hue <= 30


def test_small_new_energy_plates_grow_greener_downwards() -> None:
    plate = cv2.cvtColor(draw("京AD13579", PlateColour.GREEN, False), cv2.COLOR_BGR2HSV)
    assert np.median(plate[10:20, 160:240, 1]) + 40 < np.median(plate[-20:-10, 160:240, 1])


@pytest.mark.parametrize(("plate_no", "colour", "double_line", "size"), KINDS)
def test_the_province_stands_in_its_cell_and_nowhere_else(
    plate_no: str, colour: PlateColour, double_line: bool, size: tuple[int, int]
) -> None:
    other = "京" if plate_no[0] != "京" else "粤"
    plain = draw(plate_no, colour, double_line).astype(np.int16)
    changed = np.abs(plain - draw(other + plate_no[1:], colour, double_line)).max(axis=2) > 40
    first = cells(len(plate_no), double_line)[0]
    rows, columns = np.nonzero(changed)
    assert columns.min() >= first.x - 2
    assert columns.max() <= first.x + first.width + 3
    assert rows.min() >= first.y - 2
    assert rows.max() <= first.y + first.height + 3


def test_characters_keep_off_each_other_and_off_the_rim() -> None:
    for plate_no, _, double_line, _ in KINDS:
        width, height = plate_size(len(plate_no), double_line)
        places = cells(len(plate_no), double_line)
        for here, there in pairwise(places):
            assert there.y > here.y or there.x >= here.x + here.width + 8
        assert all(cell.x > 10 and cell.x + cell.width < width - 10 for cell in places)
        assert all(cell.y > 10 and cell.y + cell.height < height - 10 for cell in places)


def test_the_same_seed_wears_a_plate_in_the_same_way() -> None:
    once, again, otherwise = (draw("冀B8Q216", PlateColour.BLUE, False, seed) for seed in (3, 3, 4))
    assert np.array_equal(once, again)
    assert not np.array_equal(once, otherwise)


@pytest.mark.parametrize("truck", CAST, ids=lambda truck: truck.plate_no)
def test_the_cast_carries_lawful_plates(truck: Truck) -> None:
    form = {
        PlateColour.GREEN: f"{PROVINCE}[A-Z][A-HJK]{SERIAL}[0-9]{{4}}",
        PlateColour.YELLOW_GREEN: f"{PROVINCE}[A-Z][0-9]{{5}}[A-HJK]",
        PlateColour.WHITE: f"{PROVINCE}[A-Z]{SERIAL}{{4}}(警|应急)",
        PlateColour.BLACK: f"粤Z{SERIAL}{{4}}[港澳]",
    }.get(truck.plate_colour, f"{PROVINCE}[A-Z]({SERIAL}{{5}}|{SERIAL}{{4}}[挂学])")
    assert re.fullmatch(form, truck.plate_no)


def test_the_cast_holds_one_of_everything_a_gate_must_judge() -> None:
    standings = [truck.standing for truck in CAST]
    assert standings.count("approved") == 14
    assert standings.count("stranger") == 2
    for once in ("expired", "suspended", "listed", "low_stage", "trailer"):
        assert standings.count(once) == 1
    assert len({truck.plate_no for truck in CAST}) == len(CAST)
    assert {truck.plate_colour for truck in CAST} == set(PlateColour) - {PlateColour.OTHER}
    assert {truck.plate_no[-1] for truck in CAST} >= set("挂学警港急")
