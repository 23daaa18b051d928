"""What waits for the person at the screen, counted for the navigation of every page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import g
from flask_babel import ngettext

from gate import at_once, cases, clock, corrections, shifts, supplement_reviews, trips
from gate.carriers import applications
from gate.mail import troubles
from portal.security import may, username

REVIEW_WITHIN = timedelta(days=2)
"""A drawn supplement that waits longer is overdue."""
ANSWER_WITHIN = timedelta(days=1)
"""An application that waits longer: the truck stands somewhere."""


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
    applications: Badge | None = None
    mails: Badge | None = None


def attention() -> Attention:
    """Asked once a request, in one question; nothing for those who can do nothing about it."""
    if "attention" not in g:
        told = at_once.numbers(_asked())
        g.attention = Attention(
            trips=_trips(told.get("late", 0), told.get("very_late", 0)),
            corrections=_corrections(told.get("corrections", 0)),
            questions=_questions(told.get("questions", 0)),
            reviews=_reviews(told.get("reviews", 0), told.get("reviews_since")),
            shifts=_shifts(told.get("shifts", 0)),
            applications=_applications(told.get("applications", 0), told.get("applications_since")),
            mails=_mails(told.get("mails", 0)),
        )
    found: Attention = g.attention
    return found


def _asked() -> dict[str, Any]:
    asked: dict[str, Any] = {}
    if may("trips.join"):
        asked["late"] = trips.counting_open_for(trips.WARN_AFTER)
        asked["very_late"] = trips.counting_open_for(trips.ALARM_AFTER)
    if may("corrections.review"):
        asked["corrections"] = corrections.counting_waiting()
    if may("answers.answer"):
        asked["questions"] = cases.counting_questions()
    if may("reviews.answer"):
        asked |= supplement_reviews.counting_due(username())
    if may("shifts.take_over"):
        asked["shifts"] = shifts.counting_unsigned(username())
    if may("applications.approve"):
        asked["applications"] = applications.counting_waiting()
        asked["applications_since"] = applications.waiting_since()
    if may("mails.index"):
        asked["mails"] = troubles.counting()
    return asked


def _trips(late: int, very_late: int) -> Badge | None:
    """Entries that stand open, told before the platform tells (R-069)."""
    said: Any = ngettext(
        "%(num)s inside for more than 24 hours", "%(num)s inside for more than 24 hours", late
    )
    return Badge(late, str(said), "no" if very_late else "wait") if late else None


def _corrections(waiting: int) -> Badge | None:
    said: Any = ngettext("%(num)s waits for you", "%(num)s wait for you", waiting)
    return Badge(waiting, str(said)) if waiting else None


def _questions(asked: int) -> Badge | None:
    """Vehicles that stand before an arm until the manager has answered."""
    said: Any = ngettext("%(num)s waits for your answer", "%(num)s wait for your answer", asked)
    return Badge(asked, str(said), "no") if asked else None


def _reviews(waiting: int, since: str | None) -> Badge | None:
    """Drawn supplements that somebody else has written."""
    if since is None:
        return None
    late = clock.now() - clock.parse(since) > REVIEW_WITHIN
    said: Any = ngettext("%(num)s to be reviewed", "%(num)s to be reviewed", waiting)
    return Badge(waiting, str(said), "no" if late else "wait")


def _shifts(waiting: int) -> Badge | None:
    said: Any = ngettext("%(num)s to be countersigned", "%(num)s to be countersigned", waiting)
    return Badge(waiting, str(said)) if waiting else None


def _applications(waiting: int, since: str | None) -> Badge | None:
    """Trucks that a carrier asks for."""
    if since is None:
        return None
    late = clock.now() - clock.parse(since) > ANSWER_WITHIN
    said: Any = ngettext("%(num)s waits for an answer", "%(num)s wait for an answer", waiting)
    return Badge(waiting, str(said), "no" if late else "wait")


def _mails(unsent: int) -> Badge | None:
    """Letters that were not sent, or perhaps not."""
    said: Any = ngettext("%(num)s mail was not sent", "%(num)s mails were not sent", unsent)
    return Badge(unsent, str(said), "no") if unsent else None
