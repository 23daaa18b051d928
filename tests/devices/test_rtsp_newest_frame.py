"""Only the newest picture counts: slow readers never fall behind, sleepers wake to an intact picture."""

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from devices.interfaces import Camera
from devices.rtsp import Config, connect
from devices.simulated.rtsp_server import RtspServer
from tests.devices.moving_pictures import KEY_EVERY, Played, number_in, numbered
from tests.patience import PATIENCE_S, until


@pytest.fixture
def played() -> Played:
    return Played(numbered())


@pytest.fixture
def server(played: Played) -> Iterator[RtspServer]:
    server = RtspServer("127.0.0.1", 0, played, username="admin", password="p@ss:w/1")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def camera(server: RtspServer) -> Iterator[Camera]:
    with closing(connect(Config(url=server.uri, username="admin", password="p@ss:w/1"))) as camera:
        assert camera.newest(PATIENCE_S) is not None
        yield camera


def behind(played: Played, shown: int) -> int:
    """How many pictures were played since the one shown, in a clip that repeats."""
    return (played.last - shown) % 240


def test_an_asleep_camera_shows_key_pictures_only(camera: Camera) -> None:
    for _ in range(2):
        frame = camera.newest(PATIENCE_S)
        assert frame is not None
        assert number_in(frame.image) % KEY_EVERY == 0


def test_waking_gives_an_intact_and_current_picture_at_once(camera: Camera, played: Played) -> None:
    def is_current() -> bool:
        camera.wake(False)
        while played.last % KEY_EVERY != 8:
            time.sleep(0.005)
        camera.newest(0)
        camera.wake(True)
        frame = camera.newest(PATIENCE_S)
        assert frame is not None
        return behind(played, number_in(frame.image)) <= 3

    # Waiting for the next key picture would be late every time, a busy machine only now and then.
    assert any(is_current() for _ in range(5))


def test_an_awake_camera_shows_every_picture_once(camera: Camera) -> None:
    camera.wake(True)
    frames = [camera.newest(PATIENCE_S) for _ in range(40)]
    numbers = [number_in(frame.image) for frame in frames if frame is not None]
    assert len(set(numbers)) == 40
    assert [frame.number for frame in frames if frame] == sorted({f.number for f in frames if f})


def test_going_back_to_sleep_and_waking_again_leaves_pictures_intact(camera: Camera) -> None:
    for awake in (True, False, True, False, True):
        camera.wake(awake)
        time.sleep(0.3)
    for _ in range(30):
        frame = camera.newest(PATIENCE_S)
        assert frame is not None
        number_in(frame.image)


def test_a_slow_reader_never_falls_behind(camera: Camera, played: Played) -> None:
    camera.wake(True)
    camera.newest(PATIENCE_S)
    late = []
    for _ in range(5):
        time.sleep(0.4)
        frame = camera.newest(PATIENCE_S)
        assert frame is not None
        late.append(behind(played, number_in(frame.image)))
    assert min(late) <= 4  # a queue would grow by ten pictures each time


def test_a_frame_is_given_once_and_waiting_ends_in_time(camera: Camera) -> None:
    def is_over() -> bool:
        camera.newest(0)
        asked = time.monotonic()
        frame = camera.newest(0.1)
        assert time.monotonic() - asked < PATIENCE_S
        return frame is None

    until(is_over, "nothing new comes between two key pictures")


def test_capture_time_is_beijing_time_to_the_millisecond(camera: Camera) -> None:
    camera.wake(True)
    frame = camera.newest(PATIENCE_S)
    assert frame is not None
    assert frame.captured_at.utcoffset() == timedelta(hours=8)
    assert frame.captured_at.microsecond % 1000 == 0
    age = datetime.now(frame.captured_at.tzinfo) - frame.captured_at
    assert abs(age) < timedelta(seconds=PATIENCE_S)  # a wrong zone would be hours off


def test_pictures_are_blue_green_red_and_of_the_size_the_state_says(camera: Camera) -> None:
    camera.wake(True)
    frame = camera.newest(PATIENCE_S)
    assert frame is not None
    state = camera.state
    assert state.connected
    assert frame.image.shape == (state.height, state.width, 3)
    assert frame.image.dtype == "uint8"


def test_closing_lets_a_waiting_reader_go_and_the_viewer_leaves(
    server: RtspServer, camera: Camera
) -> None:
    assert server.viewers == 1
    camera.close()
    assert camera.newest(PATIENCE_S) is None
    until(lambda: server.viewers == 0, "the viewer leaves")
