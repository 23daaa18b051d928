"""Barrier or camera away and back: a row for who came, and nobody is forgotten before a closed arm."""

from collections.abc import Iterator
from typing import Any

import pytest

from devices.interfaces import DeviceError
from devices.modbus_barrier import Config, connect
from gate import codes
from gate.ledger import Result
from tests import cast, small_site
from tests.patience import until
from tests.small_house import WATCHER, SmallHouse
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import HOST, a_visit
from tests.wire import Wire

pytestmark = pytest.mark.slow


@pytest.fixture
def house(build_house: BuildHouse, vehicles: dict[str, Any]) -> SmallHouse:
    return build_house([a_visit(cast.APPROVED.plate_no)] * 2)


@pytest.fixture
def barrier_wire(house: SmallHouse) -> Iterator[Wire]:
    """The cable to the barrier's controller."""
    wire = Wire(house.plant.lane.modbus_port)
    wire.plug_in()
    small_site.place("barrier", "modbus_barrier", {"host": HOST, "port": wire.port}, house.lane)
    yield wire
    wire.pull_out()


@pytest.fixture
def camera_wire(house: SmallHouse) -> Iterator[Wire]:
    """The cable to the camera's stream."""
    plan = house.plant.lane
    wire = Wire(plan.rtsp_port)
    wire.plug_in()
    address = f"rtsp://{HOST}:{wire.port}/stream"
    login = {"username": plan.username, "password": plan.password}
    small_site.place("camera", "rtsp", {"url": address, **login}, house.lane)
    yield wire
    wire.pull_out()


def test_a_truck_before_a_dead_barrier_is_written_down_and_let_in_when_it_answers_again(
    house: SmallHouse, barrier_wire: Wire
) -> None:
    bring_up(house)
    barrier_wire.pull_out()

    house.plant.send()
    row = house.row()
    # On a busy machine the picture is too old by then, and the arm is not even ordered: it waits all the same.
    first = until(lambda: house.results(row), "what became of it is in the ledger")[0]
    assert first in (Result.NOT_LIFTED, Result.TOO_LATE)
    assert house.plant.lifts() == []
    # Polled ten times a second all the while the wire is out, and said once.
    until(lambda: times_gone(house) == times_back(house) + 1, "it is said to be away")
    barrier_wire.plug_in()

    house.wait_for(row, Result.LIFTED)
    house.plant.wait_for("left")
    assert house.results(row)[-2:] == [Result.LIFTING_AGAIN, Result.LIFTED]
    assert len(house.rows()) == len(house.plant.lifts()) == 1
    # Once for each time it was gone: a busy machine may lose the controller for a moment more than we pulled.
    assert times_gone(house)
    until(lambda: times_gone(house) == times_back(house), "it is said to be back")


def times_gone(house: SmallHouse) -> int:
    return len(house.said("device_away", WATCHER))


def times_back(house: SmallHouse) -> int:
    return len(house.said("device_back", WATCHER))


def test_a_camera_that_comes_back_sees_who_came_meanwhile(
    house: SmallHouse, camera_wire: Wire
) -> None:
    bring_up(house)
    camera_wire.pull_out()
    until(lambda: not house.status()["camera"]["connected"], "the camera is away")
    assert house.status()["camera"]["problem"]

    house.plant.send()
    house.plant.wait_for("arrived")
    camera_wire.plug_in()

    row = house.row()
    house.wait_for(row, Result.LIFTED)
    house.plant.wait_for("left")
    assert row.plate_no == cast.APPROVED.plate_no
    assert len(house.rows()) == 1


def test_an_arm_lifted_with_the_button_at_the_gate_gets_a_row(house: SmallHouse) -> None:
    bring_up(house)

    press_the_button(house.plant.lane.modbus_port)

    row = house.row()
    house.wait_for(row, Result.LIFTED_AT_GATE)
    assert (row.plate_no, row.opening_mode) == ("", "")
    assert row.body_photo
    assert row.direction == codes.IN


def press_the_button(port: int) -> None:
    """Somebody else's contact lifts the arm: the house has ordered nothing."""
    button = connect(Config(host=HOST, port=port))
    try:
        button.lift()
    except DeviceError as error:
        pytest.fail(error.message)
    finally:
        button.close()
