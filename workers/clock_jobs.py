"""The clock, held against a time server every ten minutes (R-094): while it is off, the ledger says so."""

import structlog

from devices import ntp
from devices.interfaces import DeviceError
from gate import clock, gaps
from gate.gaps import Cause
from workers import context

MOST_S = 2.0
RIGHT_KEY = "greengate:clock:right"
"""When the clock was last found right: if it is off now, it has been since then at the earliest."""

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
    if abs(off) <= MOST_S:
        gaps.end(Cause.CLOCK, None, clock.now())
        context.redis().set(RIGHT_KEY, clock.stamp(clock.now()))
        return
    log.error("clock_is_off", seconds=round(off, 1), server=server)
    right = context.redis().get(RIGHT_KEY)
    since = clock.parse(right.decode()) if isinstance(right, bytes) else clock.now()
    gaps.begin(Cause.CLOCK, None, since, f"{off:+.1f} s, {server}")
