"""How each device of the plant is, as its lane's watcher last told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from redis import Redis

from gate import site
from gate.models import Device, Lane
from portal import device_words, status, wording
from portal.status import LaneStatus
from workers import clocks_told, pushed
from workers.clocks_told import Told
from workers.pushed import Last

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
    heard = pushed.last_heard(redis, [each.id for each in devices if each.kind == site.READER])
    clocks = {one.name: one for one in clocks_told.told(redis, clocks_told.CAMERAS)}
    return {
        device.id: _of_reader(device, enabled, heard)
        if device.kind == site.READER
        else _with_clock(_state(device, enabled, told), clocks.get(str(device.id)))
        for device in devices
    }


HEARD = {
    pushed.TAKEN: (WORKS, lazy_gettext("last plate at %(time)s")),
    pushed.NO_PLATE: (WORKS, lazy_gettext("last message at %(time)s, without a plate")),
    pushed.TOLD_BEFORE: (WORKS, lazy_gettext("last message at %(time)s, which it had sent before")),
    pushed.NOT_UNDERSTOOD: (
        FAILS,
        lazy_gettext("last message at %(time)s, which is not understood: see its settings"),
    ),
}


def _of_reader(device: Device, enabled: set[int], heard: Mapping[int, Last] | None) -> DeviceState:
    """A camera that comes to us is as its last message was; nobody can ask it."""
    if not device.enabled:
        return DeviceState(OFF, _("switched off"))
    if device.__data__["lane"] not in enabled:
        return DeviceState(OFF, _("the lane is switched off"))
    if heard is None:
        return DeviceState(WAITS, _("not known: Redis does not answer"))
    if device.id not in heard:
        return DeviceState(WAITS, _("not heard yet"))
    last = heard[device.id]
    tone, sentence = HEARD[last.what]
    return DeviceState(tone, str(sentence) % {"time": wording.as_date_time(last.at)})


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
