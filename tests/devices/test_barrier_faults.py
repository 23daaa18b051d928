"""What goes wrong between the gate and the arm is said in a sentence, in time, and heals by itself."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from devices import connect as connect_by_name
from devices.interfaces import ArmPosition, DeviceError
from devices.modbus_barrier import Config, ModbusBarrier, connect
from devices.simulated.modbus_barrier import BarrierController
from tests.patience import PATIENCE_S, until

ANSWERS_S = 1.0
"""How long the barrier of these tests waits for its controller."""


@pytest.fixture
def controller() -> Iterator[BarrierController]:
    made = BarrierController("127.0.0.1", 0, travel_s=0.1)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def barrier(controller: BarrierController) -> Iterator[ModbusBarrier]:
    made = connect(Config(host="127.0.0.1", port=controller.port, timeout_s=ANSWERS_S))
    yield made
    made.close()


def test_nobody_listening_is_a_fault_at_once() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as gone:
        port = gone.getsockname()[1]
    barrier = connect(Config(host="127.0.0.1", port=port))
    with pytest.raises(DeviceError, match="cannot be reached") as fault:
        barrier.lift()
    assert not fault.value.may_still_happen
    barrier.close()


def test_a_silent_controller_is_a_fault_in_time_and_the_lift_may_still_happen(
    controller: BarrierController, barrier: ModbusBarrier
) -> None:
    controller.answer_after_s = 2 * ANSWERS_S
    with pytest.raises(DeviceError, match="did not answer") as fault:
        barrier.lift()
    assert fault.value.may_still_happen
    assert controller.arm_fraction == 0


def test_a_controller_that_wakes_up_is_used_again_and_obeys_the_old_order_once(
    controller: BarrierController, barrier: ModbusBarrier
) -> None:
    controller.answer_after_s = 2 * ANSWERS_S
    with pytest.raises(DeviceError):
        barrier.lift()
    controller.answer_after_s = 0
    assert barrier.state().position is ArmPosition.CLOSED
    until(lambda: barrier.state().position is ArmPosition.OPEN, "the old order is obeyed")


def test_a_poll_that_times_out_moves_nothing(
    controller: BarrierController, barrier: ModbusBarrier
) -> None:
    controller.answer_after_s = 2 * ANSWERS_S
    with pytest.raises(DeviceError) as fault:
        barrier.state()
    assert not fault.value.may_still_happen


def test_a_line_cut_in_mid_command_leaves_the_order_open() -> None:
    def take_and_hang_up(server: socket.socket) -> None:
        link, _ = server.accept()
        link.recv(12)
        link.close()

    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        peer = threading.Thread(target=take_and_hang_up, args=(server,))
        peer.start()
        barrier = connect(Config(host="127.0.0.1", port=server.getsockname()[1]))
        with pytest.raises(DeviceError) as fault:
            barrier.lift()
        peer.join()
        assert fault.value.may_still_happen
        barrier.close()


def test_an_order_goes_over_the_wire_once_only() -> None:
    def listen(server: socket.socket, heard: list[bytes]) -> None:
        link, _ = server.accept()
        link.settimeout(PATIENCE_S)
        while data := link.recv(100):
            heard.append(data)
        link.close()

    heard: list[bytes] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        peer = threading.Thread(target=listen, args=(server, heard))
        peer.start()
        barrier = connect(Config(host="127.0.0.1", port=server.getsockname()[1], timeout_s=0.2))
        with pytest.raises(DeviceError):
            barrier.lift()
        peer.join()
        barrier.close()
    assert [data[7:] for data in heard] == [bytes([5, 0, 0, 0xFF, 0])]


def test_a_restarted_controller_is_found_again_on_the_next_order(
    controller: BarrierController, barrier: ModbusBarrier
) -> None:
    barrier.state()
    controller.stop()
    with pytest.raises(DeviceError):
        barrier.state()
    controller.start()
    barrier.lift()
    assert controller.arm_fraction > 0


def test_an_order_over_a_connection_that_died_meanwhile_is_not_lost(
    controller: BarrierController, barrier: ModbusBarrier
) -> None:
    barrier.state()
    controller.stop()
    controller.start()
    barrier.lift()
    until(lambda: controller.is_open, "the arm is up")


def test_settings_that_do_not_fit_are_a_sentence() -> None:
    with pytest.raises(DeviceError, match="port") as fault:
        connect_by_name("modbus_barrier", {"host": "127.0.0.1", "port": 99999})
    assert fault.value.permanent
