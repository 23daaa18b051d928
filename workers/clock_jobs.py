"""Clocks, held against each other every ten minutes (R-094): while one is off, the ledger and the pages say so."""

import json
import socket
from collections import defaultdict

import structlog

from devices import ntp, onvif
from devices.interfaces import DeviceError
from gate import clock, gaps
from gate.gaps import Cause
from gate.models import Device, Lane
from workers import clocks_told, context
from workers.clocks_told import CAMERAS, MACHINES, Told

RIGHT_KEY = "greengate:clock:right"
"""When the clock was last found right: if it is off now, it has been since then at the earliest."""
LOOK = ("camera", "overview")

log = structlog.get_logger()


def check_clock() -> None:
    """Ask the time server, if one is named. One that does not answer says nothing about the clock."""
    server = context.settings().ntp_server
    if not server:
        return
    context.open_database()
    try:
        off = ntp.offset_s(server)
    except DeviceError as error:
        log.warning("clock_not_checked", problem=error.message)
        return
    _log_clock(off, server)
    clocks_told.keep(context.redis(), MACHINES, socket.gethostname(), off)
    if clock.is_right(off):
        gaps.end(Cause.CLOCK, None, clock.now())
        context.redis().set(RIGHT_KEY, clock.stamp(clock.now()))
        return
    right = context.redis().get(RIGHT_KEY)
    since = clock.parse(right.decode()) if isinstance(right, bytes) else clock.now()
    gaps.begin(Cause.CLOCK, None, since, f"{off:+.1f} s, {server}")


def check_cameras() -> None:
    """Ask every camera that tells its time. One that is away says nothing about its clock."""
    context.open_database()
    redis = context.redis()
    before = {one.name: one for one in clocks_told.told(redis, CAMERAS)}
    off: dict[int, dict[str, float]] = defaultdict(dict)
    for device in _cameras():
        if (seconds := _off(device)) is not None:
            _log_camera(device, seconds, before.get(str(device.id)))
            clocks_told.keep(redis, CAMERAS, str(device.id), seconds)
            off[device.__data__["lane"]][device.kind] = seconds
    for lane_id, by_kind in off.items():
        _tell_of_lane(lane_id, by_kind)


def _cameras() -> list[Device]:
    asked = Device.select().join(Lane).where(Device.enabled, Lane.enabled)
    return list(asked.where(Device.kind.in_(LOOK), Device.driver == "onvif").order_by(Device.id))


def _off(device: Device) -> float | None:
    try:
        return onvif.clock_offset_s(onvif.Config.model_validate(json.loads(device.config)))
    except (DeviceError, ValueError):
        return None  # that it is away, or set up wrongly, its lane tells


def _tell_of_lane(lane_id: int, off: dict[str, float]) -> None:
    wrong = {kind: seconds for kind, seconds in off.items() if not clock.is_trusted(seconds)}
    if wrong:
        detail = ", ".join(f"{kind} {seconds:+.1f} s" for kind, seconds in wrong.items())
        gaps.begin(Cause.CAMERA_CLOCK, lane_id, clock.now(), detail)
    else:
        gaps.end(Cause.CAMERA_CLOCK, lane_id, clock.now())


def _log_clock(off: float, server: str) -> None:
    name = socket.gethostname()
    found = clocks_told.told(context.redis(), MACHINES)
    before = next((one for one in found if one.name == name), None)
    now = Told(name, off, clock.now())
    if _is_as_before(before, now):
        return
    if now.is_right:
        log.info("clock_is_right", seconds=round(off, 1), server=server)
    else:
        say = log.warning if now.is_trusted else log.error
        say("clock_is_off", seconds=round(off, 1), server=server, trusted=now.is_trusted)


def _log_camera(device: Device, off: float, before: Told | None) -> None:
    now = Told(str(device.id), off, clock.now())
    if _is_as_before(before, now):
        return
    if now.is_right:
        log.info("camera_clock_is_right", camera=device.name, seconds=round(off, 1))
    else:
        log.warning("camera_clock_is_off", camera=device.name, seconds=round(off, 1))


def _is_as_before(before: Told | None, now: Told) -> bool:
    """Told already; and of a clock that is right nobody wants to hear at first."""
    if before is None:
        return now.is_right
    return (before.is_right, before.is_trusted) == (now.is_right, now.is_trusted)
