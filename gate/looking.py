"""Who looked at what: every search, and every row and picture that was opened. Only ever added to."""

from dataclasses import dataclass
from enum import StrEnum

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


def note(by: str, what: What, *, told: str = "", passage_id: int | None = None) -> None:
    """One row: written before anything is shown."""
    Look.insert(
        at=clock.now(), by=by, what=what, passage_id=passage_id, told=told[:LONGEST]
    ).execute()


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
