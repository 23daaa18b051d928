"""A board shows what it is told, and every way it may fail becomes a sentence."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from devices.display import ACK, DAMAGED, NAK, NOT_UNDERSTOOD, Config, TcpDisplay, connect, crc16
from devices.interfaces import DeviceError, Tone
from devices.simulated.display import SimulatedDisplay

ANSWERS_S = 1.0
"""How long the display of these tests waits for its board."""


@pytest.fixture
def board() -> Iterator[SimulatedDisplay]:
    made = SimulatedDisplay("127.0.0.1", 0)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def display(board: SimulatedDisplay) -> Iterator[TcpDisplay]:
    made = connect(Config(host="127.0.0.1", port=board.port, timeout_s=ANSWERS_S))
    yield made
    made.close()


def raw(board: SimulatedDisplay, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", board.port), timeout=30) as link:
        link.sendall(sent)
        return link.recv(10)


def test_the_lines_the_tone_and_the_alarm_arrive(
    board: SimulatedDisplay, display: TcpDisplay
) -> None:
    display.show(["冀B12345", "禁止通行", "排放阶段不足"], Tone.RED, alarm=True)
    assert board.showing.lines == ("冀B12345", "禁止通行", "排放阶段不足")
    assert board.showing.tone is Tone.RED
    assert board.showing.alarm


def test_an_empty_picture_clears_the_board(board: SimulatedDisplay, display: TcpDisplay) -> None:
    display.show(["放行"], Tone.GREEN)
    display.show([], Tone.GREEN)
    assert board.showing.lines == ()


def test_a_picture_the_board_has_no_room_for_is_refused_and_the_old_one_stays(
    board: SimulatedDisplay, display: TcpDisplay
) -> None:
    display.show(["放行"], Tone.GREEN)
    with pytest.raises(DeviceError, match="fewer lines") as fault:
        display.show(["1", "2", "3", "4", "5"], Tone.RED)
    assert fault.value.permanent
    assert board.showing.lines == ("放行",)
    display.show(["1", "2", "3", "4"], Tone.RED)


def test_a_text_longer_than_a_frame_is_refused_before_it_is_sent(display: TcpDisplay) -> None:
    with pytest.raises(DeviceError, match="too long"):
        display.show(["长" * 400], Tone.RED)


def test_a_damaged_frame_is_refused_by_the_board(board: SimulatedDisplay) -> None:
    payload = b'{"lines":[],"tone":"red","alarm":false}'
    wrong = struct.pack(">BH", 2, len(payload)) + payload + struct.pack(">HB", 1, 3)
    assert raw(board, wrong) == bytes([NAK, DAMAGED])
    assert raw(board, b"\x00\x00\x01") == bytes([NAK, DAMAGED])


def test_a_payload_that_is_not_understood_is_refused_by_the_board(board: SimulatedDisplay) -> None:
    for payload in (b"[1]", b"{", b'{"lines":["x"],"tone":"pink","alarm":false}', b"\xff\xfe"):
        sent = struct.pack(">BH", 2, len(payload)) + payload
        sent += struct.pack(">HB", crc16(payload), 3)
        assert raw(board, sent) == bytes([NAK, NOT_UNDERSTOOD])


def test_the_checksum_is_the_one_of_the_document() -> None:
    assert crc16(b"123456789") == 0x4B37


def test_a_silent_board_is_a_fault_in_time_and_heals(
    board: SimulatedDisplay, display: TcpDisplay
) -> None:
    board.answer_after_s = 2.5 * ANSWERS_S
    with pytest.raises(DeviceError, match="did not answer"):
        display.show(["放行"], Tone.GREEN)
    board.answer_after_s = 0
    display.show(["禁止通行"], Tone.RED)
    assert board.showing.lines == ("禁止通行",)


def test_a_restarted_board_shows_the_next_picture(
    board: SimulatedDisplay, display: TcpDisplay
) -> None:
    display.show(["放行"], Tone.GREEN)
    board.stop()
    with pytest.raises(DeviceError, match="cannot be reached"):
        display.show(["放行"], Tone.GREEN)
    board.start()
    display.show(["禁止通行"], Tone.RED)
    board.stop()
    board.start()
    display.show(["放行"], Tone.GREEN)
    assert board.showing.lines == ("放行",)


def test_a_board_that_hangs_up_at_once_is_a_fault() -> None:
    def hang_up(server: socket.socket) -> None:
        server.accept()[0].close()

    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        peer = threading.Thread(target=hang_up, args=(server,))
        peer.start()
        display = connect(Config(host="127.0.0.1", port=server.getsockname()[1]))
        with pytest.raises(DeviceError, match="cut the connection"):
            display.show(["放行"], Tone.GREEN)
        peer.join()
        display.close()


def test_acknowledged_means_shown(board: SimulatedDisplay) -> None:
    payload = '{"lines":["放行"],"tone":"green","alarm":false}'.encode()
    sent = struct.pack(">BH", 2, len(payload)) + payload + struct.pack(">HB", crc16(payload), 3)
    assert raw(board, sent) == bytes([ACK])
    assert board.showing.tone is Tone.GREEN
