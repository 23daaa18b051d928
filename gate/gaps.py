"""Times of which the ledger does not know what passed, declared by the system itself; and the signs of life behind it.

A gap that goes on is written when it is noticed, and once more when it ends: a crash in between loses neither.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from gate import clock, proof
from gate.models import Entry, Gap, SignOfLife, database


class Cause(StrEnum):
    """Why nobody knows."""

    DOWN = "down"
    """Nobody watched the lane: program, machine or power was off."""
    CAMERA = "camera"
    """The lane's camera sent no pictures."""
    CLOCK = "clock"
    """The clock was off, or was moved: moments of that time are not to be trusted (R-094)."""
    CAMERA_CLOCK = "camclock"
    """A camera's own clock was off: what it writes into its pictures is not to be trusted; our stamps are."""


BLIND = frozenset((Cause.DOWN, Cause.CAMERA))
"""Times in which a vehicle may have passed unseen; a clock that is off hides nobody."""


@dataclass(frozen=True, slots=True)
class Period:
    """One gap as it is known now; `ended` is None while it goes on, `lane_id` None for the whole plant."""

    cause: str
    lane_id: int | None
    began: datetime
    ended: datetime | None
    detail: str
    seq: int
    """The entry that told of it last."""


def is_open(cause: Cause, lane_id: int | None) -> bool:
    """Whether a gap of this kind goes on."""
    return _open(cause, lane_id) is not None


def begin(cause: Cause, lane_id: int | None, began: datetime, detail: str) -> None:
    """Write that a gap has begun, unless one goes on already."""
    with database.atomic():
        if not is_open(cause, lane_id):
            _write(cause, lane_id, began, None, detail)


def end(cause: Cause, lane_id: int | None, ended: datetime, detail: str = "") -> None:
    """Write that the gap which goes on is over; nothing when there is none."""
    with database.atomic():
        begun = _open(cause, lane_id)
        if begun is not None:
            _write(cause, lane_id, begun.began, ended, detail or begun.detail)


def whole(cause: Cause, lane_id: int | None, began: datetime, ended: datetime, detail: str) -> None:
    """Write of a gap that is over already."""
    with database.atomic():
        _write(cause, lane_id, began, ended, detail)


def newest(limit: int = 50) -> list[Period]:
    """What is known of the newest gaps, the newest first: each once."""
    found: dict[tuple[str, int | None, datetime], Period] = {}
    for row in Gap.select(Gap, Entry).join(Entry).order_by(Gap.id.desc()).limit(2 * limit):
        key = (row.cause, row.lane_id, row.began)
        found.setdefault(key, Period(*key, row.ended, row.detail, row.entry.seq))
    return list(found.values())[:limit]


def within(start: datetime, end: datetime) -> list[Period]:
    """What is known of the gaps that touch a time, in the order in which they began: each once."""
    found: dict[tuple[str, int | None, datetime], Period] = {}
    told = Gap.select(Gap, Entry).join(Entry).where(Gap.began < clock.stamp(end))
    for row in told.order_by(Gap.id):
        key = (row.cause, row.lane_id, row.began)
        found[key] = Period(*key, row.ended, row.detail, row.entry.seq)
    touching = [gap for gap in found.values() if gap.ended is None or gap.ended > start]
    return sorted(touching, key=lambda gap: gap.began)


def blind_at(lane_id: int, moment: datetime) -> Period | None:
    """The gap in which nobody saw this lane at that moment; None where the system has declared none."""
    here = [
        gap
        for gap in within(moment, moment + timedelta(milliseconds=1))
        if gap.cause != Cause.CLOCK and gap.lane_id in (None, lane_id)
    ]
    return here[0] if here else None


def last_sign(lane_id: int) -> datetime | None:
    """When the lane was last seen to be watched."""
    sign = SignOfLife.get_or_none(SignOfLife.lane_id == lane_id)
    return sign.at if sign else None


def sign(lane_id: int, watcher: str) -> None:
    """The lane is watched now."""
    SignOfLife.insert(lane_id=lane_id, at=clock.now(), watcher=watcher).on_conflict(
        conflict_target=[SignOfLife.lane_id],
        update={"at": clock.now(), "watcher": watcher},
    ).execute()


def _open(cause: Cause, lane_id: int | None) -> Gap | None:
    """The one that goes on. Others of its kind may have been written whole meanwhile."""
    where = Gap.lane_id.is_null() if lane_id is None else Gap.lane_id == lane_id
    its = Gap.select().where(Gap.cause == cause, where)
    begun: Gap | None = its.where(Gap.ended.is_null()).order_by(Gap.id.desc()).first()
    if begun is None:
        return None
    over = its.where(Gap.began == begun.began, Gap.ended.is_null(False), Gap.id > begun.id)
    return None if over.exists() else begun


def _write(
    cause: Cause, lane_id: int | None, began: datetime, ended: datetime | None, detail: str
) -> None:
    gap = Gap(cause=cause.value, lane_id=lane_id, began=began, ended=ended, detail=detail)
    gap.entry = proof.append(Gap.KIND, proof.facts(gap))
    gap.save(force_insert=True)
