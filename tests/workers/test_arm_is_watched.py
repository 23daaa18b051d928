"""A rise that nobody ordered is noticed once; an arm left open over an empty lane is lowered."""

import pytest

from devices.interfaces import ArmPosition, BarrierState
from workers.arm_watch import IDLE_OPEN_S, OURS_S, ArmWatch

CLOSED, MOVING, OPEN, UNKNOWN = (BarrierState(position) for position in ArmPosition)


def rises(watch: ArmWatch, *states: BarrierState, at: float = 100.0) -> list[bool]:
    return [watch.risen_alone(state, at + step / 10) for step, state in enumerate(states)]


@pytest.mark.parametrize("course", [(CLOSED, MOVING, OPEN), (CLOSED, OPEN, OPEN)])
def test_a_rise_that_nobody_ordered_is_told_once(course: tuple[BarrierState, ...]) -> None:
    assert rises(ArmWatch(), *course) == [False, True, False]


def test_an_arm_that_is_up_when_the_watch_begins_did_not_rise() -> None:
    assert not any(rises(ArmWatch(), OPEN, OPEN, MOVING, CLOSED))


def test_a_rise_within_our_order_is_ours() -> None:
    watch = ArmWatch()
    watch.ordered(100.0)
    assert not any(rises(watch, CLOSED, MOVING, OPEN, at=100.0 + OURS_S - 1))


def test_an_old_order_explains_nothing() -> None:
    watch = ArmWatch()
    watch.ordered(100.0)
    assert any(rises(watch, CLOSED, OPEN, at=100.0 + OURS_S + 1))


def test_each_rise_is_told() -> None:
    course = (CLOSED, OPEN, MOVING, CLOSED, MOVING, OPEN)
    assert rises(ArmWatch(), *course) == [False, True, False, False, True, False]


def test_limit_switches_that_contradict_each_other_hide_no_rise() -> None:
    assert rises(ArmWatch(), CLOSED, UNKNOWN, OPEN) == [False, False, True]
    assert not any(rises(ArmWatch(), CLOSED, UNKNOWN, CLOSED))


def lowered(watch: ArmWatch, state: BarrierState, begin: float, seconds: float) -> list[float]:
    """When the arm was to be lowered, over so many seconds of one state."""
    moments = [begin + step / 10 for step in range(int(seconds * 10) + 1)]
    return [at - begin for at in moments if watch.should_lower(state, at)]


def test_an_arm_open_over_free_loops_is_lowered_after_a_while_and_again_if_it_stays() -> None:
    assert lowered(ArmWatch(), OPEN, 0.0, IDLE_OPEN_S - 0.1) == []
    times = lowered(ArmWatch(), OPEN, 0.0, 2 * IDLE_OPEN_S + 1)
    assert times == [IDLE_OPEN_S, pytest.approx(2 * IDLE_OPEN_S + 0.1)]


@pytest.mark.parametrize("loop", ["loop_outer", "loop_under", "loop_inner"])
def test_it_is_never_lowered_over_a_vehicle(loop: str) -> None:
    occupied = BarrierState(ArmPosition.OPEN, **{loop: True})
    assert lowered(ArmWatch(), occupied, 0.0, 3 * IDLE_OPEN_S) == []


def test_a_vehicle_that_drives_through_begins_the_time_anew() -> None:
    watch = ArmWatch()
    occupied = BarrierState(ArmPosition.OPEN, loop_under=True)
    assert lowered(watch, OPEN, 0.0, IDLE_OPEN_S - 1) == []
    assert lowered(watch, occupied, IDLE_OPEN_S, 1) == []
    assert lowered(watch, OPEN, IDLE_OPEN_S + 2, IDLE_OPEN_S - 1) == []


@pytest.mark.parametrize("state", [CLOSED, MOVING, UNKNOWN])
def test_an_arm_that_is_not_open_is_left_alone(state: BarrierState) -> None:
    assert lowered(ArmWatch(), state, 0.0, 3 * IDLE_OPEN_S) == []
