"""A camera that went away comes back by itself, and until then its state says why it is away."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from devices.interfaces import Camera, CameraState
from devices.rtsp import Config, connect
from devices.rtsp import camera as rtsp_camera
from devices.simulated.rtsp_server import LoopSource, RtspServer
from tests.devices.moving_pictures import Played, number_in, numbered
from tests.patience import PATIENCE_S, until
from tests.ports import free_port

HERE = Path(__file__).parents[2]


@contextmanager
def serving(port: int | None = None, **access: str) -> Iterator[RtspServer]:
    server = RtspServer("127.0.0.1", port or free_port(), Played(numbered()), **access)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def opened(url: str, username: str = "", password: str = "") -> "closing[Camera]":
    return closing(connect(Config(url=url, username=username, password=password)))


def eventually(camera: Camera, wanted: Callable[[CameraState], bool]) -> CameraState:
    until(lambda: wanted(camera.state), "the camera's state")
    return camera.state


def is_away(state: CameraState) -> bool:
    return not state.connected and state.problem != "connecting"


def is_there(state: CameraState) -> bool:
    return state.connected


def test_a_camera_stopped_and_started_again_is_seen_again() -> None:
    with serving() as server, opened(server.uri) as camera:
        assert camera.newest(PATIENCE_S) is not None
        server.stop()
        assert eventually(camera, is_away).problem == "the camera ended the stream"
        server.start()
        eventually(camera, is_there)
        frame = camera.newest(PATIENCE_S)
        assert frame is not None
        number_in(frame.image)


def test_a_camera_that_is_not_there_yet_is_seen_when_it_comes() -> None:
    port = free_port()
    with opened(f"rtsp://127.0.0.1:{port}/stream") as camera:
        state = eventually(camera, is_away)
        assert state.problem == "nothing listens at the camera's address and port"
        assert not state.permanent
        with serving(port):
            assert camera.newest(PATIENCE_S) is not None


@contextmanager
def process(port: int = 0) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, "-m", "tests.devices.serve_numbered", str(port)]
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            yield child, int(child.stdout.readline())
        finally:
            child.kill()


def test_a_halted_camera_is_said_to_be_silent_and_recovers_when_it_goes_on() -> None:
    with process() as (child, port), opened(f"rtsp://127.0.0.1:{port}/stream") as camera:
        assert camera.newest(PATIENCE_S) is not None
        os.kill(child.pid, signal.SIGSTOP)
        halted = time.monotonic()
        state = eventually(camera, is_away)
        assert state.problem == "the camera has gone silent"
        assert time.monotonic() - halted > 2.5
        os.kill(child.pid, signal.SIGCONT)
        eventually(camera, is_there)
        camera.newest(0)
        frame = camera.newest(PATIENCE_S)
        assert frame is not None
        assert time.monotonic() - frame.monotonic < 2.5  # taken since, not before it was halted
        number_in(frame.image)


def test_a_killed_camera_gets_its_port_back_at_once_and_is_seen_again() -> None:
    with process() as (child, port), opened(f"rtsp://127.0.0.1:{port}/stream") as camera:
        assert camera.newest(PATIENCE_S) is not None
        child.kill()
        child.wait()
        eventually(camera, is_away)
        with serving(port):
            eventually(camera, is_there)


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_is_said_to_be_wrong_and_is_not_tried_again_soon(password: str) -> None:
    with (
        serving(username="admin", password="right") as server,
        opened(server.uri, "admin", password) as camera,
    ):
        state = eventually(camera, is_away)
        assert state.problem == "the camera refuses this user name or password"
        assert state.permanent
        attempts = server.guard.refusals
        time.sleep(1.5)
        assert server.guard.refusals == attempts


def test_a_path_that_does_not_exist_is_said_not_to_exist() -> None:
    with serving() as server, opened(f"{server.uri}-of-another") as camera:
        state = eventually(camera, is_away)
        assert state.problem == "the camera has no stream at this path"
        assert not state.permanent


def test_a_host_that_does_not_answer_is_said_not_to_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"rtsp://127.0.0.1:{mute.getsockname()[1]}/stream"
        with opened(url) as camera:
            assert eventually(camera, is_away).problem == "the camera does not answer"


def test_a_failure_is_logged_once_and_without_the_password() -> None:
    with capture_logs() as logged:
        url = f"rtsp://admin:secret@127.0.0.1:{free_port()}/stream"
        with opened(url, "admin", "secret") as camera:
            eventually(camera, is_away)
            time.sleep(2)
    assert [entry["event"] for entry in logged] == ["camera_away"]
    assert "secret" not in repr(logged)


def test_closing_an_absent_camera_does_not_wait_for_its_next_attempt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rtsp_camera, "FIRST_PAUSE_S", 2 * PATIENCE_S)
    monkeypatch.setattr(rtsp_camera, "LONGEST_PAUSE_S", 2 * PATIENCE_S)
    with opened(f"rtsp://127.0.0.1:{free_port()}/stream") as camera:
        eventually(camera, is_away)
        asked = time.monotonic()
        camera.close()
        assert time.monotonic() - asked < PATIENCE_S


def test_reconnecting_leaves_no_file_open() -> None:
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir()))
    with serving() as server:
        for _ in range(5):
            with opened(server.uri) as camera:
                assert camera.newest(PATIENCE_S) is not None
    assert len(list(descriptors.iterdir())) <= before


def test_a_loop_of_one_segment_plays_over_its_end() -> None:
    server = RtspServer("127.0.0.1", 0, LoopSource(numbered(50)))
    server.start()
    with opened(server.uri) as camera:
        camera.wake(True)
        frames = [camera.newest(PATIENCE_S) for _ in range(70)]
    server.stop()
    numbers = [number_in(frame.image) for frame in frames if frame is not None]
    assert len(numbers) == 70
    assert any(after < before for before, after in pairwise(numbers))
    # A machine that is late passes pictures over; what it must not see is one twice, or one that went before.
    assert all(0 < (after - before) % 50 < 25 for before, after in pairwise(numbers))
