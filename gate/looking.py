"""Who looked at what: every search, and every row and picture that was opened. Only ever added to."""

from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Any

from gate import clock
from gate.models import Look

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


@dataclass(eq=False, slots=True)
class _Note:
    """A row that waits to be written."""

    row: dict[str, Any]
    written: bool = False


_waiting: list[_Note] = []
_one_writes_for_all = Lock()


def note(by: str, what: What, *, told: str = "", passage_id: int | None = None) -> None:
    """One row: on disk before anything is shown. Rows of one moment share a transaction.

    Fifty people at their screens would otherwise stand fifty times in the way of the lane that writes a passage.
    """
    mine = _Note(
        {
            "at": clock.now(),
            "by": by,
            "what": what,
            "passage_id": passage_id,
            "told": told[:LONGEST],
        }
    )
    _waiting.append(mine)
    with _one_writes_for_all:
        if mine.written:
            return
        batch = list(_waiting)
        try:
            Look.insert_many([each.row for each in batch]).execute()
        except BaseException:
            _waiting.remove(mine)  # the others try for themselves
            raise
        for each in batch:
            each.written = True
            _waiting.remove(each)


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
