"""A lane looks at its part of the picture: who is beside it wakes nobody and makes no passage, who is in it does."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from devices.interfaces import ArmPosition, BarrierState, Image, PlateColour, PlateReading
from gate import region
from gate.admission import Sighting
from gate.codes import IN
from gate.region import ACROSS, Region
from tests import looks
from tests.devices.drawn_views import eyes, hang, plate, wall
from workers.following import Following
from workers.gaze import AWAKE_S, Gaze
from workers.glance import Glance

OURS, NEXT_DOOR = "冀B7K268", "豫F5N382"
RIGHT = region.of([(520, 100), (1000, 100), (1000, 1000), (430, 1000)])
"""The right half; its left side is slanted, as the edge of a lane is."""
STANDS = BarrierState(ArmPosition.CLOSED, loop_outer=True, loop_under=False, loop_inner=False)


class Road:
    """Eyes and judgement of one lane as its loop puts them together, by a clock of its own."""

    def __init__(self, wanted: Region = region.WHOLE) -> None:
        self.wanted = wanted.text
        self.gaze = Gaze(eyes(), lambda: self.wanted)
        self.following = Following(IN)
        self.now = 1_000.0

    def wakes(self, picture: Image) -> bool:
        """Whether the eyes are open for this picture, which came a moment after the last."""
        self.now += 0.2
        return self.gaze.follow(looks.frame(self.now, image=picture), needed=False)

    def grows_used_to(self, picture: Image) -> None:
        for _ in range(round(AWAKE_S / 0.2) + 2):
            self.wakes(picture)

    def somebody_stands(self, picture: Image) -> Sighting | None:
        """What settles who stands on the loop, if anything in two looks does."""
        for _ in range(2):
            self.now += 0.2
            frame = looks.frame(self.now, image=picture)
            self.following.feel(STANDS, self.now)
            readings = self.gaze.look(frame, passing=False)
            if (sighting := self.following.look(readings, frame)) is not None:
                return sighting
        return None


def next_door(picture: Image) -> Image:
    """Nearer to the camera than ours."""
    return hang(picture, plate(NEXT_DOOR, PlateColour.YELLOW), left=250, top=600, width=330)


def ours(picture: Image) -> Image:
    return hang(picture, plate(OURS, PlateColour.YELLOW), left=1200, top=620, width=230)


def plate_of(sighting: Sighting | None) -> str:
    return sighting.reading.text if sighting and sighting.reading else ""


def test_a_vehicle_beside_the_region_makes_no_passage() -> None:
    assert plate_of(Road().somebody_stands(next_door(wall()))) == NEXT_DOOR
    assert Road(RIGHT).somebody_stands(next_door(wall())) is None


def test_a_vehicle_in_it_does_though_another_is_nearer() -> None:
    picture = ours(next_door(wall()))
    sighting = Road(RIGHT).somebody_stands(picture)
    assert plate_of(sighting) == OURS
    assert sighting is not None
    assert sighting.reading is not None
    assert sighting.frame is not None
    assert sighting.frame.image is picture  # the photographs are of all of it
    middle = np.mean(sighting.reading.corners, axis=0)
    assert np.abs(middle - (1315, 660)).max() < 12


def test_what_moves_beside_it_wakes_nobody() -> None:
    road, whole = Road(RIGHT), Road()
    road.grows_used_to(wall())
    whole.grows_used_to(wall())
    assert whole.wakes(next_door(wall()))
    assert not road.wakes(next_door(wall()))
    assert road.wakes(ours(wall()))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_whatever_happens_beside_it_is_not_seen(seed: int) -> None:
    road, dice = Road(RIGHT), np.random.default_rng(seed)
    still = dice.integers(0, 255, (180, 320, 3), dtype=np.uint8)
    road.grows_used_to(still)
    changed = still.copy()
    changed[:, : 320 * 40 // 100] = dice.integers(0, 255, changed[:, :128].shape, dtype=np.uint8)
    changed[: 180 * 8 // 100] = 255
    assert not road.wakes(changed)


def test_another_region_counts_from_the_next_picture() -> None:
    road = Road()
    with capture_logs() as said:
        road.wakes(wall())
        road.wanted = RIGHT.text
        road.wakes(wall())
        road.wakes(wall())
    assert [line["region"] for line in said] == [RIGHT.text]
    assert road.gaze.region == RIGHT.text
    assert road.somebody_stands(next_door(wall())) is None


def test_a_region_that_nobody_could_have_saved_hides_nobody() -> None:
    road = Road()
    road.wanted = "0,0 5,5"
    with capture_logs() as said:
        road.wakes(wall())
    assert "region_not_understood" in [line["event"] for line in said]
    assert plate_of(road.somebody_stands(next_door(wall()))) == NEXT_DOOR


class Spot:
    """Eyes that take the one white pixel for the middle of a plate, wherever they are shown it."""

    def read(self, image: Image, **how: object) -> Sequence[PlateReading]:
        rows, columns = np.nonzero(image[:, :, 0] == 255)
        return [self._about(float(x), float(y)) for x, y in zip(columns, rows, strict=True)]

    def _about(self, x: float, y: float) -> PlateReading:
        return looks.look(OURS, left=x - 3, width=6.0, top=y - 1, height=2.0)


@given(st.integers(0, 319), st.integers(0, 179))
@pytest.mark.parametrize("drawn", [region.WHOLE, RIGHT, region.of([(0, 0), (900, 0), (0, 900)])])
def test_a_plate_is_where_the_whole_picture_has_it(drawn: Region, x: int, y: int) -> None:
    picture = np.zeros((180, 320, 3), np.uint8)
    picture[y, x] = 255
    glance = Glance(Spot(), drawn)
    first = glance.read(looks.frame(10.0, image=picture))
    again = glance.read(looks.frame(10.1, image=picture))
    assert bool(first) == drawn.holds(x * ACROSS / 320, y * ACROSS / 180)
    for readings in (first, again):
        assert [tuple(np.mean(each.corners, axis=0)) for each in readings] == [(x, y)][: len(first)]
