"""Where there is no plate the eyes see none, and no picture is so bad that they stumble."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image as Picture
from PIL import ImageFile

from devices.interfaces import Image, PlateColour
from tests.devices.drawn_views import FONT, eyes, hang, lettered, plate, wall
from training.pictures import Painter, Stock

NOISE = np.random.default_rng(7)
SURE = 0.5
"""Well below what a single look must have to let anybody in."""

PLATELESS: dict[str, Image] = {
    "black": np.zeros((1080, 1920, 3), np.uint8),
    "white": np.full((1080, 1920, 3), 255, np.uint8),
    "noise": NOISE.integers(0, 255, (1080, 1920, 3), dtype=np.uint8),
    "one pixel": np.zeros((1, 1, 3), np.uint8),
    "nothing": np.zeros((0, 0, 3), np.uint8),
    "a hair": np.zeros((2, 1920, 3), np.uint8),
    "a ribbon": np.zeros((20, 4000, 3), np.uint8),
    "grey": np.full((480, 640), 90, np.uint8),
    "with a mask": np.full((480, 640, 4), 90, np.uint8),
    "8K": np.full((4320, 7680, 3), 90, np.uint8),
    "a wall": wall(),
}


@pytest.mark.parametrize("picture", PLATELESS.values(), ids=PLATELESS.keys())
def test_a_picture_without_text_holds_no_plate(picture: Image) -> None:
    assert list(eyes().read(picture)) == []
    assert list(eyes().read(picture, near=True)) == []


@pytest.mark.parametrize(
    "words", ["危险品", "北方运输", "限速80", "20吨", "河北钢铁集团", "ABCD1234"]
)
def test_words_on_a_truck_are_no_sure_plate(words: str) -> None:
    sign = lettered(words, ink=(20, 20, 220), ground=(20, 180, 240))
    frame = hang(wall(), sign, left=700, top=500, width=340)
    assert [r for r in eyes().read(frame) if r.weakest >= SURE or r.confidence >= SURE] == []


def test_drawn_scenes_without_a_plate_hold_no_sure_plate() -> None:
    stock = Stock(np.random.default_rng(2_000_000), FONT)
    stock.fill(0.03)
    painter = Painter(stock, (640, 360), (60.0, 160.0), plateless=1.0)
    for number in range(24):
        readings = eyes().read(painter.draw(harsh=0.5).image, passing=number % 8 > 0)
        assert [reading for reading in readings if reading.weakest >= SURE] == []


@pytest.mark.parametrize("kept", [0.05, 0.4, 0.9])
def test_a_picture_that_was_cut_off_on_its_way_is_read_as_far_as_it_came(
    kept: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    frame = hang(wall(), plate("鲁H35V97", PlateColour.YELLOW), left=800, top=600, width=220)
    stored = cv2.imencode(".jpg", frame)[1].tobytes()
    arrived = Picture.open(io.BytesIO(stored[: int(len(stored) * kept)]))
    readings = eyes().read(np.asarray(arrived.convert("RGB"), np.uint8)[..., ::-1])
    assert {r.text for r in readings if r.weakest >= SURE} <= {"鲁H35V97"}


def test_a_picture_upside_down_holds_no_sure_plate() -> None:
    frame = hang(wall(), plate("鲁H35V97", PlateColour.YELLOW), left=800, top=600, width=220)
    turned = np.ascontiguousarray(frame[::-1, ::-1])
    assert [r for r in eyes().read(turned) if r.weakest >= SURE] == []


def test_a_cut_out_of_nothing_is_no_plate() -> None:
    reading = eyes().read_crop(np.zeros((24, 94, 3), np.uint8))
    assert reading is None or reading.confidence < 0.01
