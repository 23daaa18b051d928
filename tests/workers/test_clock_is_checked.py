"""The clock is held against a time server; while it is off, the ledger says so."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from redis import Redis
from structlog.testing import capture_logs

from devices import ntp
from devices.interfaces import DeviceError
from devices.simulated.onvif_camera import OnvifCamera
from gate import clock, gaps
from gate.gaps import Cause
from gate.models import Device
from settings import Settings
from tests.gate import rows
from tests.patience import until
from tests.time_server import TimeServer
from workers import clock_jobs, clock_watch, clocks_told, context
from workers.clock_watch import ClockWatch


@pytest.fixture
def server() -> Iterator[TimeServer]:
    running = TimeServer()
    yield running
    running.close()


@pytest.fixture(autouse=True)
def _ours(
    settings: Settings, redis: Redis, server: TimeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = settings.model_copy(update={"ntp_server": server.address})
    monkeypatch.setattr(context, "settings", lambda: ours)
    monkeypatch.setattr(context, "redis", lambda: redis)
    monkeypatch.setattr(context, "open_database", lambda: None)


@pytest.mark.parametrize("ahead", [0.0, 63.0, -7.5])
def test_the_offset_is_measured(server: TimeServer, ahead: float) -> None:
    server.ahead_s = ahead
    assert ntp.offset_s(server.address) == pytest.approx(-ahead, abs=1.0)


def test_who_does_not_know_the_time_is_not_believed(server: TimeServer) -> None:
    server.stratum = 16
    with pytest.raises(DeviceError, match="does not know"):
        ntp.offset_s(server.address)
    with pytest.raises(DeviceError, match="does not answer"):
        ntp.offset_s("127.0.0.1:9", timeout=0.2)


def test_a_clock_that_is_off_is_a_gap_until_it_is_right(
    database: object, server: TimeServer
) -> None:
    clock_jobs.check_clock()
    right = clock.now()
    assert gaps.newest() == []
    server.ahead_s = 63.0
    clock_jobs.check_clock()
    clock_jobs.check_clock()
    [gap] = gaps.newest()
    assert (gap.cause, gap.lane_id, gap.ended) == (Cause.CLOCK, None, None)
    assert gap.began <= right
    assert gap.detail.startswith("-6")
    server.stratum = 16
    clock_jobs.check_clock()
    assert gaps.newest() == [gap]
    server.ahead_s, server.stratum = 0.0, 2
    clock_jobs.check_clock()
    [over] = gaps.newest()
    assert over.ended is not None


def test_what_a_lane_knows_follows_the_clock_at_once(
    server: TimeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_watch, "ASK_EVERY_S", 600)
    with ClockWatch(server.address) as watch:
        until(lambda: watch.off_s() is not None, "measured")
        assert watch.off_s() == pytest.approx(0, abs=1)
        server.stratum = 16  # nobody answers when it is asked why
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + 63)
        assert watch.off_s() == pytest.approx(63, abs=1)
    with ClockWatch("") as unasked:
        assert unasked.off_s() is None


def test_a_clock_that_is_set_right_is_asked_about_at_once(
    server: TimeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.ahead_s = -40
    with ClockWatch(server.address) as watch:
        until(lambda: watch.off_s() is not None, "measured")
        assert watch.off_s() == pytest.approx(40, abs=1)
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() - 40)
        server.ahead_s = 0  # it tells by the same clock
        until(lambda: abs(watch.off_s() or 99) < 1, "measured anew")


def test_pages_are_told_and_the_log_once(
    database: object, server: TimeServer, redis: Redis
) -> None:
    said = []
    for ahead in (0, 5, 5, 63, 63, 0):
        server.ahead_s = ahead
        with capture_logs() as lines:
            clock_jobs.check_clock()
        said.append([(line["event"], line["log_level"]) for line in lines])
        [told] = clocks_told.told(redis, clocks_told.MACHINES)
        assert (told.is_right, told.is_trusted) == (ahead == 0, ahead < 63)
    assert said == [
        [], [("clock_is_off", "warning")], [], [("clock_is_off", "error")], [],
        [("clock_is_right", "info")],
    ]  # fmt: skip


def test_a_camera_whose_clock_is_off(database: object, redis: Redis) -> None:
    lane = rows.lane()
    with running(clock_offset=5) as camera:
        device = Device.create(
            lane=lane, kind="camera", driver="onvif", name="东门相机", enabled=True,
            config=json.dumps({
                "host": "127.0.0.1", "port": camera.port, "username": "admin", "password": "x",
            }),
        )  # fmt: skip
        port = camera.port
        clock_jobs.check_cameras()
        [told] = clocks_told.told(redis, clocks_told.CAMERAS)
        assert (told.name, told.is_right, told.is_trusted) == (str(device.id), False, True)
        assert gaps.newest() == []
    with running(port, clock_offset=-63):
        clock_jobs.check_cameras()
        clock_jobs.check_cameras()
        [gap] = gaps.newest()
        assert (gap.cause, gap.lane_id, gap.ended) == (Cause.CAMERA_CLOCK, lane.id, None)
        assert gap.detail.startswith("camera -6")
    clock_jobs.check_cameras()  # away: nothing is known of its clock
    assert gaps.newest() == [gap]
    with running(port):
        clock_jobs.check_cameras()
    [over] = gaps.newest()
    assert over.ended is not None


@contextmanager
def running(port: int = 0, clock_offset: float = 0) -> Iterator[OnvifCamera]:
    camera = OnvifCamera(
        "127.0.0.1", port, "rtsp://127.0.0.1:1/stream", username="admin", password="x",
        uuid="1f3c7a52-0000-4000-8000-000000000003", name="相机", clock_offset=clock_offset,
    )  # fmt: skip
    camera.start()
    try:
        yield camera
    finally:
        camera.stop()
