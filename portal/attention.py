"""What waits for the person at the screen, counted for the navigation of every page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import g
from flask_babel import ngettext

from gate import cases, clock, corrections, shifts, supplement_reviews, trips
from portal.security import may, username

REVIEW_WITHIN = timedelta(days=2)
"""A drawn supplement that waits longer is overdue."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A number beside a name in the navigation, and what it counts in words."""

    number: int
    words: str
    tone: str = "wait"


@dataclass(frozen=True, slots=True)
class Attention:
    trips: Badge | None = None
    corrections: Badge | None = None
    questions: Badge | None = None
    reviews: Badge | None = None
    shifts: Badge | None = None


def attention() -> Attention:
    """Asked once a request; nothing for those who can do nothing about it."""
    if "attention" not in g:
        g.attention = Attention(
            trips=_trips(),
            corrections=_corrections(),
            questions=_questions(),
            reviews=_reviews(),
            shifts=_shifts(),
        )
    found: Attention = g.attention
    return found


def _trips() -> Badge | None:
    """Entries that stand open, told before the platform tells (R-069)."""
    found = trips.standing() if may("trips.join") else None
    if found is None or not found.warned:
        return None
    said: Any = ngettext(
        "%(num)s inside for more than 24 hours",
        "%(num)s inside for more than 24 hours",
        found.warned,
    )
    return Badge(found.warned, str(said), "no" if found.alarmed else "wait")


def _corrections() -> Badge | None:
    waiting = corrections.count_waiting() if may("corrections.review") else 0
    said: Any = ngettext("%(num)s waits for you", "%(num)s wait for you", waiting)
    return Badge(waiting, str(said)) if waiting else None


def _questions() -> Badge | None:
    """Vehicles that stand before an arm until the manager has answered."""
    asked = cases.count_questions() if may("answers.answer") else 0
    said: Any = ngettext("%(num)s waits for your answer", "%(num)s wait for your answer", asked)
    return Badge(asked, str(said), "no") if asked else None


def _reviews() -> Badge | None:
    """Drawn supplements that somebody else has written."""
    if not may("reviews.answer"):
        return None
    waiting, since = supplement_reviews.count_due(username())
    if since is None:
        return None
    said: Any = ngettext("%(num)s to be reviewed", "%(num)s to be reviewed", waiting)
    return Badge(waiting, str(said), "no" if clock.now() - since > REVIEW_WITHIN else "wait")


def _shifts() -> Badge | None:
    waiting = len(shifts.unsigned(username())) if may("shifts.take_over") else 0
    said: Any = ngettext("%(num)s to be countersigned", "%(num)s to be countersigned", waiting)
    return Badge(waiting, str(said)) if waiting else None
