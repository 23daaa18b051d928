"""How far this machine's clock is off, known at every moment: asked of the time server, and added up since (R-094)."""

import threading
import time

import structlog

from devices import ntp
from devices.interfaces import DeviceError

ASK_EVERY_S = 600.0
ASK_AGAIN_S = 20.0
"""After no answer, and while it is not known why the clock was moved."""
STEP_S = 0.5

log = structlog.get_logger()


class ClockWatch:
    """Asks in a thread of its own; reading it costs nothing. Without a time server nobody knows, and all is well."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._measured: tuple[float, float] | None = None
        """How far it was off, and by how much the wall's clock was ahead of one that nobody can set."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def __enter__(self) -> "ClockWatch":
        if self._server:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def off_s(self) -> float | None:
        """Our clock minus the right one, in seconds: as measured, and as it was moved since; None if nobody knows."""
        if self._measured is None:
            return None
        off, ahead = self._measured
        return off + (_ahead() - ahead)

    def _run(self) -> None:
        due = 0.0
        while True:
            if time.monotonic() >= due or self._was_moved(due):
                due = time.monotonic() + (ASK_EVERY_S if self._ask() else ASK_AGAIN_S)
            if self._stop.wait(1.0):
                return

    def _was_moved(self, due: float) -> bool:
        """And it is not a moment ago that it was asked about in vain."""
        asked = due - time.monotonic() > ASK_AGAIN_S
        return asked and self._measured is not None and abs(_ahead() - self._measured[1]) > STEP_S

    def _ask(self) -> bool:
        try:
            off = ntp.offset_s(self._server)
        except DeviceError as error:
            log.debug("clock_not_checked", problem=error.message)
            return False
        self._measured = (off, _ahead())
        return True


def _ahead() -> float:
    return time.time() - time.monotonic()
