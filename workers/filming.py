"""Which passages of a lane are being filmed: from their capture time until the arm is down again (R-013)."""

import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from devices.interfaces import ArmPosition, BarrierState
from gate import clips, clock
from gate.models import Passage
from workers.clip_orders import Order, Orders

log = structlog.get_logger()


class Filming:
    """The part of a watch that orders films. A disk that takes no order stops nothing: a job finds what is missing."""

    def __init__(self, lane_folder: Path, before: timedelta, *, always: bool = False) -> None:
        self._orders = Orders(lane_folder)
        self._before = before
        # Those that a dead watcher left are ended by us, as if they were ours.
        self._open = {order.serial_no for order in self._all() if order.ended is None}
        self._owed = True
        self._always = always

    def begins(self, serial_no: str, at: datetime) -> None:
        """A passage has been written down."""
        self._open.add(serial_no)
        self._owed = True
        self._order(partial(self._orders.begin, serial_no, at))

    def takes_over(self, row: Passage) -> None:
        """Order the film of a row whose watcher died before it could; the tape of another machine is not here."""
        taped_here = row.watcher.startswith(f"{socket.gethostname()}:")
        ordered = any(order.serial_no == row.serial_no for order in self._all())
        if taped_here and not ordered and not clips.of(row):
            self.begins(row.serial_no, row.passed_at)

    def feel(self, state: BarrierState | None, *, judged: bool) -> None:
        """Take in the arm; what was open ends when it is down and nobody who was judged stands there."""
        if not self._open or judged or (state is not None and not _is_over(state)):
            return
        ended, self._open = self._open, set()
        for serial_no in ended:
            self._order(partial(self._orders.end, serial_no, clock.now()))

    def owed(self) -> bool:
        """Whether a job should look: films wait to be cut, or (`always`) everything is recorded."""
        self._owed = self._owed and any(True for _ in self._all())
        return self._owed or self._always

    def needed_from(self) -> datetime | None:
        """From when on the tape is still wanted. May be asked from any thread."""
        oldest = min((order.at for order in self._all()), default=None)
        return None if oldest is None else oldest - self._before

    def _all(self) -> list[Order]:
        try:
            return list(self._orders.all())
        except OSError as error:
            log.error("film_orders_unreadable", problem=error.strerror)
            return []

    def _order(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            log.error("film_not_ordered", problem=error.strerror)


def _is_over(state: BarrierState) -> bool:
    down = state.position in (ArmPosition.CLOSED, ArmPosition.UNKNOWN)
    return down and not state.occupied
