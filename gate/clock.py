"""Beijing time, in one place: stored and shown with its offset, capture times to the millisecond."""

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "UTC+08:00")


RIGHT_S, TRUSTED_S = 2.0, 30.0
"""Seconds by which a clock may be off: beyond the first people are told, beyond the second nobody trusts it (R-094)."""


def is_right(off_s: float) -> bool:
    """Whether a clock is as right as clocks have to be."""
    return abs(off_s) <= RIGHT_S


def is_trusted(off_s: float) -> bool:
    """Whether a moment of a clock that is off by so much may be taken for the moment."""
    return abs(off_s) <= TRUSTED_S


def now() -> datetime:
    """The present moment in Beijing time, cut to milliseconds."""
    moment = datetime.now(BEIJING)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def stamp(moment: datetime) -> str:
    """ISO 8601 with milliseconds and offset: 2026-11-22T08:15:30.125+08:00. It sorts as text."""
    return moment.astimezone(BEIJING).isoformat(timespec="milliseconds")


def parse(text: str) -> datetime:
    """The moment `stamp` wrote; a text without an offset is taken for Beijing time."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)).astimezone(BEIJING)
