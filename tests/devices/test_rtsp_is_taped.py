"""A real stream is taped as it comes, whether or not anybody looks at it, and the film shows every picture."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from devices.rtsp import Config, connect
from devices.rtsp.arrival import BEIJING
from devices.simulated.rtsp_server import RtspServer
from devices.tape import film
from devices.tape.writer import Bounds, TapeWriter
from tests.devices import taped
from tests.devices.moving_pictures import KEY_EVERY, Played, numbered
from tests.patience import until


@pytest.fixture
def server() -> Iterator[RtspServer]:
    server = RtspServer("127.0.0.1", 0, Played(numbered()), username="admin", password="p@ss:w/1")
    server.start()
    yield server
    server.stop()


def test_an_asleep_camera_is_taped_whole(server: RtspServer, tmp_path: Path) -> None:
    tape = TapeWriter(tmp_path / "tape", Bounds(), left_free=0)
    with closing(connect(Config(url=server.uri, username="admin", password="p@ss:w/1"))) as camera:
        camera.tape(tape)
        assert camera.newest(5) is not None
        began = datetime.now(BEIJING)
        until(
            lambda: (film.last_taped(tmp_path / "tape") or began) > began + timedelta(seconds=2),
            "two seconds are on the tape",
        )
        camera.tape(None)
    tape.close()

    cut = film.cut(tmp_path / "tape", began, began + timedelta(seconds=2), tmp_path / "film.part")

    assert cut is not None
    assert cut.missing_ms == 0
    assert timedelta(0) <= began - cut.starts < timedelta(seconds=1)
    numbers = [number for number, _ in taped.shown(tmp_path / "film.part")]
    assert numbers[0] % KEY_EVERY == 0
    assert numbers == [(numbers[0] + n) % 240 for n in range(len(numbers))]
    assert len(numbers) >= 50
