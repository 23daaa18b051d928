"""Every question to the ledger. See docs/decisions/0014 for how searching stays fast."""

from gate.search.finding import Page, Row, every, numbers, passages, rows_of
from gate.search.folding import fold, rebuild
from gate.search.query import Match, Opened, Place, Query, Written
from gate.search.stories import Newest, Story, last_seen, newest, others, seen_before, story

__all__ = [
    "Match",
    "Newest",
    "Opened",
    "Page",
    "Place",
    "Query",
    "Row",
    "Story",
    "Written",
    "every",
    "fold",
    "last_seen",
    "newest",
    "numbers",
    "others",
    "passages",
    "rebuild",
    "rows_of",
    "seen_before",
    "story",
]
