"""The reader against a stream server that is not ours: GStreamer's, of Debian."""

import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from devices.interfaces import Camera
from devices.rtsp import Config, connect
from tests.devices.moving_pictures import number_in, numbered
from tests.patience import until

SYSTEM_PYTHON = "/usr/bin/python3"
BINDINGS = (
    "import gi; gi.require_version('GstRtspServer', '1.0'); import gi.repository.GstRtspServer"
)


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    probe = subprocess.run([SYSTEM_PYTHON, "-c", BINDINGS], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip("GStreamer's RTSP server (gir1.2-gst-rtsp-server-1.0) is not installed")
    clip = tmp_path_factory.mktemp("clip") / "numbered.pictures"
    clip.write_bytes(
        b"".join(struct.pack(">I", len(unit.data)) + unit.data for unit in numbered().units)
    )
    script = Path(__file__).parent / "gstreamer_camera.py"
    command = [SYSTEM_PYTHON, str(script), str(clip), "admin", "p@ss:w/1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield f"rtsp://127.0.0.1:{int(server.stdout.readline())}/cam"
        finally:
            server.kill()


def camera_of(uri: str, password: str = "p@ss:w/1") -> Camera:
    return connect(Config(url=uri, username="admin", password=password))


def test_every_picture_of_the_stream_is_read(uri: str) -> None:
    with closing(camera_of(uri)) as camera:
        camera.wake(True)
        assert camera.newest(8) is not None
        frames = [camera.newest(2) for _ in range(60)]
        numbers = [number_in(frame.image) for frame in frames if frame is not None]
    assert len(numbers) == 60
    assert sorted(set(numbers)) == sorted(numbers)


def test_waking_gives_an_intact_picture_at_once(uri: str) -> None:
    with closing(camera_of(uri)) as camera:
        assert camera.newest(8) is not None
        time.sleep(0.3)
        camera.newest(0)
        camera.wake(True)
        frame = camera.newest(0.5)
        assert frame is not None
        number_in(frame.image)


@pytest.mark.parametrize(
    ("path", "password", "problem"),
    [
        ("/cam", "wrong", "the camera refuses this user name or password"),
        ("/other", "p@ss:w/1", "the camera has no stream at this path"),
    ],
)
def test_refusals_are_understood(uri: str, path: str, password: str, problem: str) -> None:
    with closing(camera_of(uri.replace("/cam", path), password)) as camera:
        until(lambda: camera.state.problem != "connecting", "it has answered")
        assert camera.state.problem == problem
