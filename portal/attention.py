"""What waits for the person at the screen, counted for the navigation of every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import g
from flask_babel import ngettext

from gate import cases, clock, corrections, shifts, supplement_reviews, trips
from gate.at_once import AtOnce
from gate.carriers import applications
from gate.lens import kept
from gate.mail import troubles
from portal.security import may, username

REVIEW_WITHIN = timedelta(days=2)
"""A drawn supplement that waits longer is overdue."""
ANSWER_WITHIN = timedelta(days=1)
"""An application that waits longer: the truck stands somewhere."""


ASKED_FOR: Mapping[str, tuple[str, ...]] = {
    "trips.join": ("late", "very_late"),
    "corrections.review": ("corrections",),
    "answers.answer": ("questions",),
    "reviews.answer": ("reviews", "reviews_since"),
    "shifts.take_over": ("shifts",),
    "applications.approve": ("applications", "applications_since"),
    "mails.index": ("mails",),
    "alarms.index": ("lenses",),
}
"""What is counted for whoever may use an endpoint."""
QUESTIONS = AtOnce(
    late=lambda _who, late, _very_late: trips.counting_open_since(late),
    very_late=lambda _who, _late, very_late: trips.counting_open_since(very_late),
    corrections=lambda *_: corrections.counting_waiting(),
    questions=lambda *_: cases.counting_questions(),
    reviews=lambda who, *_: supplement_reviews.counting_due(who),
    reviews_since=lambda who, *_: supplement_reviews.due_since(who),
    shifts=lambda who, *_: shifts.counting_unsigned(who),
    applications=lambda *_: applications.counting_waiting(),
    applications_since=lambda *_: applications.waiting_since(),
    mails=lambda *_: troubles.counting(),
    lenses=lambda *_: kept.counting_unseen(),
)


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
    lenses: int = 0
    """Troubles that nobody has seen yet; they stand above every page, and beside no name."""


def attention() -> Attention:
    """Asked once a request, in one question; nothing for those who can do nothing about it."""
    if "attention" not in g:
        told = _numbers()
        g.attention = Attention(
            trips=_trips(told.get("late", 0), told.get("very_late", 0)),
            corrections=_corrections(told.get("corrections", 0)),
            questions=_questions(told.get("questions", 0)),
            reviews=_reviews(told.get("reviews", 0), told.get("reviews_since")),
            shifts=_shifts(told.get("shifts", 0)),
            applications=_applications(told.get("applications", 0), told.get("applications_since")),
            mails=_mails(told.get("mails", 0)),
            lenses=told.get("lenses", 0),
        )
    found: Attention = g.attention
    return found


def _numbers() -> dict[str, Any]:
    names = [name for endpoint, of_it in ASKED_FOR.items() if may(endpoint) for name in of_it]
    now = clock.now()
    late, very_late = now - trips.WARN_AFTER, now - trips.ALARM_AFTER
    return QUESTIONS.numbers(tuple(names), username(), late, very_late)


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
