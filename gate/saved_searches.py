"""Searches that somebody gave a name to; the same name again means the newer one."""

from typing import Any

from gate import clock
from gate.models import SavedSearch
from gate.ready import ready

LONGEST_NAME = 40
MOST = 50


class TooMany(Exception):
    """Nobody finds a search again among so many."""


def of(by: str) -> list[SavedSearch]:
    """Somebody's searches by name."""
    return _of(by)


@ready
def _of(by: str) -> Any:
    return SavedSearch.select().where(SavedSearch.by == by).order_by(SavedSearch.name)


def keep(by: str, name: str, asked: str) -> None:
    """Keep a search under a name; raises TooMany."""
    if SavedSearch.select().where(SavedSearch.by == by, SavedSearch.name != name).count() >= MOST:
        raise TooMany
    row = SavedSearch.insert(by=by, name=name, asked=asked, created_at=clock.now())
    row.on_conflict(
        conflict_target=[SavedSearch.by, SavedSearch.name],
        preserve=[SavedSearch.asked, SavedSearch.created_at],
    ).execute()


def forget(by: str, number: int) -> bool:
    """Take one of somebody's searches off their list; whether it was theirs."""
    asked = SavedSearch.delete().where(SavedSearch.by == by, SavedSearch.id == number)
    return bool(asked.execute())
