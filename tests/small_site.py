"""The small plant as the portal would know it: one gate, one lane, its devices, the platform."""

from typing import Any

from devices.simulated.plan import LanePlan, Traffic
from gate import codes, site
from gate.models import Device, Lane

BY = "test"
HOST = "127.0.0.1"
DIRECTIONS = {Traffic.IN: codes.IN, Traffic.OUT: codes.OUT, Traffic.BOTH: site.BOTH_WAYS}


def furnish(plan: LanePlan) -> Lane:
    """Gate, lane and the lane's devices, each at the address it has in the plan."""
    gate = site.save_gate({"gate_no": plan.gate_no, "name": "东门"}, BY)
    lane = site.save_lane(
        {
            "gate": str(gate.id),
            "barrier_no": plan.barrier_no,
            "name": "东门一道",
            "direction": DIRECTIONS[plan.direction],
            "enabled": "1",
        },
        BY,
    )
    login = {"username": plan.username, "password": plan.password}
    place("camera", "onvif", {"host": HOST, "port": plan.onvif_port, **login}, lane)
    place("barrier", "modbus_barrier", {"host": HOST, "port": plan.modbus_port}, lane)
    place("display", "tcp_display", {"host": HOST, "port": plan.display_port}, lane)
    return lane


def place(kind: str, driver: str, config: dict[str, Any], lane: Lane | None) -> None:
    """A device of this kind, or another address for the one that is there."""
    at = Device.lane == lane if lane else Device.lane.is_null()
    found = Device.select().where(Device.kind == kind, at).first()
    values = {
        "kind": kind,
        "name": kind,
        "driver": driver,
        "lane": str(lane.id) if lane else "",
        "enabled": "1",
    }
    site.save_device(values, config, BY, found)
