"""What somebody has typed of a supplement so far: kept for that person, whichever device they go on with."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gate import clock
from gate.models import SupplementDraft

FROM_PAPER = 0
"""The subject of the next row from paper; any other one is the number of a passage."""


@dataclass(slots=True)
class Draft:
    """Values as they were typed, and which of them a vehicle's file has filled in."""

    values: dict[str, Any] = field(default_factory=dict)
    filled: dict[str, Any] = field(default_factory=dict)
    filled_from: str = ""
    """The plate of that file; empty while none is known."""

    def fill(self, plate: str, file: Mapping[str, Any]) -> None:
        """Fill in what nobody has typed; what an earlier file had filled in gives way. Without a file: that goes."""
        for name in {*self.filled, *file}:
            if self.values.get(name) in (None, "", self.filled.get(name)):
                self.values[name] = file.get(name, "")
        self.filled, self.filled_from = dict(file), plate if file else ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft that waits: of which passage, and since when."""

    subject: int
    changed_at: datetime


def of(by: str, subject: int) -> Draft:
    """The person's draft; an empty one where there is none."""
    kept = SupplementDraft.get_or_none(SupplementDraft.by == by, SupplementDraft.subject == subject)
    return Draft(**json.loads(kept.content)) if kept else Draft()


def all_of(by: str) -> Sequence[Kept]:
    """What somebody has begun, the newest first."""
    query = SupplementDraft.select().where(SupplementDraft.by == by)
    ordered = query.order_by(SupplementDraft.changed_at.desc())
    return [Kept(draft.subject, draft.changed_at) for draft in ordered]


def keep(by: str, subject: int, draft: Draft) -> None:
    content = {"values": draft.values, "filled": draft.filled, "filled_from": draft.filled_from}
    row = {"content": json.dumps(content, ensure_ascii=False), "changed_at": clock.now()}
    SupplementDraft.insert(by=by, subject=subject, **row).on_conflict(
        conflict_target=[SupplementDraft.by, SupplementDraft.subject], update=row
    ).execute()


def forget_all(subject: int) -> None:
    """Somebody has told this passage: what others have begun of it leads nowhere."""
    SupplementDraft.delete().where(SupplementDraft.subject == subject).execute()


def forget(by: str, subject: int) -> None:
    SupplementDraft.delete().where(
        SupplementDraft.by == by, SupplementDraft.subject == subject
    ).execute()
