"""From looks and loops to one judgement per visit: vehicles come, stand, are judged once, and go."""

import pytest

from devices.interfaces import ArmPosition, BarrierState, Frame, PlateReading
from gate.admission import Sighting
from gate.codes import IN, OUT
from gate.plates import FAIR, STRONG
from tests.looks import frame, look
from workers.following import (
    BOTH_WAYS,
    CLEAR_S,
    LOOK_LIFE_S,
    OUT_OF_SIGHT_S,
    UNREAD_S,
    Following,
)

START = 1_000.0
"""Long after the machine came up: no moment is mistaken for the beginning of a visit."""
STEP = 0.1
ONE, NEXT = "冀B7K268", "豫F5N382"
SURE, FAIRLY = STRONG, FAIR


class Road:
    """A lane under a clock of its own: every step is a tenth of a second."""

    def __init__(self, direction: str = IN) -> None:
        self.following = Following(direction)
        self.now = START

    def loops(self, outer: bool = False, under: bool = False, inner: bool = False) -> None:
        self.now += STEP
        state = BarrierState(ArmPosition.CLOSED, outer, under, inner)
        self.following.feel(state, self.now)

    def silence(self, seconds: float = STEP) -> None:
        """The controller does not answer."""
        for _ in range(round(seconds / STEP)):
            self.now += STEP
            self.following.feel(None, self.now)

    def stands(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP)):
            self.loops(outer=True)

    def free(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP)):
            self.loops()

    def frame(self) -> Frame:
        return frame(self.now)

    def shows(self, *readings: PlateReading) -> Sighting | None:
        self.now += STEP
        return self.following.look(readings, self.frame())

    def is_judged(self, plate: str = ONE) -> None:
        self.following.judge((plate, "1" if plate else ""))

    def unread(self) -> Sighting | None:
        return self.following.unread(self.frame())


@pytest.fixture
def road() -> Road:
    road = Road()
    road.loops()
    return road


def test_a_vehicle_that_only_approaches_is_not_judged(road: Road) -> None:
    assert [road.shows(look(ONE, weakest=SURE)) for _ in range(5)] == [None] * 5


def test_once_it_stands_the_frame_that_shows_it_decides(road: Road) -> None:
    road.shows(look(ONE, weakest=FAIRLY))
    road.loops(outer=True)
    sighting = road.shows(look(ONE, weakest=FAIRLY))
    assert sighting is not None
    assert sighting.reading is not None
    assert (sighting.reading.text, sighting.looks, sighting.direction) == (ONE, 2, IN)
    assert sighting.frame is not None
    assert sighting.monotonic == sighting.frame.monotonic == road.now


def test_the_plate_is_where_the_deciding_frame_shows_it(road: Road) -> None:
    road.loops(outer=True)
    road.shows(look(ONE, weakest=0.9, left=100))
    sighting = road.shows(look(ONE, weakest=FAIRLY, left=300))
    assert sighting is not None
    assert sighting.reading is not None
    assert sighting.reading.corners[0][0] == 300
    assert sighting.reading.weakest == 0.9


def test_a_frame_that_does_not_show_the_agreed_plate_decides_nothing(road: Road) -> None:
    road.shows(look(ONE, weakest=SURE))
    road.loops(outer=True)
    assert road.shows() is None
    assert road.shows(look("冀B7K26", weakest=0.1)) is None
    assert road.shows(look(ONE, weakest=SURE)) is not None


def test_looks_are_forgotten_after_a_while(road: Road) -> None:
    road.loops(outer=True)
    road.shows(look(ONE, weakest=FAIRLY))
    road.stands(LOOK_LIFE_S)
    assert road.shows(look(ONE, weakest=FAIRLY)) is None


def test_the_nearest_of_several_plates_is_followed(road: Road) -> None:
    road.loops(outer=True)
    behind = look(NEXT, weakest=1.0, width=60)
    sighting = road.shows(behind, look(ONE, weakest=SURE, width=120))
    assert sighting is not None
    assert sighting.reading is not None
    assert sighting.reading.text == ONE


def test_a_visit_is_judged_once(road: Road) -> None:
    road.loops(outer=True)
    assert road.shows(look(ONE, weakest=SURE)) is not None
    road.is_judged()
    for _ in range(200):
        road.loops(outer=True)
        assert road.shows(look(ONE, weakest=SURE)) is None
        assert road.unread() is None


def test_a_loop_that_flickers_does_not_end_a_visit(road: Road) -> None:
    road.loops(outer=True)
    road.is_judged()
    for _ in range(5):
        road.free(CLEAR_S / 2)
        road.loops(outer=True)
    assert road.following.judged is not None


def test_loops_that_stay_free_end_a_visit(road: Road) -> None:
    road.loops(outer=True)
    road.is_judged()
    road.free(CLEAR_S + 2 * STEP)
    assert road.following.judged is None


def test_a_vehicle_that_passed_beneath_the_arm_has_gone_though_it_stands_beyond(
    road: Road,
) -> None:
    road.loops(outer=True)
    road.is_judged()
    road.loops(outer=True, under=True)
    road.loops(under=True, inner=True)
    assert road.following.judged is not None
    road.loops(inner=True)
    assert road.following.judged is None


def test_the_next_in_the_queue_is_judged_for_itself(road: Road) -> None:
    road.loops(outer=True)
    road.shows(look(ONE, weakest=SURE))
    road.is_judged()
    road.loops(outer=True, under=True)
    road.loops(outer=True)  # one has passed, the next has closed up behind it
    sighting = road.shows(look(NEXT, weakest=SURE))
    assert sighting is not None
    assert sighting.reading is not None
    assert sighting.reading.text == NEXT
    assert sighting.looks == 1


def test_the_looks_of_one_visit_are_not_counted_in_the_next(road: Road) -> None:
    road.loops(outer=True)
    road.shows(look(ONE, weakest=FAIRLY))
    road.loops(under=True)
    road.loops(outer=True)
    assert road.shows(look(ONE, weakest=FAIRLY)) is None


@pytest.mark.parametrize(
    ("first", "direction"),
    [
        ({"outer": True}, IN),
        ({"inner": True}, OUT),
        ({"outer": True, "inner": True}, IN),
        ({"under": True}, IN),
        ({"under": True, "inner": True}, OUT),
    ],
)
def test_in_a_lane_for_both_ways_the_first_loop_tells_the_way(
    first: dict[str, bool], direction: str
) -> None:
    road = Road(BOTH_WAYS)
    road.loops()
    road.loops(**first)
    assert road.following.direction == direction
    road.loops(outer=True, under=True, inner=True)
    assert road.following.direction == direction


def test_with_somebody_on_either_side_it_is_asked_what_is_asked_of_those_who_come_in() -> None:
    """Who drives up while another stands inside must not be let in as if he left."""
    road = Road(BOTH_WAYS)
    road.loops()
    road.loops(inner=True)
    road.loops(inner=True, outer=True)
    sighting = road.shows(look(NEXT, weakest=SURE))
    assert sighting is not None
    assert sighting.direction == IN
    road = Road(BOTH_WAYS)
    road.loops()
    road.loops(inner=True)
    road.is_judged()
    road.loops(inner=True, outer=True)  # the one that was judged is on its way out
    assert road.following.direction == OUT


def test_in_a_lane_for_both_ways_each_visit_has_its_own_way() -> None:
    road = Road(BOTH_WAYS)
    for loops, direction in (({"inner": True}, OUT), ({"outer": True}, IN), ({"inner": True}, OUT)):
        road.loops()
        road.loops(**loops)
        sighting = road.shows(look(ONE, weakest=SURE))
        assert sighting is not None
        assert sighting.direction == direction
        road.is_judged()
        road.free(2 * CLEAR_S)


@pytest.mark.parametrize("direction", [IN, OUT])
def test_a_lane_of_one_way_keeps_it(direction: str) -> None:
    road = Road(direction)
    road.loops()
    road.loops(inner=True)
    assert road.following.direction == direction


def test_who_already_stands_there_has_come_the_way_the_loops_say() -> None:
    road = Road(BOTH_WAYS)
    road.loops(inner=True)
    assert road.following.direction == OUT


def test_a_vehicle_that_nobody_can_read_is_told_after_a_while(road: Road) -> None:
    road.stands(UNREAD_S)
    assert road.unread() is None
    road.stands(2 * STEP)
    sighting = road.unread()
    assert sighting is not None
    assert sighting.reading is None
    road.is_judged("")
    road.stands(2 * UNREAD_S)
    assert road.unread() is None


def test_who_already_stands_there_has_as_long_to_be_read_as_anybody() -> None:
    road = Road()
    road.loops(outer=True)
    assert road.unread() is None
    road.stands(UNREAD_S + STEP)
    assert road.unread() is not None


def test_an_unread_vehicle_may_still_be_read(road: Road) -> None:
    road.stands(UNREAD_S + 2 * STEP)
    road.is_judged("")
    assert road.shows(look(ONE, weakest=SURE)) is not None


def test_an_empty_lane_is_never_unread(road: Road) -> None:
    road.free(2 * UNREAD_S)
    assert road.unread() is None


def test_without_loops_a_plate_is_judged_where_it_is_seen() -> None:
    road = Road()
    road.silence()
    assert road.following.standing
    assert not road.following.on_loop
    assert road.shows(look(ONE, weakest=SURE)) is not None


def test_without_loops_a_plate_out_of_sight_has_gone() -> None:
    road = Road()
    road.silence()
    road.shows(look(ONE, weakest=SURE))
    road.is_judged()
    for _ in range(10):  # as long as it is seen it is here
        road.silence(OUT_OF_SIGHT_S / 2)
        road.shows(look(ONE, weakest=SURE))
    assert road.following.judged is not None
    road.silence(OUT_OF_SIGHT_S + STEP)
    assert road.following.judged is None
    assert road.unread() is None


def test_a_controller_that_is_silent_for_a_moment_ends_no_visit(road: Road) -> None:
    road.stands(UNREAD_S + 2 * STEP)
    road.is_judged("")
    for _ in range(3):
        road.silence(OUT_OF_SIGHT_S / 2)
        road.stands(UNREAD_S + 2 * STEP)
    assert road.following.judged is not None
    assert road.unread() is None


def test_a_visit_that_ended_while_the_controller_was_silent_is_over(road: Road) -> None:
    road.stands(STEP)
    road.is_judged()
    road.silence()
    road.free(CLEAR_S + 2 * STEP)
    assert road.following.judged is None
