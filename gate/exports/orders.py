"""Files that people asked for, as rows of a table: a restart loses none of them, and nobody makes one twice at once."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from gate import clock
from gate.models import Export

KINDS = ("xlsx", "csv", "zip")
"""A workbook, comma-separated lines, or a pack with all that proves the rows."""
SILENT = timedelta(seconds=60)
"""After so long without a sign of life whoever makes a file has died."""
MOST_TRIES = 3
MOST_AT_ONCE = 5


class State(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    GONE = "gone"
    """Its days are over."""


UNFINISHED = (State.WAITING, State.WORKING)


class TooMany(Exception):
    """Somebody has asked for so many files that are not made yet."""


class Stopped(Exception):
    """It was cancelled, or somebody else makes it by now."""


def ask(by: str, kind: str, asked: str, language: str) -> Export:
    """Ask for a file; raises TooMany."""
    unfinished = Export.select().where(Export.by == by, Export.state.in_(UNFINISHED))
    if unfinished.count() >= MOST_AT_ONCE:
        raise TooMany
    order: Export = Export.create(
        by=by,
        kind=kind,
        asked=asked,
        language=language,
        state=State.WAITING,
        asked_at=clock.now(),
    )
    return order


def of(by: str, limit: int = 50) -> Sequence[Export]:
    """Somebody's files, newest first."""
    return list(Export.select().where(Export.by == by).order_by(Export.id.desc()).limit(limit))


def take() -> Export | None:
    """The next one to be made: the oldest that waits, or whose maker has died. It is ours from now on."""
    silent = clock.stamp(clock.now() - SILENT)
    died = (Export.state == State.WORKING) & (Export.beat_at < silent)
    due = (Export.state == State.WAITING) | died
    while (order := Export.select().where(due).order_by(Export.id).first()) is not None:
        if order.tries >= MOST_TRIES:
            end(order, State.FAILED, message="interrupted")
            continue
        mine = (
            Export.update(state=State.WORKING, tries=order.tries + 1, rows=0, beat_at=clock.now())
            .where(Export.id == order.id, due, Export.tries == order.tries)
            .execute()
        )
        if mine:
            taken: Export = Export.get_by_id(order.id)
            return taken
    return None


def beat(order: Export, rows: int, total: int) -> None:
    """A sign of life, and how far it is; raises Stopped."""
    if not _update(order, rows=rows, total=max(total, rows), beat_at=clock.now()):
        raise Stopped


def done(order: Export, *, file: str, size: int, rows: int, days: int) -> bool:
    """It is there and may be fetched for so many days; False when it was cancelled meanwhile."""
    until = clock.now() + timedelta(days=days)
    return _update(
        order,
        state=State.DONE,
        file=file,
        size=size,
        rows=rows,
        total=rows,
        until=until,
        ended_at=clock.now(),
    )


def end(order: Export, state: State, *, message: str = "") -> None:
    """It will not be made."""
    unfinished = Export.state.in_(UNFINISHED)
    ended = Export.update(state=state, message=message, ended_at=clock.now())
    ended.where(Export.id == order.id, unfinished).execute()


def over() -> Sequence[Export]:
    """Those whose days are over, and whose file is still there."""
    now = clock.stamp(clock.now())
    return list(Export.select().where(Export.state == State.DONE, Export.until < now))


def gone(order: Export) -> None:
    Export.update(state=State.GONE, file="").where(Export.id == order.id).execute()


def is_silent(order: Export) -> bool:
    """Whether whoever makes it has not been heard of for some time."""
    return (
        order.state == State.WORKING
        and order.beat_at is not None
        and clock.now() - order.beat_at > SILENT / 4
    )


def _update(order: Export, **values: object) -> bool:
    mine = (Export.id == order.id) & (Export.state == State.WORKING) & (Export.tries == order.tries)
    return bool(Export.update(**values).where(mine).execute())
