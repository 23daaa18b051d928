"""What the chain tells of accounts: who made, changed, invited or switched off whom."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gate.models import Entry
from gate.people import KIND


@dataclass(frozen=True, slots=True)
class Change:
    """One entry: `before` and `after` hold what differs, by name of the column."""

    seq: int
    at: datetime
    what: str
    username: str
    by: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Changes, newest first, and where older ones begin."""

    changes: tuple[Change, ...]
    older: int | None


def changes(*, before: int | None = None, limit: int = 100) -> Page:
    """A page of changes, those before an entry's number."""
    asked = Entry.select().where(Entry.kind == KIND)
    if before is not None:
        asked = asked.where(Entry.seq < before)
    found = list(asked.order_by(Entry.seq.desc()).limit(limit + 1))
    shown = tuple(_read(entry) for entry in found[:limit])
    return Page(shown, shown[-1].seq if len(found) > limit else None)


def _read(entry: Entry) -> Change:
    body = json.loads(bytes(entry.content))["body"]
    told = {name: body.get(name, "") for name in ("what", "username", "by")}
    told |= {name: body.get(name, {}) for name in ("before", "after")}
    return Change(entry.seq, entry.at, **told)
