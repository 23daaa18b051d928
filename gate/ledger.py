"""The only writer of passages: a row before the arm moves, an outcome after, and never a change."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from peewee import fn

from gate import clock, open_trips, proof
from gate.cases import keeping
from gate.models import Lane, Outcome, Passage, Upload, database, is_sqlite


class LeaseLost(Exception):
    """Another watcher holds the lane under a newer number: this one may neither write nor move an arm."""


class Result(StrEnum):
    """What became of the arm after a row was written."""

    LIFTED = "lifted"
    NOT_LIFTED = "not_lifted"
    TOO_LATE = "too_late"
    """The frame was older than two seconds: the arm was left alone."""
    UNCONFIRMED = "unconfirmed"
    """The watcher ended before it could read the arm back; nothing is guessed."""
    LIFTING_AGAIN = "lifting_again"
    """A new watcher found the same vehicle waiting under an open decision."""
    NO_LONGER_OPEN = "no_longer_open"
    """It still waited before a closed arm, and what has come to be known since keeps it out: see the detail."""
    LIFT_ORDERED = "lift_ordered"
    """A person ordered the arm up: written before it moves."""
    LIFTED_BY_PERSON = "lifted_by_person"
    LIFTED_AT_GATE = "lifted_at_gate"
    """The arm rose without an order of ours."""


PASSED = (
    Result.LIFTED,
    Result.UNCONFIRMED,
    Result.LIFTED_BY_PERSON,
    Result.LIFTED_AT_GATE,
)
"""Results after which the vehicle counts as having come or gone; such rows are owed to the platform."""


def claim(lane_id: int) -> int:
    """Take the lane: the new fencing number, under which all older ones are refused."""
    with database.atomic():
        Lane.update(fence=Lane.fence + 1).where(Lane.id == lane_id).execute()
        fence: int = Lane.get_by_id(lane_id).fence
        return fence


def record(row: Mapping[str, Any], *, late: bool = False) -> Passage:
    """Write a passage and its entry in one commit. The same serial number twice makes one row.

    Raises LeaseLost under an older fencing number. `late` rows were spooled while the database was away:
    their arm has moved long since, so their number is not asked.
    """
    with database.atomic():
        if not late:
            _hold(row["lane_id"], row["fence"])
        already = Passage.get_or_none(Passage.serial_no == row["serial_no"])
        if already is not None:
            return already
        passage = Passage(**row, recorded_late=late)
        passage.pairs_with_id = open_trips.entry_of(passage)
        passage.entry = proof.append(Passage.KIND, proof.facts(passage))
        passage.save(force_insert=True)
        keeping.arrived(passage)
        return passage


def note_outcome(
    passage: Passage,
    result: Result,
    *,
    position: str,
    by: str = "",
    detail: str = "",
    fence: int | None = None,
) -> Outcome:
    """Write what became of the arm. Give `fence` where an arm is about to move on the strength of this."""
    with database.atomic():
        if fence is not None:
            _hold(passage.lane_id, fence)
        outcome = Outcome(
            passage=passage, at=clock.now(), result=result, position=position, by=by, detail=detail
        )
        outcome.entry = proof.append(Outcome.KIND, proof.facts(outcome))
        outcome.save(force_insert=True)
        if result in PASSED and _owe(passage):
            open_trips.went_through(passage)
        _tell_case(outcome)
        return outcome


def mark_unconfirmed(lane_id: int) -> list[Passage]:
    """At the start of a watch: rows of the lane that were to open and have no outcome (after a crash)."""
    open_rows = (
        Passage.select()
        .where(Passage.lane_id == lane_id, Passage.verdict == "open", ~_has_outcome(None))
        .order_by(Passage.id)
    )
    found = list(open_rows)
    for passage in found:
        note_outcome(passage, Result.UNCONFIRMED, position="unknown")
    return found


def newest(lane_id: int, *, within: timedelta) -> Passage | None:
    """The last passage of a lane, unless it is older than `within`."""
    since = clock.stamp(clock.now() - within)
    passage: Passage | None = (
        Passage.select()
        .where(Passage.lane_id == lane_id, Passage.passed_at >= since)
        .order_by(Passage.id.desc())
        .first()
    )
    return passage


def outcomes(passage: Passage) -> list[Outcome]:
    """What became of a passage, oldest first."""
    return list(Outcome.select().where(Outcome.passage == passage).order_by(Outcome.id))


def has_passed(passage: Passage) -> bool:
    return any(outcome.result in PASSED for outcome in outcomes(passage))


def serial_number(enterprise_no: str, gate_no: str, barrier_no: str, at: datetime) -> str:
    """流水号: enterprise, gate, barrier and the capture time to the millisecond; a lane has one eye."""
    local = at.astimezone(clock.BEIJING)
    return (
        f"{enterprise_no}{gate_no}{barrier_no}{local:%Y%m%d%H%M%S}{local.microsecond // 1000:03d}"
    )


def _hold(lane_id: int, fence: int) -> None:
    query = Lane.select(Lane.fence).where(Lane.id == lane_id)
    if not is_sqlite():
        query = query.for_update()  # a claim must not slip in between this look and our commit
    if query.scalar() != fence:
        raise LeaseLost(f"lane {lane_id} is held under a newer number than {fence}")


def _has_outcome(results: tuple[Result, ...] | None) -> Any:
    told = Outcome.select(Outcome.id).where(Outcome.passage == Passage.id)
    return fn.EXISTS(told.where(Outcome.result.in_(results)) if results else told)


def _tell_case(outcome: Outcome) -> None:
    """Whether the vehicle waits for a person from now on, or no longer."""
    passage, result = outcome.passage, outcome.result
    if result in PASSED:
        keeping.went_through(passage, outcome.by)
    elif result == Result.NO_LONGER_OPEN:
        keeping.overturned(passage, outcome.detail)
    elif result == Result.NOT_LIFTED and not outcome.by:
        keeping.arm_failed(passage)


def _owe(passage: Passage) -> bool:
    """Whether the platform is owed it from now on: it was not before. The entry of the outcome holds the lock."""
    if Upload.select().where(Upload.passage == passage).exists():
        return False
    Upload.create(passage=passage, state="waiting", next_at=clock.now())
    return True
