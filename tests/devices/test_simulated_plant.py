"""The whole plant as a process: it comes up, a truck passes, it ends when told, and outlives no parent."""

import json
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from devices.interfaces import DeviceError, PlateColour
from devices.modbus_barrier import Config, connect
from devices.simulated.journal import entries
from devices.simulated.plan import LanePlan, MailPlan, Plan, PlatformPlan, Traffic, VisitPlan
from tests.patience import PATIENCE_S
from tests.ports import free_ports

ROOT = Path(__file__).parents[2]
FONT = ROOT / "static" / "vendor" / "wqy-microhei" / "wqy-microhei.ttc"

PORTS = ("onvif_port", "rtsp_port", "modbus_port", "display_port")

pytestmark = pytest.mark.slow


def wait_until(true: Callable[[], object], seconds: float = 2 * PATIENCE_S) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


class PlantProcess:
    """The plant as `make demo` starts it."""

    def __init__(self, plan: Plan) -> None:
        self.log, self.plan = plan.log, plan
        self.log.mkdir(exist_ok=True)
        self._path = self.log / "the-plan.json"
        self._path.write_text(plan.model_dump_json())
        self.command = [sys.executable, "-m", "devices.simulated", str(self._path)]
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        self._path.write_text(self.plan.model_dump_json())
        self.process = subprocess.Popen(self.command, cwd=ROOT)

    def start(self) -> None:
        self.begin()
        wait_until((self.log / "ready").exists)

    def end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(60)

    def ready(self) -> Any:
        return json.loads((self.log / "ready").read_text())

    def events(self, name: str) -> list[str]:
        return [entry["event"] for entry in entries(self.log / name)]


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("films")


def public_key(folder: Path) -> Path:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    path = folder / "platform.pem"
    path.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


@pytest.fixture
def plant(tmp_path: Path, films: Path) -> Iterator[PlantProcess]:
    lane = LanePlan(
        gate_no="A", barrier_no="001", direction=Traffic.IN, username="admin", password="Gate2026",
        uuid="2f5ae1f5-6a9c-4c8a-8f0e-000000000001", backdrop_seed=1,
    )  # fmt: skip
    for name, port in zip(PORTS, free_ports(len(PORTS)), strict=True):
        setattr(lane, name, port)
    comes = VisitPlan(lane="A-001", plate_no="豫E8P652", plate_colour=PlateColour.YELLOW)
    made = PlantProcess(
        Plan(
            log=tmp_path / "log", cache=films, font=FONT, lanes=[lane], visits=[comes],
            platform=PlatformPlan(
                port=0, app_id="GG0001", public_key=public_key(tmp_path), folder=tmp_path / "platform"
            ),
            mail=MailPlan(port=0, folder=tmp_path / "mail"),
        )
    )  # fmt: skip
    yield made
    if made.process is not None and made.process.poll() is None:
        made.end(signal.SIGKILL)


def test_a_truck_comes_the_arm_is_lifted_and_the_plant_ends_cleanly(plant: PlantProcess) -> None:
    plant.start()
    ports = plant.ready()["lanes"]["A-001"]
    address = f"rtsp://admin:Gate2026@127.0.0.1:{ports['rtsp']}/stream"
    with av.open(address, options={"rtsp_transport": "tcp"}, timeout=30) as stream:
        frame = next(stream.decode(video=0))
        assert (frame.width, frame.height) == (1920, 1080)

    wait_until(lambda: "arrived" in plant.events("visits.jsonl"))
    barrier = connect(Config(host="127.0.0.1", port=ports["modbus"]))
    assert barrier.state().loop_outer
    barrier.lift()
    wait_until(lambda: "left" in plant.events("visits.jsonl"))
    wait_until(lambda: "closed" in plant.events("arm.jsonl"))
    barrier.close()
    assert plant.events("arm.jsonl") == ["lift", "open", "lower", "closed"]

    assert plant.end(signal.SIGTERM) == 0
    assert not (plant.log / "ready").exists()


def test_the_post_office_and_the_platform_are_open(plant: PlantProcess) -> None:
    plant.start()
    ready = plant.ready()
    with smtplib.SMTP("127.0.0.1", ready["mail"], timeout=30) as post:
        assert post.noop()[0] == 250
    socket.create_connection(("127.0.0.1", ready["platform"]), timeout=30).close()
    assert plant.end(signal.SIGTERM) == 0


def test_a_killed_plant_comes_back_on_its_ports_and_ends_the_visit_it_lost(
    plant: PlantProcess,
) -> None:
    plant.start()
    wait_until(lambda: "arrived" in plant.events("visits.jsonl"))
    before = plant.ready()
    plant.end(signal.SIGKILL)
    (plant.log / "ready").unlink()
    plant.start()
    assert plant.ready()["lanes"] == before["lanes"]
    assert plant.events("visits.jsonl")[:3] == ["coming", "arrived", "interrupted"]
    assert plant.end(signal.SIGTERM) == 0


def test_the_plant_dies_with_its_parent(plant: PlantProcess) -> None:
    script = f"import subprocess, time; print(subprocess.Popen({plant.command!r}).pid, flush=True); time.sleep(600)"
    parent = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    wait_until((plant.log / "ready").exists)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not (plant.log / "ready").exists())
    wait_until(lambda: not _alive(child))


def test_a_plant_that_is_still_drawing_can_be_stopped(plant: PlantProcess, tmp_path: Path) -> None:
    plant.plan.cache = tmp_path / "no-films"
    plant.begin()
    wait_until((plant.log / "plan.json").exists)
    assert plant.end(signal.SIGTERM) == 0
    assert not (plant.log / "ready").exists()


def test_a_plan_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("{")
    ended = subprocess.run(
        [sys.executable, "-m", "devices.simulated", str(path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert "cannot be used" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_arm_that_nobody_simulates_is_not_there(plant: PlantProcess) -> None:
    plant.start()
    port = plant.ready()["lanes"]["A-001"]["modbus"]
    plant.end(signal.SIGTERM)
    barrier = connect(Config(host="127.0.0.1", port=port))
    with pytest.raises(DeviceError):
        barrier.state()
    barrier.close()


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
