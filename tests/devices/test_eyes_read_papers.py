"""Papers read from pixels: whichever way up, seen aslant, among other things, and nothing where there is nothing."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from devices import eyes
from devices.eyes.levelling import level
from devices.eyes.papers import PaperEyes, spell
from devices.eyes.quads import Quad
from devices.interfaces import Image, TextLine
from tests import drawn_papers
from tests.drawn_papers import TRUCK


@pytest.fixture(scope="module")
def reader() -> PaperEyes:
    return eyes.for_papers()


def texts(lines: Sequence[TextLine]) -> set[str]:
    return {line.text for line in lines}


def on_a_table(sheet: Image, corners: Sequence[tuple[int, int]], size: tuple[int, int]) -> Image:
    """The sheet with its corners at these pixels of a dark picture."""
    tall, wide = sheet.shape[:2]
    flat = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    seen = cv2.getPerspectiveTransform(flat, np.array(corners, np.float32))
    table = np.full((size[1], size[0], 3), 60, np.uint8)
    cv2.warpPerspective(sheet, seen, size, dst=table, borderMode=cv2.BORDER_TRANSPARENT)
    return table


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_whichever_way_it_lies_it_is_read_and_each_line_is_where_it_stands(
    reader: PaperEyes, quarters: int
) -> None:
    sheet = drawn_papers.back()
    tall, wide = sheet.shape[:2]
    lines = reader.lines(np.ascontiguousarray(np.rot90(sheet, quarters)))
    assert {"号牌号码", TRUCK.plate_no, TRUCK.file_no, "检验记录", TRUCK.fuel} <= texts(lines)
    plate = next(line for line in lines if line.text == TRUCK.plate_no)
    assert 0.1 < plate.box[0] < plate.box[2] < 0.5
    x, y = np.mean(plate.corners, axis=0)
    upright = [(x, y), (wide - y, x), (wide - x, tall - y), (y, tall - x)][quarters]
    assert upright == pytest.approx((0.28 * wide, 0.1 * tall), abs=0.04 * wide)


def test_aslant_on_a_table_its_rows_are_level_again(reader: PaperEyes) -> None:
    corners = [(150, 210), (930, 90), (1010, 640), (90, 560)]
    lines = reader.lines(on_a_table(drawn_papers.front(), corners, (1100, 750)))
    assert {TRUCK.vin, TRUCK.plate_no, TRUCK.engine_no, "注册日期"} <= texts(lines)
    rows = {line.text: line.middle for line in lines}
    assert rows["注册日期"] == pytest.approx(rows["发证日期"], abs=0.015)
    for line in lines:
        assert len(line.characters) == len(line.spots) == len(line.text)
        assert list(line.spots) == sorted(line.spots)
        xs, ys = np.array(line.corners).T
        assert xs.min() > 0
        assert xs.max() < 1100
        assert ys.max() < 750


@pytest.mark.parametrize(
    "nothing",
    [
        np.zeros((400, 600, 3), np.uint8),
        np.random.default_rng(1).integers(0, 255, (300, 400, 3), np.uint8),
        np.full((20, 2000, 3), 255, np.uint8),
        np.full((1, 1, 3), 255, np.uint8),
        np.full((300, 300), 255, np.uint8),
    ],
    ids=["dark", "noise", "a strip", "a pixel", "grey"],
)
def test_where_no_paper_is_nothing_is_read(reader: PaperEyes, nothing: Image) -> None:
    assert len(reader.lines(nothing)) <= 1


def test_a_view_leads_back_to_the_photograph() -> None:
    """Lines that meet far to the right run across in the view, and every corner is found again."""
    picture = np.zeros((600, 800, 3), np.uint8)
    boxes = []
    for row in range(6):
        y, lean = 80 + 80 * row, (row - 2.5) * -0.03
        ends = [(100, y), (600, y + 500 * lean), (600, y + 500 * lean + 30), (100, y + 30)]
        boxes.append(Quad(np.array(ends, np.float32), 1.0))
    view = level(picture, boxes)
    forth = np.linalg.inv(view.back)
    for box in boxes:
        spots = np.concatenate([box.corners, np.ones((4, 1))], axis=1) @ forth.T
        flat = np.asarray(spots[:, :2] / spots[:, 2:], np.float32)
        assert abs(flat[0, 1] - flat[1, 1]) < 6
        assert view.in_photograph(flat) == pytest.approx(box.corners, abs=0.5)


def test_equal_neighbours_need_a_blank_between_them() -> None:
    columns = ("", "A", "B")
    steps = [1, 1, 0, 1, 2, 2, 0, 0]
    softmax = np.full((8, 3), 0.1, np.float32)
    softmax[np.arange(8), steps] = 0.8
    spelled = spell(softmax, columns, filled=0.75)
    assert spelled.text == "AAB"
    assert spelled.characters == pytest.approx((0.8, 0.8, 0.8))
    assert spelled.spots == pytest.approx((1 / 6, 3.5 / 6, 5 / 6))
