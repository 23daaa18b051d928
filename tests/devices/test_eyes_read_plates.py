"""The eyes read every kind of plate, wherever it hangs in the frame, and say where, how sure and which colour."""

import cv2
import numpy as np
import pytest

from devices.interfaces import PlateColour
from tests.devices.drawn_views import eyes, hang, plate, wall

KINDS = [
    ("冀B8Q216", PlateColour.BLUE, False),
    ("鲁H35V97", PlateColour.YELLOW, False),
    ("晋K4827学", PlateColour.YELLOW, False),
    ("豫A12345", PlateColour.YELLOW, True),
    ("冀B5K82挂", PlateColour.YELLOW, True),
    ("京AD13579", PlateColour.GREEN, False),
    ("晋D57193D", PlateColour.YELLOW_GREEN, False),
    ("津A0462警", PlateColour.WHITE, False),
    ("粤ZGK83港", PlateColour.BLACK, False),
    ("冀B3J08应急", PlateColour.WHITE, False),
]


@pytest.mark.parametrize(("plate_no", "colour", "double_line"), KINDS)
def test_a_plate_of_each_kind_is_read_with_its_colour(
    plate_no: str, colour: PlateColour, double_line: bool
) -> None:
    frame = hang(
        wall(), plate(plate_no, colour, double_line=double_line), left=800, top=600, width=220
    )
    [reading] = eyes().read(frame)
    assert (reading.text, reading.colour, reading.double_line) == (plate_no, colour, double_line)
    assert 0 < reading.confidence <= 1
    assert len(reading.characters) == len(plate_no)
    assert all(0 <= certainty <= 1 for certainty in reading.characters)


def test_the_corners_surround_the_plate_clockwise_from_the_top_left() -> None:
    frame = hang(wall(), plate("鲁H35V97", PlateColour.YELLOW), left=800, top=600, width=220)
    [reading] = eyes().read(frame)
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = reading.corners
    assert ax < bx
    assert dx < cx
    assert ay < dy
    assert by < cy
    assert (ax + bx + cx + dx) / 4 == pytest.approx(910, abs=15)
    assert (ay + by + cy + dy) / 4 == pytest.approx(640, abs=15)
    assert 170 < reading.width < 250


def test_several_plates_in_one_frame_are_all_read() -> None:
    frame = wall()
    wanted = {"冀B8Q216", "鲁H35V97", "津C0R735"}
    for place, plate_no in enumerate(sorted(wanted)):
        picture = plate(plate_no, PlateColour.YELLOW)
        frame = hang(frame, picture, left=200 + 550 * place, top=300 + 150 * place, width=240)
    assert {reading.text for reading in eyes().read(frame)} == wanted


def test_six_plates_in_one_frame_are_all_read_and_nothing_else() -> None:
    frame = wall()
    for place, (plate_no, colour, double_line) in enumerate(KINDS[:6]):
        picture = plate(plate_no, colour, double_line=double_line)
        left, top = 150 + 600 * (place % 3), 300 + 380 * (place // 3)
        frame = hang(frame, picture, left=left, top=top, width=230)
    wanted = {plate_no for plate_no, _, _ in KINDS[:6]}
    readings = eyes().read(frame)
    assert {r.text for r in readings if r.weakest >= 0.5} == wanted
    assert len(readings) == 6


def test_a_plate_too_small_for_the_first_look_is_found_by_a_closer_one() -> None:
    frame = hang(wall(), plate("鲁H35V97", PlateColour.YELLOW), left=800, top=600, width=110)
    assert "鲁H35V97" in [reading.text for reading in eyes().read(frame)]


def test_a_cut_out_about_the_plate_is_enough_when_it_was_seen_a_moment_ago() -> None:
    frame = hang(wall(), plate("鲁H35V97", PlateColour.YELLOW), left=800, top=600, width=220)
    [reading] = eyes().read(frame[400:880, 580:1240], near=True)
    assert reading.text == "鲁H35V97"
    assert reading.corners[0][0] == pytest.approx(235, abs=20)


def test_infrared_is_read_and_its_colour_left_open() -> None:
    frame = hang(wall(), plate("鲁H35V97", PlateColour.YELLOW), left=800, top=600, width=220)
    infrared = cv2.cvtColor(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    [reading] = eyes().read(np.asarray(infrared, np.uint8))
    assert (reading.text, reading.colour) == ("鲁H35V97", None)


def test_a_blurred_plate_is_less_sure_and_keeps_other_texts() -> None:
    frame = hang(wall(), plate("鲁HD80B6", PlateColour.BLUE), left=800, top=600, width=110)
    blurred = np.asarray(cv2.GaussianBlur(frame, (0, 0), 2.2), np.uint8)
    sharp = max(eyes().read(frame), key=lambda reading: reading.confidence)
    for reading in eyes().read(blurred):
        assert reading.confidence < sharp.confidence
        assert reading.alternatives
        assert reading.text not in [text for text, _ in reading.alternatives]


def test_a_cut_out_plate_is_read_without_looking_for_it() -> None:
    reading = eyes().read_crop(plate("豫A12345", PlateColour.YELLOW, double_line=True))
    assert reading is not None
    assert (reading.text, reading.double_line) == ("豫A12345", True)


def test_whether_there_are_colours_is_told_by_the_whole_picture() -> None:
    grey = np.full((1080, 1920, 3), 150, np.uint8)
    frame = hang(grey, plate("粤ZGK83港", PlateColour.BLACK), left=800, top=600, width=220)
    infrared = frame.copy()
    frame[:200, :400] = (40, 60, 200)
    cut = frame[400:880, 580:1240]
    [seen] = eyes().read(cut, near=True, of=frame)
    assert (seen.text, seen.colour) == ("粤ZGK83港", PlateColour.BLACK)
    [guessed] = eyes().read(cut, near=True, of=infrared)
    assert (guessed.text, guessed.colour) == ("粤ZGK83港", None)
