"""What can be asked of the ledger."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gate.ledger import Result

Place = tuple[datetime, int]
"""Where a page ends: capture time and number of its last passage."""


class Match(StrEnum):
    """How closely a plate must be what was typed."""

    AS_TYPED = ""
    """With ? and * as such; else a beginning where it opens with a province, else any part."""
    EXACT = "exact"
    ONE = "one"
    """One wrong character, or two that eyes take for each other; the province aside."""
    TWO = "two"
    """Two wrong characters; the province aside."""


class Opened(StrEnum):
    """Who had the arm go up (R-017)."""

    BY_ITSELF = "automatic"
    BY_HAND = "manual"


class Written(StrEnum):
    """Who told what the row says (R-051)."""

    BY_ITSELF = "automatic"
    BY_HAND = "manual"
    """A person: an unread passage that was supplemented, or a row that came from paper."""


BY_HAND = (Result.LIFTED_BY_PERSON, Result.LIFTED_AT_GATE)
"""Outcomes in which a person lifted the arm."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which passages; whatever is empty does not matter."""

    start: datetime | None = None
    end: datetime | None = None
    gate_no: str = ""
    lane_id: int | None = None
    direction: str = ""
    plate: str = ""
    match: str = Match.AS_TYPED
    colour: str = ""
    stage: str = ""
    fuel: str = ""
    carrier: str = ""
    """Any part of the name, as of the cargo."""
    cargo: str = ""
    verdict: str = ""
    reason: str = ""
    """One of the reasons, wherever it stands among them."""
    opened: str = ""
    written: str = ""
    upload: str = ""
    before: Place | None = None
    """Only what is older than this place."""
    after: Place | None = None
    """Only what is newer: the page next to it."""
    limit: int = 25
