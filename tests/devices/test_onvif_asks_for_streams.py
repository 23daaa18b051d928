"""A camera is asked for its streams by ONVIF, whatever its clock, its address or its password says."""

import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from devices.interfaces import DeviceError
from devices.onvif import Config, connect, inspect, snapshot
from devices.simulated.onvif_camera import OnvifCamera
from devices.simulated.rtsp_server import RtspServer
from tests.devices.moving_pictures import Played, number_in, numbered
from tests.patience import PATIENCE_S, until

PASSWORD = "Pa55:@/"
WRONG_PASSWORD = "the camera refuses this user name or password"

Installed = Callable[..., OnvifCamera]


@pytest.fixture
def installed() -> Iterator[Installed]:
    """Put up a camera; it is taken down after the test."""
    cameras = []

    def install(
        uri: str = "rtsp://127.0.0.1:554/main", port: int = 0, **more: object
    ) -> OnvifCamera:
        camera = OnvifCamera(
            "127.0.0.1",
            port,
            uri,
            username="admin",
            password=PASSWORD,
            uuid="00000000-0000-4000-8000-000000000001",
            name="一号门 A",
            **more,  # type: ignore[arg-type]
        )
        camera.start()
        cameras.append(camera)
        return camera

    yield install
    for camera in cameras:
        camera.stop()


def access(camera: OnvifCamera, **changes: object) -> Config:
    settings = {"host": "127.0.0.1", "port": camera.port, "username": "admin", "password": PASSWORD}
    return Config.model_validate(settings | changes)


def test_it_says_what_it_is_and_which_streams_it_has(installed: Installed) -> None:
    camera = installed(substream_uri="rtsp://127.0.0.1:554/sub")
    facts = inspect(access(camera))
    assert (facts.manufacturer, facts.model) == ("Greengate", "一号门 A")
    assert facts.serial_number == camera.uuid
    assert [(p.token, p.uri, p.width, p.height, p.encoding) for p in facts.profiles] == [
        ("main", "rtsp://127.0.0.1:554/main", 1920, 1080, "H264"),
        ("sub", "rtsp://127.0.0.1:554/sub", 640, 360, "H264"),
    ]
    assert abs(facts.clock_offset_s) < 1.5


@pytest.mark.parametrize("offset", [3600, -3600])
def test_a_clock_an_hour_wrong_is_reported_and_does_no_harm(
    installed: Installed, offset: int
) -> None:
    facts = inspect(access(installed(clock_offset=offset)))
    assert facts.clock_offset_s == pytest.approx(offset, abs=1.5)
    assert facts.profiles


def test_addresses_the_camera_believes_in_are_replaced_by_the_one_we_reach_it_at(
    installed: Installed,
) -> None:
    camera = installed("rtsp://10.255.0.9:8554/main?a=1", advertised="10.255.0.9")
    assert inspect(access(camera)).profiles[0].uri == "rtsp://127.0.0.1:8554/main?a=1"


@pytest.mark.parametrize(
    "changes", [{"password": "wrong"}, {"username": "other"}, {"username": ""}]
)
def test_a_wrong_password_is_said_to_be_wrong(
    installed: Installed, changes: dict[str, str]
) -> None:
    with pytest.raises(DeviceError, match=WRONG_PASSWORD) as refused:
        inspect(access(installed(), **changes))
    assert refused.value.permanent


def test_a_silent_device_fails_in_good_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        asked = time.monotonic()
        with pytest.raises(DeviceError, match="the camera does not answer") as failed:
            inspect(Config(host="127.0.0.1", port=mute.getsockname()[1]))
    assert time.monotonic() - asked < 6
    assert not failed.value.permanent


def test_an_absent_device_fails_at_once(installed: Installed) -> None:
    camera = installed()
    camera.stop()
    with pytest.raises(DeviceError, match="nothing answers at the camera's address and port"):
        inspect(access(camera))


def test_a_stream_server_is_no_onvif_device() -> None:
    server = RtspServer("127.0.0.1", 0, Played(numbered()))
    server.start()
    with pytest.raises(DeviceError):
        inspect(Config(host="127.0.0.1", port=server.port))
    server.stop()


def test_a_snapshot_comes_from_the_camera_itself(installed: Installed) -> None:
    camera = installed(snapshot=lambda: b"\xff\xd8 a picture")
    assert snapshot(access(camera)) == b"\xff\xd8 a picture"


def test_no_subscription_is_left_behind_and_no_proxy_is_used(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    camera = installed()
    inspect(access(camera))
    assert "CreatePullPointSubscription" not in camera.requests
    assert os.environ["http_proxy"] == os.environ["https_proxy"] == "http://127.0.0.1:9"


def test_the_root_logger_stays_as_it_was() -> None:
    program = (
        "import logging; logging.basicConfig(level=logging.ERROR); root = logging.getLogger();"
        "before = (root.level, list(root.handlers));"
        "import devices.onvif_soap;"
        "assert (root.level, root.handlers) == before, root.handlers"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)
    bare = "import devices.onvif_soap, logging; assert logging.getLogger().handlers == []"
    subprocess.run([sys.executable, "-W", "error", "-c", bare], check=True)
    assert logging.getLogger().level != logging.INFO


def test_drawing_the_form_loads_neither_soap_nor_decoder() -> None:
    program = (
        "import sys, devices; devices.config_model('onvif'); devices.config_model('rtsp');"
        "assert not {'zeep', 'av', 'cv2'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)


def test_the_password_is_not_in_the_settings_as_they_are_printed(installed: Installed) -> None:
    assert PASSWORD not in repr(access(installed()))


@pytest.fixture
def stream() -> Iterator[RtspServer]:
    server = RtspServer("127.0.0.1", 0, Played(numbered()), username="admin", password=PASSWORD)
    server.start()
    yield server
    server.stop()


def test_the_stream_it_names_is_played(installed: Installed, stream: RtspServer) -> None:
    with closing(connect(access(installed(stream.uri, clock_offset=3600)))) as camera:
        frame = camera.newest(PATIENCE_S)
        assert frame is not None
        number_in(frame.image)
        assert camera.state.connected


def test_a_profile_is_chosen_by_its_name(installed: Installed, stream: RtspServer) -> None:
    device = installed("rtsp://127.0.0.1:1/main", substream_uri=stream.uri)
    with closing(connect(access(device, profile="sub"))) as camera:
        assert camera.newest(PATIENCE_S) is not None


def test_a_profile_that_is_not_there_is_answered_with_those_that_are(installed: Installed) -> None:
    with closing(connect(access(installed(), profile="third"))) as camera:
        until(lambda: camera.state.problem != "connecting", "it has answered")
        assert camera.state.problem == "the camera has no profile third; it has: main"
        assert camera.state.permanent


def test_a_device_away_at_first_is_asked_again_until_it_is_there(
    installed: Installed, stream: RtspServer
) -> None:
    absent = installed()
    absent.stop()
    with closing(connect(access(absent))) as camera:
        away = "nothing answers at the camera's address and port"
        until(lambda: camera.state.problem == away, "it is known to be away")
        installed(stream.uri, port=absent.port)
        assert camera.newest(PATIENCE_S) is not None
