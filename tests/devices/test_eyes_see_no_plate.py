"""Where there is no plate the eyes see none, and no picture is so bad that they stumble."""

import numpy as np
import pytest

from devices.interfaces import Image
from tests.devices.drawn_views import eyes, hang, lettered, wall

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


def test_a_cut_out_of_nothing_is_no_plate() -> None:
    reading = eyes().read_crop(np.zeros((24, 94, 3), np.uint8))
    assert reading is None or reading.confidence < 0.01
