"""How each device of the plant is, as its lane's watcher last told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from redis import Redis

from gate.models import Device, Lane
from portal import device_words, status, wording
from portal.status import LaneStatus

WORKS, WAITS, FAILS, OFF = "works", "waits", "fails", "off"


@dataclass(frozen=True, slots=True)
class DeviceState:
    """One of four tones, and a sentence."""

    tone: str
    sentence: str


def of_devices(
    redis: Redis, lanes: Sequence[Lane], devices: Sequence[Device]
) -> dict[int, DeviceState]:
    """The state of each device by its number."""
    told = status.of_lanes(redis, [lane.id for lane in lanes])
    enabled = {lane.id for lane in lanes if lane.enabled}
    return {device.id: _state(device, enabled, told) for device in devices}


def _state(device: Device, enabled: set[int], told: Mapping[int, LaneStatus] | None) -> DeviceState:
    lane_id = device.__data__["lane"]
    if not device.enabled:
        return DeviceState(OFF, _("switched off"))
    if lane_id is None:
        return DeviceState(WORKS, _("in use"))
    if lane_id not in enabled:
        return DeviceState(OFF, _("the lane is switched off"))
    if told is None:
        return DeviceState(WAITS, _("not known: Redis does not answer"))
    if lane_id not in told:
        return DeviceState(WAITS, _("not known: nobody watches this lane now"))
    return _as_told(device.kind, told[lane_id])


def _as_told(kind: str, lane: LaneStatus) -> DeviceState:
    told = {
        "camera": lane.camera,
        "overview": lane.overview,
        "barrier": lane.barrier,
        "display": lane.display,
    }[kind]
    if told.works:
        if kind == "barrier":
            return DeviceState(
                WORKS,
                _(
                    "works, arm %(position)s",
                    position=wording.say(wording.POSITIONS, told.position),
                ),
            )
        return DeviceState(WORKS, _("works"))
    return DeviceState(FAILS, device_words.problem(told.problem) or _("not connected"))
