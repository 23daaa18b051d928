"""The simulated camera's stream behaves as a camera's: live, shared, held up by nobody."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial

import pytest

from devices.interfaces import Camera
from devices.rtsp import Config, connect
from devices.simulated.rtsp_server import RtspServer
from devices.simulated.segments import FPS, AccessUnit
from tests.devices.moving_pictures import Played, number_in, numbered
from tests.patience import PATIENCE_S, until


@pytest.fixture
def played() -> Played:
    return Played(numbered())


@pytest.fixture
def server(played: Played) -> Iterator[RtspServer]:
    server = RtspServer("127.0.0.1", 0, played)
    server.start()
    yield server
    server.stop()


def ask(connection: socket.socket, method: str, server: RtspServer, **headers: str) -> str:
    lines = [f"{method} {server.uri} RTSP/1.0", "CSeq: 7"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    return connection.recv(65_536).decode("utf-8", "replace")


def play_without_reading(server: RtspServer) -> socket.socket:
    viewer = socket.socket()
    viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    viewer.connect((server.host, server.port))
    ask(viewer, "SETUP", server, Transport="RTP/AVP/TCP;unicast;interleaved=0-1")
    viewer.sendall(f"PLAY {server.uri} RTSP/1.0\r\nCSeq: 9\r\n\r\n".encode())
    return viewer


def test_the_source_is_asked_on_time_with_nobody_watching(
    server: RtspServer, played: Played
) -> None:
    begin, first = time.monotonic(), played.last

    def is_on_time() -> bool:
        expected = (time.monotonic() - begin) * FPS
        return abs(played.last - first - expected) <= 2

    time.sleep(2)
    until(is_on_time, "as many pictures as their rate says")  # after a held up moment, too


def test_several_viewers_see_the_same_pictures(server: RtspServer, played: Played) -> None:
    with (
        closing(connect(Config(url=server.uri))) as one,
        closing(connect(Config(url=server.uri))) as other,
    ):
        for camera in (one, other):
            assert camera.newest(PATIENCE_S) is not None
            camera.wake(True)
            until(partial(_is_current, camera, played), "it shows what is played")


def _is_current(camera: Camera, played: Played) -> bool:
    frame = camera.newest(PATIENCE_S)
    assert frame is not None
    return played.last - number_in(frame.image) <= 4


class Heavy(Played):
    """Small pictures followed by much filler data, so that buffers fill in a moment."""

    def next_unit(self) -> AccessUnit:
        unit = super().next_unit()
        return AccessUnit(unit.data + b"\x00\x00\x01\x0c" + b"\xff" * 200_000, unit.key)


def test_a_viewer_that_does_not_read_is_dropped_and_holds_nobody_up() -> None:
    server = RtspServer("127.0.0.1", 0, Heavy(numbered()))
    server.start()
    with closing(connect(Config(url=server.uri))) as camera:
        assert camera.newest(PATIENCE_S) is not None
        camera.wake(True)
        with play_without_reading(server):
            deadline = time.monotonic() + PATIENCE_S
            while server.viewers > 1 and time.monotonic() < deadline:
                assert camera.newest(PATIENCE_S) is not None
            assert server.viewers == 1
    server.stop()


def test_a_stream_over_datagrams_is_refused(server: RtspServer) -> None:
    with socket.create_connection((server.host, server.port)) as viewer:
        answer = ask(viewer, "SETUP", server, Transport="RTP/AVP;unicast;client_port=5000-5001")
    assert answer.startswith("RTSP/1.0 461 ")


def test_the_description_carries_what_a_decoder_needs(server: RtspServer) -> None:
    with socket.create_connection((server.host, server.port)) as viewer:
        answer = ask(viewer, "DESCRIBE", server)
    assert "CSeq: 7" in answer
    assert "H264/90000" in answer
    assert re.search(r"sprop-parameter-sets=Z[\w+/=]+,a[\w+/=]+", answer)


def test_an_unknown_method_is_refused_and_rubbish_ends_only_its_own_connection(
    server: RtspServer,
) -> None:
    with socket.create_connection((server.host, server.port)) as viewer:
        assert ask(viewer, "RECORD", server).startswith("RTSP/1.0 405 ")
        viewer.sendall(b"\x00\xff rubbish\r\n\r\n")
        assert viewer.recv(100) == b""
    with socket.create_connection((server.host, server.port)) as viewer:
        assert ask(viewer, "OPTIONS", server).startswith("RTSP/1.0 200 ")


def test_a_port_in_use_is_said_at_once(server: RtspServer, played: Played) -> None:
    second = RtspServer(server.host, server.port, played)
    with pytest.raises(OSError, match=r"[Aa]ddress already in use"):
        second.start()
