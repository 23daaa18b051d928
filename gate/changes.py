"""Changes of one thing as the chain tells them: each entry names the one that it follows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gate.models import Entry


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody changed, why, and how it was before and after."""

    at: datetime
    what: str
    by: str
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    batch: int | None = None
    """The list from outside that it came with; None: it came by hand."""


def back_from(seq: int, most: int | None = 50) -> list[Change]:
    """The change of this entry and those before it, newest first; 0 is none. `most` None: every one of them."""
    changes: list[Change] = []
    while seq and (most is None or len(changes) < most):
        entry = Entry.get_by_id(seq)
        body = json.loads(bytes(entry.content))["body"]
        words = {name: body.get(name, "") for name in ("what", "by", "reason")}
        files = {name: body.get(name, {}) for name in ("before", "after")}
        changes.append(Change(entry.at, **words, **files, batch=body.get("batch")))
        seq = body.get("follows") or 0
    return changes
