"""Where the simulated plant's devices listen, and the same plant as the portal knows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devices.signing import generate_keys
from devices.simulated.plan import LanePlan, MailPlan, Plan, PlatformPlan, Traffic
from gate import site
from gate.codes import IN, OUT
from gate.models import Device, Gate, Lane
from workers.house import port_is_free

HOST = "127.0.0.1"
APP_ID = "greengate-demo"
PASSWORD = "camera-2026"
BY = "demo"
SENDER = "greengate@plant.example"
FIRST_PORT = 18100
DISCOVERY_PORT = 3702
GATES = (("A", "东门（大宗原料）"), ("B", "南门（产品与辅料）"))

NAMES = {"camera": "摄像机", "barrier": "道闸", "display": "显示屏"}


@dataclass(frozen=True, slots=True)
class DemoLane:
    gate_no: str
    barrier_no: str
    name: str
    traffic: Traffic
    direction: str


LANES = (
    DemoLane("A", "001", "东门进厂", Traffic.IN, IN),
    DemoLane("A", "002", "东门出厂", Traffic.OUT, OUT),
    DemoLane("B", "001", "南门进出", Traffic.BOTH, site.BOTH_WAYS),
)


def plan(folder: Path, font: Path, *, seed: int = 1, lanes: Sequence[DemoLane] = LANES) -> Plan:
    """The plan of the demo's plant, on ports that are free now."""
    _, public_key = generate_keys(keys_in(folder))
    ports = iter(_free_ports(len(lanes) * 4 + 2))
    planned = [
        LanePlan(
            gate_no=lane.gate_no,
            barrier_no=lane.barrier_no,
            direction=lane.traffic,
            onvif_port=next(ports),
            rtsp_port=next(ports),
            modbus_port=next(ports),
            display_port=next(ports),
            password=PASSWORD,
            uuid=f"6f1c2a60-0000-4000-8000-{number:012d}",
            backdrop_seed=number,
        )
        for number, lane in enumerate(lanes, start=1)
    ]
    return Plan(
        host=HOST,
        log=folder / "plant",
        cache=folder / "films",
        font=font,
        seed=seed,
        discovery_port=DISCOVERY_PORT,
        lanes=planned,
        platform=PlatformPlan(
            port=next(ports),
            app_id=APP_ID,
            public_key=public_key,
            folder=folder / "plant" / "platform",
        ),
        mail=MailPlan(port=next(ports), folder=folder / "plant" / "mail"),
    )


def keys_in(folder: Path) -> Path:
    return folder / "platform-keys"


def enter(told: Plan, private_key: Path, *, lanes: Sequence[DemoLane] = LANES) -> None:
    """The plant in the database: made at the first start, its addresses brought up to date at later ones."""
    for gate_no, name in GATES:
        if Gate.get_or_none(Gate.gate_no == gate_no) is None:
            site.save_gate({"gate_no": gate_no, "name": name}, BY)
    for lane, at in zip(lanes, told.lanes, strict=True):
        row = _lane(lane)
        for kind, driver, config in _devices(told.host, at):
            _save(kind, f"{lane.name}{NAMES[kind]}", driver, config, row)
    if told.platform is not None:
        config = {
            "base_url": f"http://{told.host}:{told.platform.port}",
            "app_id": told.platform.app_id,
            "private_key": str(private_key),
        }
        _save("platform", "模拟监管平台", "rsa2_platform", config, None)
    if told.mail is not None:
        config = {
            "host": told.host,
            "port": told.mail.port,
            "security": "none",
            "sender": SENDER,
            "sender_name": "绿门门禁",
        }
        _save("mail", "模拟邮局", "smtp", config, None)


def _devices(host: str, at: LanePlan) -> list[tuple[str, str, dict[str, Any]]]:
    camera = {
        "host": host,
        "port": at.onvif_port,
        "username": at.username,
        "password": at.password,
    }
    return [
        ("camera", "onvif", camera),
        ("barrier", "modbus_barrier", {"host": host, "port": at.modbus_port}),
        ("display", "tcp_display", {"host": host, "port": at.display_port}),
    ]


def _lane(lane: DemoLane) -> Lane:
    gate = Gate.get(Gate.gate_no == lane.gate_no)
    found = Lane.get_or_none(Lane.gate == gate, Lane.barrier_no == lane.barrier_no)
    values = {
        "gate": str(gate.id),
        "barrier_no": lane.barrier_no,
        "name": lane.name,
        "direction": lane.direction,
        "enabled": "1",
    }
    return found or site.save_lane(values, BY)


def _save(kind: str, name: str, driver: str, config: dict[str, Any], lane: Lane | None) -> None:
    at = Device.lane == lane if lane else Device.lane.is_null()
    found = Device.select().where(Device.kind == kind, at).first()
    if found is not None and site.settings_of(found) == config:
        return
    values = {
        "kind": kind,
        "name": name,
        "driver": driver,
        "lane": str(lane.id) if lane else "",
        "enabled": "1",
    }
    site.save_device(values, config, BY, found)


def _free_ports(count: int) -> list[int]:
    found: list[int] = []
    port = FIRST_PORT
    while len(found) < count:
        if port_is_free(HOST, port):
            found.append(port)
        port += 1
    return found
