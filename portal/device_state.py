"""How each device of the plant is, as its lane's watcher last told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from redis import Redis

from gate.models import Device, Lane
from portal import device_words, status, wording
from portal.status import LaneStatus
from workers import clocks_told
from workers.clocks_told import Told

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
    clocks = {one.name: one for one in clocks_told.told(redis, clocks_told.CAMERAS)}
    return {
        device.id: _with_clock(_state(device, enabled, told), clocks.get(str(device.id)))
        for device in devices
    }


def _with_clock(state: DeviceState, told: Told | None) -> DeviceState:
    """A camera that works, and does not know the time (R-094)."""
    if told is None or told.is_right or state.tone != WORKS:
        return state
    sentence = _(
        "its clock is %(seconds)s s off: set it by a time server",
        seconds=f"{told.off_s:+.0f}",
    )
    return DeviceState(WAITS if told.is_trusted else FAILS, sentence)


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
