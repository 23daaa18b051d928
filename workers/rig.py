"""The devices of one lane, as the portal has configured them, connected."""

import json
import time
from dataclasses import dataclass
from typing import Any

import structlog

import devices
from devices import eyes as engines
from devices.interfaces import Barrier, Camera, DeviceError, Display, Recognizer
from gate.book import AWAY
from gate.models import Device, Lane
from gate.plates import FORMS
from gate.ready import ready
from settings import Settings

log = structlog.get_logger()

KINDS = ("camera", "overview", "barrier", "display")


@dataclass(slots=True)
class Rig:
    """What a lane sees and acts with. A part that is not configured, or cannot be used as configured, is None."""

    camera: Camera | None
    barrier: Barrier | None
    display: Display | None
    eyes: Recognizer
    problems: dict[str, str]
    """Kind of device → why it is missing, in a sentence."""
    overview: Camera | None = None
    """Sees the whole vehicle (R-018); it is taped, and never read."""

    def close(self) -> None:
        for part in (self.camera, self.overview, self.barrier, self.display):
            if part is not None:
                part.close()


def wanted(lane: Lane) -> dict[str, tuple[str, str]]:
    """Kind → (driver, settings as JSON) of the lane's enabled devices: two equal answers mean one rig."""
    return {row.kind: (row.driver, row.config) for row in _devices_of(lane.id)}


@ready
def _devices_of(lane_id: int) -> Any:
    return Device.select().where(Device.lane == lane_id, Device.enabled)


@ready
def _lanes_of(lane_id: int) -> Any:
    return Lane.select().where(Lane.id == lane_id)


class ConfigurationWatch:
    """Looks every few seconds whether the lane is still configured as it was when it was connected."""

    EVERY_S = 3.0

    def __init__(self, lane: Lane, parts: dict[str, tuple[str, str]]) -> None:
        self._lane = lane
        self._parts = parts
        self.region: str = lane.region
        """Where the lane is to look, as it was last heard: that is taken up in passing."""
        self._next = time.monotonic() + self.EVERY_S

    def changed(self) -> bool:
        """True when devices were edited or the lane was switched off or turned round."""
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + self.EVERY_S
        try:
            now = _lanes_of.one(self._lane.id)
            if now is None or not now.enabled or now.direction != self._lane.direction:
                return True
            self.region = now.region
            return wanted(self._lane) != self._parts
        except AWAY:
            return False  # the last good configuration stands


def build(parts: dict[str, tuple[str, str]], eyes: Recognizer) -> Rig:
    """Connect what is wanted. A device that is away now is connected later by its own driver."""
    problems: dict[str, str] = {}
    connected = {kind: _connect(kind, parts, problems) for kind in KINDS}
    return Rig(**connected, eyes=eyes, problems=problems)


def open_eyes(settings: Settings) -> Recognizer:
    """The plate engine of this house, one thread for one lane.

    Where the chosen one cannot be used the built-in one watches on, and the log and `doctor` say so.
    """
    try:
        return engines.by_name(settings.eyes, FORMS, settings.hyperlpr3_folder)
    except DeviceError as error:
        if settings.eyes != "hyperlpr3":
            raise
        log.error("eyes_unusable", eyes=settings.eyes, problem=error.message)
        return engines.builtin(FORMS)


def _connect(kind: str, parts: dict[str, tuple[str, str]], problems: dict[str, str]) -> Any:
    if kind not in parts:
        problems[kind] = "not configured"
        return None
    driver, config = parts[kind]
    try:
        return devices.connect(driver, json.loads(config))
    except DeviceError as error:
        problems[kind] = error.message
        log.error("device_unusable", kind=kind, driver=driver, problem=error.message)
        return None
