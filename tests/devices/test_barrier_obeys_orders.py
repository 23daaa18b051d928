"""An arm ordered over a real socket goes up, goes down, and says where it is."""

import statistics
import time
from collections.abc import Callable, Iterator

import pytest

from devices.interfaces import ArmPosition, DeviceError
from devices.modbus_barrier import Config, ModbusBarrier, connect
from devices.simulated.modbus_barrier import BarrierController
from tests.patience import PATIENCE_S


def wait_until(true: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.005)


@pytest.fixture
def story() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def controller(story: list[tuple[str, str]]) -> Iterator[BarrierController]:
    made = BarrierController(
        "127.0.0.1",
        0,
        travel_s=0.1,
        close_after_s=0.05,
        hold_s=0.6,
        journal=lambda event, source: story.append((event, source)),
    )
    made.start()
    yield made
    made.stop()


@pytest.fixture
def barrier(controller: BarrierController) -> Iterator[ModbusBarrier]:
    made = connect(Config(host="127.0.0.1", port=controller.port))
    yield made
    made.close()


def test_lift_ends_at_the_open_limit_switch(
    barrier: ModbusBarrier, story: list[tuple[str, str]]
) -> None:
    assert barrier.state().position is ArmPosition.CLOSED
    barrier.lift()
    assert barrier.state().position is ArmPosition.MOVING
    wait_until(lambda: barrier.state().position is ArmPosition.OPEN)
    assert story == [("lift", "modbus"), ("open", "modbus")]


def test_lower_ends_at_the_closed_limit_switch(
    barrier: ModbusBarrier, story: list[tuple[str, str]]
) -> None:
    barrier.lift()
    wait_until(lambda: barrier.state().position is ArmPosition.OPEN)
    barrier.lower()
    wait_until(lambda: barrier.state().position is ArmPosition.CLOSED)
    assert story[2:] == [("lower", "modbus"), ("closed", "modbus")]


def test_loops_are_seen(barrier: ModbusBarrier, controller: BarrierController) -> None:
    controller.set_loops(True, False, False)
    state = barrier.state()
    assert (state.loop_outer, state.loop_under, state.loop_inner) == (True, False, False)
    controller.set_loops(False, True, True)
    state = barrier.state()
    assert (state.loop_outer, state.loop_under, state.loop_inner) == (False, True, True)
    controller.fault = True
    assert barrier.state().fault


def test_lowering_onto_a_vehicle_is_refused(
    barrier: ModbusBarrier, controller: BarrierController, story: list[tuple[str, str]]
) -> None:
    barrier.lift()
    wait_until(lambda: controller.is_open)
    controller.set_loops(False, True, False)
    with pytest.raises(DeviceError, match="refused to lower") as refusal:
        barrier.lower()
    assert not refusal.value.permanent
    assert not refusal.value.may_still_happen
    assert story[-1] == ("lower_refused", "modbus")
    assert barrier.state().position is ArmPosition.OPEN


def test_the_arm_closes_behind_the_vehicle(
    barrier: ModbusBarrier, controller: BarrierController, story: list[tuple[str, str]]
) -> None:
    barrier.lift()
    wait_until(lambda: controller.is_open)
    controller.set_loops(False, True, False)
    controller.set_loops(False, False, True)
    wait_until(lambda: barrier.state().position is ArmPosition.CLOSED)
    assert story[2:] == [("lower", "vehicle_passed"), ("closed", "vehicle_passed")]


def test_the_arm_closes_by_itself_when_nobody_comes(
    barrier: ModbusBarrier, story: list[tuple[str, str]]
) -> None:
    barrier.lift()
    wait_until(lambda: ("closed", "nobody_came") in story)
    assert barrier.state().position is ArmPosition.CLOSED


def test_a_falling_arm_turns_round_over_a_vehicle(
    barrier: ModbusBarrier, controller: BarrierController, story: list[tuple[str, str]]
) -> None:
    barrier.lift()
    wait_until(lambda: controller.is_open)
    barrier.lower()
    controller.set_loops(False, True, False)
    wait_until(lambda: ("open", "vehicle") in story)
    assert ("closed", "modbus") not in story


def test_a_lift_by_the_button_at_the_gate_is_visible(
    barrier: ModbusBarrier, controller: BarrierController, story: list[tuple[str, str]]
) -> None:
    controller.press_button()
    wait_until(lambda: barrier.state().position is ArmPosition.OPEN)
    assert story == [("lift", "button"), ("open", "button")]


def test_a_module_that_keeps_its_coil_is_pulsed(controller: BarrierController) -> None:
    barrier = connect(Config(host="127.0.0.1", port=controller.port, pulse_s=0.05))
    started = time.monotonic()
    barrier.lift()
    assert time.monotonic() - started >= 0.05
    assert barrier.state().position in (ArmPosition.MOVING, ArmPosition.OPEN)
    barrier.close()


def test_an_input_that_is_not_wired_is_a_permanent_refusal(controller: BarrierController) -> None:
    barrier = connect(Config(host="127.0.0.1", port=controller.port, fault=900))
    with pytest.raises(DeviceError, match="refused") as refusal:
        barrier.state()
    assert refusal.value.permanent
    barrier.close()


def test_an_order_takes_about_a_millisecond(barrier: ModbusBarrier) -> None:
    def timed() -> float:
        started = time.perf_counter()
        barrier.lift()
        return (time.perf_counter() - started) * 1000

    took = sorted(timed() for _ in range(200))
    assert statistics.median(took) < 10
