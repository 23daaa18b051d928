"""Both cameras of a lane are taped while it is watched, each onto its own tape; one that is away stops nothing."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from devices.interfaces import Barrier
from devices.rtsp import Config, connect
from devices.simulated.rtsp_server import RtspServer
from devices.tape import film
from devices.tape.writer import Bounds
from tests.devices.moving_pictures import Played, numbered
from tests.patience import until
from workers import tapes
from workers.rig import Rig


@pytest.fixture
def servers() -> Iterator[list[RtspServer]]:
    with ExitStack() as running:
        made = [RtspServer("127.0.0.1", 0, Played(numbered())) for _ in range(2)]
        for server in made:
            server.start()
            running.callback(server.stop)
        yield made


def rig(camera: Any, overview: Any) -> Rig:
    barrier: Barrier | None = None
    return Rig(camera, barrier, None, eyes=None, problems={}, overview=overview)  # type: ignore[arg-type]


def test_each_has_its_own_tape(servers: list[RtspServer], tmp_path: Path) -> None:
    lane = rig(*(connect(Config(url=server.uri)) for server in servers))
    try:
        with tapes.running(lane, tmp_path, Bounds(), lambda: None):
            for kind in ("camera", "overview"):
                until(lambda kind=kind: film.last_taped(tmp_path / kind), f"{kind} is taped")  # type: ignore[misc]
    finally:
        lane.close()


def test_a_lane_with_one_camera_has_one_tape(servers: list[RtspServer], tmp_path: Path) -> None:
    servers[1].stop()
    for overview in (None, connect(Config(url=servers[1].uri))):
        lane = rig(connect(Config(url=servers[0].uri)), overview)
        try:
            with tapes.running(lane, tmp_path, Bounds(), lambda: None):
                until(lambda: film.last_taped(tmp_path / "camera"), "the camera is taped")
        finally:
            lane.close()
        assert film.last_taped(tmp_path / "overview") is None
