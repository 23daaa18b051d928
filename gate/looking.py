"""Who looked at what: every search, and every row and picture that was opened. Only ever added to."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gate import clock
from gate.many import insert_at_once
from gate.models import Look, database

LONGEST = 2_000


class What(StrEnum):
    """What somebody looked at."""

    SEARCH = "search"
    PASSAGE = "passage"
    PHOTO = "photo"
    FILM = "film"
    EXPORT = "export"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Page:
    """Looks, newest first, and where older ones begin."""

    looks: tuple[Look, ...]
    older: int | None


class _Note(Future[None]):
    """A row that waits to be written."""

    def __init__(self, row: dict[str, Any]) -> None:
        super().__init__()
        self.row = row


_waiting: deque[_Note] = deque()
_clerk = ThreadPoolExecutor(1, "looks")
"""Writes for all: fifty people at their screens would otherwise stand fifty times in the way of a lane's row."""


def note(by: str, what: What, *, told: str = "", passage_id: int | None = None) -> None:
    """One row, which is on disk afterwards. Raises what the database raises."""
    _begin(by, what, told, passage_id).result()


@contextmanager
def noted(by: str, what: What, *, told: str = "", passage_id: int | None = None) -> Iterator[None]:
    """One row, which is on disk at the end: written while what is looked at is got ready. Raises as `note` does.

    Nothing may be shown before the end, and no transaction be held open at it.
    """
    row = _begin(by, what, told, passage_id)
    yield
    row.result()


def _begin(by: str, what: What, told: str, passage_id: int | None) -> _Note:
    row = {
        "at": clock.now(),
        "by": by,
        "what": what.value,
        "passage_id": passage_id,
        "told": told[:LONGEST],
    }
    mine = _Note(row)
    _waiting.append(mine)
    _clerk.submit(_write)
    return mine


def _write() -> None:
    """All that wait at this moment; nothing where the turn before has taken them along."""
    if batch := [_waiting.popleft() for _ in range(len(_waiting))]:
        _write_at_once(batch)


def _write_at_once(batch: list[_Note]) -> None:
    try:
        with database.connection_context():
            insert_at_once(Look, [each.row for each in batch])
    except BaseException as error:
        if len(batch) == 1:
            batch[0].set_exception(error)
        else:
            for each in batch:  # what is wrong with one of them is not the others' fault
                _write_at_once([each])
    else:
        for each in batch:
            each.set_result(None)


def looks(*, by: str = "", what: str = "", before: int | None = None, limit: int = 100) -> Page:
    """A page of what was looked at: by somebody, of one kind, before a number; whatever is empty does not matter."""
    asked = Look.select()
    if by:
        asked = asked.where(Look.by == by)
    if what:
        asked = asked.where(Look.what == what)
    if before is not None:
        asked = asked.where(Look.id < before)
    found = list(asked.order_by(Look.id.desc()).limit(limit + 1))
    shown = tuple(found[:limit])
    return Page(shown, shown[-1].id if len(found) > limit else None)
