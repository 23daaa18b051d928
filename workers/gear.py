"""The devices of a lane in use: a fault of one is logged once, told to the pages, and stops nothing."""

from collections.abc import Sequence
from typing import Any

import structlog

from devices.interfaces import BarrierState, Camera, DeviceError, Tone
from workers.rig import Rig

log = structlog.get_logger()


class Gear:
    """A rig whose faults are remembered until they are over."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._faults: dict[str, str] = dict(rig.problems)

    def show(self, lines: Sequence[str], tone: Tone, *, alarm: bool = False) -> None:
        """Show on the board, if there is one that answers."""
        if self._rig.display is None:
            return
        try:
            self._rig.display.show(lines, tone, alarm=alarm)
        except DeviceError as error:
            self._fails("display", error)
        else:
            self._works("display")

    def barrier_state(self) -> BarrierState | None:
        """What the controller says; None while it does not answer."""
        if self._rig.barrier is None:
            return None
        try:
            state = self._rig.barrier.state()
        except DeviceError as error:
            self._fails("barrier", error)
            return None
        self._works("barrier")
        return state

    def status(self, state: BarrierState | None) -> dict[str, Any]:
        """Each device as the pages show it."""
        return {
            "camera": self._seen("camera", self._rig.camera),
            "overview": self._seen("overview", self._rig.overview),
            "barrier": {
                "position": state.position.value if state else "unknown",
                "problem": self._faults.get("barrier"),
            },
            "display": {"problem": self._faults.get("display")},
        }

    def _seen(self, kind: str, camera: Camera | None) -> dict[str, Any]:
        seen = camera.state if camera else None
        return {
            "connected": bool(seen and seen.connected),
            "problem": seen.problem if seen else self._faults.get(kind),
        }

    def _fails(self, kind: str, error: DeviceError) -> None:
        if kind not in self._faults:
            log.warning("device_away", kind=kind, problem=error.message)
        self._faults[kind] = error.message

    def _works(self, kind: str) -> None:
        if self._faults.pop(kind, None) is not None:
            log.info("device_back", kind=kind)
