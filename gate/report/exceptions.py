"""What somebody should look at: each list with its length, and with its first rows so that a mail stays a mail."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from gate import clock, uplink
from gate.models import Passage
from gate.report import surroundings
from gate.search import Row
from gate.search.query import BY_HAND

MOST = 30


def of(day: date, rows: Sequence[Row]) -> dict[str, Any]:
    """Held, refused, lifted by hand, supplemented, refused by the platform, not left, devices away, lenses."""
    still_in, standing = surroundings.not_left(day)
    found = {name: _list(rows, suits) for name, suits in _LISTS.items()}
    found["not_left"] = _cut([_told(passage, "") for passage in still_in]) | {"standing": standing}
    found["away"] = _cut(surroundings.away(day))
    found["lenses"] = _cut(surroundings.lenses(day))
    return found


def _list(rows: Sequence[Row], suits: Callable[[Row], bool]) -> dict[str, Any]:
    return _cut([_of(row) for row in rows if suits(row)])


def _cut(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"number": len(found), "rows": list(found[:MOST])}


def _of(row: Row) -> dict[str, Any]:
    told = _told(row.counts.now, row.outcome.by if row.outcome else "")
    told["through"] = row.upload is not None
    if row.upload is not None and row.upload.state == uplink.REFUSED:
        told["said"] = row.upload.message[:120]
    if row.counts.supplement is not None:
        told["by"] = row.counts.supplement.by
    return told


def _told(passage: Passage, by: str) -> dict[str, Any]:
    return {
        "id": passage.id,
        "at": clock.stamp(passage.passed_at),
        "lane": f"{passage.gate_no}-{passage.barrier_no}",
        "plate": passage.plate_no,
        "reason": passage.reasons.partition(",")[0],
        "by": by,
    }


def _is_stopped(row: Row, verdict: str) -> bool:
    return row.passage.verdict == verdict


_LISTS: dict[str, Callable[[Row], bool]] = {
    "held": lambda row: _is_stopped(row, "hold"),
    "refused": lambda row: _is_stopped(row, "refuse"),
    "by_hand": lambda row: row.outcome is not None and row.outcome.result in BY_HAND,
    "supplements": lambda row: row.counts.supplement is not None,
    "not_accepted": lambda row: row.upload is not None and row.upload.state == uplink.REFUSED,
}
