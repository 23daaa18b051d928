"""Which entry of the ledger tells that a picture or clip was removed because its time was over (R-090, R-091)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from gate import clock, retention
from gate.models import Retention

A_VISIT = timedelta(days=1)
_TIMED = {
    "passage": (retention.PHOTO, "passed_at"),
    "outcome": (retention.PHOTO, "at"),
    "supplement": (retention.SUPPLEMENT, "at"),
    "clip": (retention.CLIP, "wanted_to"),
    "recording": (retention.RECORDING, "ends"),
}
"""Kind of entry → what it names is let go as, and the column by which its time is counted."""


def removal_of(kind: str, body: Mapping[str, Any], fingerprint: str) -> Retention | None:
    """The removal of what an entry of this kind names; None where it should still be there."""
    what, column = _TIMED.get(kind, ("", ""))
    moment = body.get(column)
    if not isinstance(moment, str):
        return None
    # What people do to an arm is let go with its row, which is a little older.
    at = clock.parse(moment) - (A_VISIT if kind == "outcome" else timedelta(0))
    return retention.removal_of(what, fingerprint, at)


def entries_about(start: datetime, end: datetime) -> list[int]:
    """Numbers of the entries by which evidence of passages of this time was let go."""
    found: Any = Retention.select(Retention.entry).where(
        Retention.until >= clock.stamp(start), Retention.since <= clock.stamp(end + A_VISIT)
    )
    return [seq for (seq,) in found.tuples()]
