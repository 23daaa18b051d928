"""Questions to devices: put on the queue, answered by a real worker from real simulated devices."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from redis import Redis
from rq.job import Job

import devices
from devices.simulated.discovery import DiscoveryResponder
from devices.simulated.display import SimulatedDisplay
from devices.simulated.modbus_barrier import BarrierController
from devices.simulated.onvif_camera import OnvifCamera
from gate import site
from tests.real_worker import ROOT, working
from workers import probe
from workers.probe import Reply, State

PASSWORD = "hik-2026-secret"


@pytest.fixture
def worker_log(tmp_path: Path, redis_url: str) -> Iterator[Path]:
    log = tmp_path / "worker.log"
    with working(redis_url, log):
        yield log


@pytest.fixture
def camera() -> Iterator[OnvifCamera]:
    """A camera whose stream nobody plays: its clock is five seconds fast."""
    camera = OnvifCamera(
        "127.0.0.1",
        0,
        "rtsp://127.0.0.1:1/stream",
        username="admin",
        password=PASSWORD,
        uuid=str(uuid4()),  # of two with the same one only one is found
        name="东门进厂",
        clock_offset=5,
    )
    camera.start()
    yield camera
    camera.stop()


def asked(redis: Redis, driver: str, settings: dict[str, Any]) -> Reply:
    return probe.wait(redis, probe.try_out(redis, driver, settings), longest_s=40)


def test_cameras_that_announce_themselves_are_found(
    redis: Redis, camera: OnvifCamera, worker_log: Path
) -> None:
    responder = DiscoveryResponder([camera.announcement])
    responder.start()
    try:
        told = probe.wait(redis, probe.look_for_cameras(redis), longest_s=30)
    finally:
        responder.stop()
    assert told.state is State.ANSWERED
    assert camera.address in [found["address"] for found in told.value]


def test_a_wrong_password_is_said_plainly(
    redis: Redis, camera: OnvifCamera, worker_log: Path
) -> None:
    settings = {"host": "127.0.0.1", "port": camera.port, "username": "admin"}
    told = asked(redis, "onvif", {**settings, "password": "guess"})
    assert (told.state, told.problem) == (
        State.ANSWERED,
        "the camera refuses this user name or password",
    )


def test_a_camera_without_a_picture_is_not_called_good(
    redis: Redis, camera: OnvifCamera, worker_log: Path
) -> None:
    settings = {"host": "127.0.0.1", "port": camera.port, "username": "admin"}
    told = asked(redis, "onvif", {**settings, "password": PASSWORD})
    assert told.state is State.ANSWERED
    assert told.value["camera"]["clock_offset_s"] == pytest.approx(5, abs=1.5)
    assert told.value["camera"]["profiles"][0]["uri"] == "rtsp://127.0.0.1:1/stream"
    assert told.value["stream_problem"]
    assert PASSWORD not in worker_log.read_text()


def test_a_trial_of_a_barrier_reads_its_arm(redis: Redis, worker_log: Path) -> None:
    server = BarrierController("127.0.0.1", 0)
    server.start()
    try:
        told = asked(redis, "modbus_barrier", {"host": "127.0.0.1", "port": server.port})
    finally:
        server.stop()
    assert told.value["barrier"]["position"] == "closed"


def test_a_trial_of_a_board_shows_on_it(redis: Redis, worker_log: Path) -> None:
    board = SimulatedDisplay("127.0.0.1", 0)
    board.start()
    try:
        told = asked(redis, "tcp_display", {"host": "127.0.0.1", "port": board.port})
        assert told.value["display"]["shown"] in board.showing.lines
    finally:
        board.stop()


def test_nothing_at_the_address_is_a_sentence(
    redis: Redis, worker_log: Path, free_port: Callable[[], int]
) -> None:
    told = asked(redis, "modbus_barrier", {"host": "127.0.0.1", "port": free_port()})
    assert "cannot be reached" in told.problem


def test_a_question_nobody_takes_up_is_given_up(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = probe.look_for_cameras(redis)
    assert probe.reply(redis, number).state is State.WAITING
    monkeypatch.setattr(probe, "PATIENCE_S", 0.0)
    assert probe.reply(redis, number).state is State.NOBODY
    assert probe.reply(redis, "unheard-of").state is State.NOBODY


def test_the_queue_shows_no_password(redis: Redis) -> None:
    number = probe.try_out(redis, "onvif", {"password": PASSWORD})
    job = Job.fetch(f"probe-{number}", connection=redis)
    assert PASSWORD not in str(job.description)


def test_settings_are_checked_by_the_driver_itself() -> None:
    good, mistakes = probe.check("modbus_barrier", {"host": "192.0.2.9", "port": "502"})
    assert (good["port"], good["lift_coil"], mistakes) == (502, 0, {})
    nothing, mistakes = probe.check("modbus_barrier", {"port": "99999", "pulse_s": "long"})
    assert nothing == {}
    assert mistakes == {
        "host": "missing",
        "port": "less_than_equal",
        "pulse_s": "float_parsing",
    }


@pytest.mark.parametrize("driver", devices.DRIVERS)
def test_every_setting_explains_itself_and_every_secret_is_known(driver: str) -> None:
    for name, field in probe.describe(driver)["properties"].items():
        assert field.get("title"), name
        assert field.get("description"), name
        assert (field.get("format") == "password") <= site.is_secret(name), name


def test_every_driver_belongs_to_a_kind() -> None:
    assert {driver for kind in probe.DRIVERS.values() for driver in kind} == set(devices.DRIVERS)
    assert set(probe.DRIVERS) == set(site.KINDS)


def test_drawing_forms_loads_nothing_heavy() -> None:
    script = (
        "import json, sys\n"
        "from workers import probe\n"
        "for drivers in probe.DRIVERS.values():\n"
        "    for driver in drivers: probe.describe(driver)\n"
        "print(json.dumps([m for m in ('av', 'cv2', 'zeep', 'onnxruntime') if m in sys.modules]))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(told.stdout) == []
