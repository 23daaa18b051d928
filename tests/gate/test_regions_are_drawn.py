"""A region of a picture: what makes one, what does not, and what is inside it."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from gate import region
from gate.region import ACROSS, WHOLE, Corner, Region, RegionError

places = st.tuples(st.integers(0, ACROSS), st.integers(0, ACROSS))
HOUSE = [(100, 900), (100, 400), (500, 100), (900, 400), (900, 900)]
BOW = [(100, 100), (900, 900), (900, 100), (100, 900)]


@st.composite
def regions(draw: st.DrawFn) -> Region:
    """Corners one after another around a middle: such a line never crosses itself."""
    number = draw(st.integers(region.FEWEST, region.MOST))
    step = 2 * np.pi / number
    angles = [step * (n + draw(st.floats(0, 0.9))) for n in range(number)]
    reach = [draw(st.integers(150, 480)) for _ in angles]
    around = [
        (500 + round(r * np.cos(a)), 500 + round(r * np.sin(a)))
        for a, r in zip(angles, reach, strict=True)
    ]
    try:
        return region.of(around)
    except RegionError:  # too small, now and then
        reject()


def why(corners: Sequence[Corner]) -> str:
    with pytest.raises(RegionError) as refused:
        region.of(corners)
    return refused.value.errors["region"]


@given(regions())
def test_what_is_kept_is_read_again(drawn: Region) -> None:
    assert region.read(drawn.text) == drawn


@given(regions(), places)
def test_inside_is_what_another_geometry_calls_inside(drawn: Region, place: Corner) -> None:
    outline = np.array(drawn.corners, np.float32)
    side = cv2.pointPolygonTest(outline, (float(place[0]), float(place[1])), False)
    assume(side != 0)
    assert drawn.holds(*place) == (side > 0)


@given(regions())
def test_it_covers_what_another_geometry_says(drawn: Region) -> None:
    area = cv2.contourArea(np.array(drawn.corners, np.float32)) / ACROSS**2
    assert drawn.part == pytest.approx(area, abs=1e-6)


@given(regions(), places, st.integers(0, region.MOST), st.booleans())
def test_where_its_outline_begins_and_which_way_it_runs_is_the_same(
    drawn: Region, place: Corner, turns: int, back: bool
) -> None:
    turned = [*drawn.corners[turns:], *drawn.corners[:turns]]
    again = region.of(reversed(turned) if back else turned)
    assert (again.box, again.part) == (drawn.box, drawn.part)
    assert again.holds(*place) == drawn.holds(*place) or on_an_edge(drawn, place)


def on_an_edge(drawn: Region, place: Corner) -> bool:
    outline = np.array(drawn.corners, np.float32)
    return cv2.pointPolygonTest(outline, (float(place[0]), float(place[1])), False) == 0


@given(regions(), places, st.integers(1, 4000), st.integers(1, 4000))
def test_the_box_in_pixels_has_all_that_is_inside(
    drawn: Region, place: Corner, width: int, height: int
) -> None:
    left, top, right, bottom = drawn.box_in(width, height)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    if drawn.holds(*place):
        assert left <= place[0] * width / ACROSS <= right
        assert top <= place[1] * height / ACROSS <= bottom


@given(regions())
def test_another_corner_on_a_side_changes_nothing(drawn: Region) -> None:
    more = region.with_one_more(drawn.corners)
    assert len(more) == len(drawn.corners) + 1
    assert [corner for corner in more if corner in drawn.corners] == list(drawn.corners)
    changed = abs(Region(tuple(more)).part - drawn.part)
    assert changed <= 0.002  # the middle of a side is a whole thousandth


@given(st.lists(places, min_size=4, max_size=region.MOST, unique=True))
def test_a_line_that_crosses_itself_is_no_region(corners: list[Corner]) -> None:
    """Held against arithmetic of another kind: where two sides cross, some way along both is the same place."""
    sides = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    crossing = any(
        meet(*sides[a], *sides[b])
        for a in range(len(sides))
        for b in range(a + 2, len(sides))
        if (b + 1) % len(sides) != a
    )
    if crossing:
        assert region.crosses_itself(corners)


def meet(a: Corner, b: Corner, c: Corner, d: Corner) -> bool:
    ways = np.array([[b[0] - a[0], c[0] - d[0]], [b[1] - a[1], c[1] - d[1]]], float)
    if abs(np.linalg.det(ways)) < 1e-9:
        return False
    along = np.linalg.solve(ways, [c[0] - a[0], c[1] - a[1]])
    return bool(((along > 1e-6) & (along < 1 - 1e-6)).all())


@pytest.mark.parametrize(
    ("corners", "reason"),
    [
        ([], "region_corners"),
        ([(0, 0), (1000, 0), (1000, 0)], "region_corners"),
        ([(n * 80, n % 2 * 900) for n in range(13)], "region_corners"),
        ([(-1, 0), (900, 0), (900, 900)], "region_outside"),
        ([(0, 0), (900, 0), (900, 1001)], "region_outside"),
        (BOW, "region_crosses"),
        ([(0, 0), (900, 0), (450, 0), (450, 900)], "region_crosses"),  # it runs back on itself
        ([(0, 0), (500, 500), (900, 0), (900, 900), (500, 500), (0, 900)], "region_crosses"),
        ([(0, 0), (99, 0), (99, 900), (0, 900)], "region_too_small"),
        ([(0, 0), (900, 0), (900, 99), (0, 99)], "region_too_small"),
        ([(0, 0), (19, 0), (1000, 1000), (981, 1000)], "region_too_small"),
    ],
)
def test_what_makes_no_region_says_why(corners: list[Corner], reason: str) -> None:
    assert why(corners) == reason


def test_a_corner_told_twice_is_one() -> None:
    assert region.of([HOUSE[0], *HOUSE, HOUSE[-1]]) == region.of(HOUSE)


@pytest.mark.parametrize("text", ["1", "1,2,3 4,5 6,7", "a,b 1,2 3,4", "1.5,2 3,4 5,6"])
def test_nonsense_is_no_region(text: str) -> None:
    with pytest.raises(RegionError):
        region.read(text)


@pytest.mark.parametrize("turns", range(4))
def test_the_whole_picture_is_kept_as_nothing(turns: int) -> None:
    edges = [*WHOLE.corners[turns:], *WHOLE.corners[:turns]]
    assert region.of([*edges, edges[-1]]) == WHOLE == region.read("")
    assert region.of(region.with_one_more(edges)) == WHOLE
    assert WHOLE.text == ""
    assert all(WHOLE.holds(x, y) for x in (0, 1000) for y in (0, 1000))
