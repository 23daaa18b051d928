"""Lanes and devices that do not work at this moment, as a hand-over freezes them."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from gate import site
from gate.models import Lane
from portal import status
from portal.plant import plant
from portal.status import LaneStatus

REDIS, WATCHER = "redis", "watcher"
DEVICES = ("camera", "overview", "barrier", "display")
WORDS: Mapping[str, Any] = {
    REDIS: _("Redis does not answer: how the devices are nobody knows"),
    WATCHER: _("Nobody watches this lane"),
    "camera": _("Camera"),
    "overview": _("Overview camera"),
    "barrier": _("Arm"),
    "display": _("Display"),
}


def now() -> list[dict[str, str]]:
    """Each with the code of its lane, a key of WORDS, and the device's own sentence."""
    lanes = [lane for lane in site.lanes() if lane.enabled]
    told = status.of_lanes(plant().redis, [lane.id for lane in lanes])
    if told is None:
        return [_fault("", REDIS)]
    return [fault for lane in lanes for fault in _of(lane, told.get(lane.id))]


def _of(lane: Lane, told: LaneStatus | None) -> Iterator[dict[str, str]]:
    if told is None:
        yield _fault(lane.code, WATCHER)
        return
    for kind in DEVICES:
        device = getattr(told, kind)
        if not device.works:
            yield _fault(lane.code, kind, device.problem or "")


def _fault(lane: str, what: str, problem: str = "") -> dict[str, str]:
    return {"lane": lane, "what": what, "problem": problem}
