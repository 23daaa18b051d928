"""A damaged picture is never shown, nor is anything that leans on it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from devices.rtsp import Config, connect
from devices.rtsp import camera as rtsp_camera
from devices.simulated.rtp import nal_units
from devices.simulated.rtsp_server import RtspServer
from devices.simulated.segments import AccessUnit, Source
from tests.devices.moving_pictures import KEY_EVERY, Played, number_in, numbered
from tests.patience import PATIENCE_S, until


class Damaged(Played):
    """Loses the last slice of one key picture in `every`."""

    def __init__(self, every: int) -> None:
        super().__init__(numbered())
        self._every = every

    def next_unit(self) -> AccessUnit:
        unit = super().next_unit()
        if not unit.key or (self.last // KEY_EVERY) % self._every:
            return unit
        kept = nal_units(unit.data)[:-1]
        return AccessUnit(b"".join(b"\x00\x00\x00\x01" + part for part in kept), unit.key)


@contextmanager
def serving(source: Source) -> Iterator[RtspServer]:
    server = RtspServer("127.0.0.1", 0, source)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def test_only_intact_pictures_are_shown() -> None:
    with serving(Damaged(every=2)) as server, closing(connect(Config(url=server.uri))) as camera:
        assert camera.newest(PATIENCE_S) is not None
        camera.wake(True)
        frames = [camera.newest(PATIENCE_S) for _ in range(30)]
    groups = {number_in(frame.image) // KEY_EVERY % 2 for frame in frames if frame is not None}
    assert groups == {1}


def test_a_camera_of_which_every_picture_is_damaged_is_said_to_be_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rtsp_camera, "NO_PICTURE_AFTER_S", 1.0)
    with serving(Damaged(every=1)) as server, closing(connect(Config(url=server.uri))) as camera:
        until(lambda: camera.state.problem != "connecting", "it says what is wrong")
        assert camera.state.problem == "the camera's pictures arrive damaged"
