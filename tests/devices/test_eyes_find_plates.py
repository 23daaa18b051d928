"""The finder of plates says where a plate's four corners are, at any size, and leaves a long search to others."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from devices.eyes.models import DETECTOR, PLATE_FINDER, open_model
from devices.eyes.plate_finder import MOST, PlateFinder
from devices.eyes.quads import Quad, overlap
from devices.interfaces import Image, PlateColour
from tests.devices.drawn_views import eyes, hang, plate, wall

YELLOW = plate("鲁H35V97", PlateColour.YELLOW)
STACKED = plate("豫A12345", PlateColour.YELLOW, double_line=True)


@cache
def finder() -> PlateFinder:
    return PlateFinder(open_model(PLATE_FINDER, threads=1))


def where(left: float, top: float, width: float, picture: Image) -> Quad:
    """The place of a plate hung by `hang`, upright."""
    tall = width * picture.shape[0] / picture.shape[1]
    box = np.array([[0, 0], [width, 0], [width, tall], [0, tall]], np.float32)
    return Quad(box + np.array([left, top], np.float32), 1.0)


@pytest.mark.parametrize("width", [90, 160, 320, 520])
@pytest.mark.parametrize(("picture", "double"), [(YELLOW, False), (STACKED, True)])
def test_a_plate_is_found_at_any_size(picture: Image, double: bool, width: int) -> None:
    frame = hang(wall(), picture, left=800, top=500, width=width)
    found = finder().find(frame)
    [one] = [f for f in found if overlap(f.quad, where(800, 500, width, picture)) > 0.6]
    assert one.quad.width == pytest.approx(width, rel=0.15)
    assert (one.double > 0.5) is double


@pytest.mark.parametrize("size", [(1920, 1080), (650, 580), (1080, 1920), (3840, 2160)])
def test_the_shape_of_the_picture_does_not_matter(size: tuple[int, int]) -> None:
    frame = np.asarray(cv2.resize(wall(), size), np.uint8)
    width, left, top = size[0] // 6, size[0] // 2, size[1] // 2
    frame = hang(frame, YELLOW, left=left, top=top, width=width)
    [best, *_] = finder().find(frame)
    assert overlap(best.quad, where(left, top, width, YELLOW)) > 0.6


@pytest.mark.parametrize(("picture", "tilt"), [(YELLOW, 0.12), (YELLOW, -0.12), (STACKED, 0.12)])
def test_the_corners_of_a_slanting_plate_are_told(picture: Image, tilt: float) -> None:
    """A quarter of the height off at most: what lies closer spoils no character."""
    frame = hang(wall(), picture, left=800, top=500, width=240, tilt=tilt)
    tall = 240 * picture.shape[0] / picture.shape[1]
    drop = 240 * tilt
    truth = np.array([[0, 0], [240, drop], [240, drop + tall * 0.94], [0, tall]]) + np.array(
        [800, 500]
    )
    [best, *_] = finder().find(frame)
    assert np.abs(best.quad.corners - truth).max() < 0.25 * tall


def test_there_is_a_limit_to_what_is_found() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (540, 960, 3), dtype=np.uint8)
    assert len(finder().find(noise)) <= MOST


def test_a_passing_look_searches_no_words() -> None:
    """What costs little is done for every look; the long search waits for a vehicle that stands."""
    engine = eyes()
    empty = wall()
    assert list(engine.read(empty, passing=True)) == []
    frame = hang(empty, YELLOW, left=800, top=600, width=220)
    assert [reading.text for reading in engine.read(frame, passing=True)] == ["鲁H35V97"]


def test_both_finders_are_of_the_release() -> None:
    assert PLATE_FINDER.own
    assert not DETECTOR.own


class Says:
    """A network that sees these hints in the whole picture, and in every closer look a plate this sure."""

    def __init__(self, hints: Sequence[tuple[int, int, float]], sure: float) -> None:
        self.hints, self.sure, self.looks = hints, sure, 0

    def get_inputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name="picture")]

    def run(self, _: None, feeds: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        rows, columns = (side // 8 for side in feeds["picture"].shape[2:])
        said = np.zeros((16, rows, columns), np.float32)
        closer = [(rows // 2, columns // 2, self.sure)]
        for row, column, heat in closer if self.looks else self.hints:
            said[0, row, column] = heat
            said[1:9, row, column] = (-3.2, -1, 3.2, -1, 3.2, 1, -3.2, 1)
        self.looks += 1
        return [said[None]]


@pytest.mark.parametrize(
    ("second", "sure", "followed"),
    [(0.3, 0.9, 1), (0.3, 0.5, 2), (0.45, 0.9, 2)],
    ids=["faint beside a plain plate", "faint beside a doubtful one", "clear"],
)
def test_a_faint_hint_is_followed_where_no_plate_is_plain(
    second: float, sure: float, followed: int
) -> None:
    session = Says([(10, 20, 0.8), (30, 60, second)], sure)
    found = PlateFinder(session).find(wall())
    assert len(found) == followed
    assert session.looks == 1 + 2 * followed
