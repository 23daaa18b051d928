"""A large picture is searched for words in two halves, and where they are joined nothing is lost or torn."""

import numpy as np
import pytest

from devices.eyes.finder import Finder
from devices.eyes.models import DETECTOR, open_model
from devices.eyes.quads import overlap
from devices.interfaces import Image, PlateColour
from tests.devices.drawn_views import HEIGHT, WIDTH, hang, plate, wall

SIDE = 960
PLATE = plate("冀B7K268", PlateColour.YELLOW)


@pytest.fixture(scope="module")
def whole() -> Finder:
    return Finder(open_model(DETECTOR, threads=1))


@pytest.fixture(scope="module")
def halves(whole: Finder) -> Finder:
    return Finder(open_model(DETECTOR, threads=1), largest=640)


def agree(whole: Finder, halves: Finder, picture: Image) -> bool:
    one, other = ([q for q in f.find(picture, SIDE) if q.score >= 0.5] for f in (whole, halves))
    return (
        bool(one)
        and len(one) == len(other)
        and all(max(overlap(a, b) for b in other) > 0.85 for a in one)
    )


@pytest.mark.parametrize("left", [WIDTH // 2 - 300, WIDTH // 2 - 150, WIDTH // 2, 200])
def test_a_plate_at_the_seam_is_one_plate(whole: Finder, halves: Finder, left: int) -> None:
    assert agree(whole, halves, hang(wall(), PLATE, left=left, top=600, width=300))


def test_an_upright_picture_is_parted_the_other_way(whole: Finder, halves: Finder) -> None:
    upright = np.ascontiguousarray(hang(wall(), PLATE, left=500, top=480, width=300)[:, :HEIGHT])
    tall = np.asarray(np.concatenate([upright, upright[::-1]]), np.uint8)
    assert agree(whole, halves, tall)


def test_a_small_picture_is_searched_as_before(whole: Finder, halves: Finder) -> None:
    picture = hang(wall(), PLATE, left=700, top=600, width=300)
    small, same = whole.find(picture, 640), halves.find(picture, 640)
    assert [q.corners.tolist() for q in small] == [q.corners.tolist() for q in same]
