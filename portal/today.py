"""The exceptions of a day on one page, in the numbers of the night's mail, and what asks for somebody by now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gate import clock, uplink, whitelist
from gate.carriers import applications
from gate.report import day as days
from gate.report import exceptions
from gate.search.query import Opened, Written
from gate.whitelist import Ends, Wanted
from portal import lens_words, wording
from portal.attention import ANSWER_WITHIN
from portal.htmx import render
from portal.proof import WORDS as CAUSES
from portal.security import ADMIN, INSPECTOR, MANAGER, allow

bp = Blueprint("today", __name__, url_prefix="/today")

SHOWN = 8
"""Rows of each list on the page; all of them are one click away."""
NAMES: Mapping[str, Any] = {
    "held": _("Held for a person"),
    "refused": _("Refused"),
    "by_hand": _("Arm lifted by hand"),
    "supplements": _("Supplemented by hand"),
    "not_left": _("Came and has not left"),
    "not_accepted": _("Refused by the platform"),
    "away": _("Not seen: devices away"),
    "lenses": _("Lenses not as usual"),
}
GRAVE = frozenset({"not_accepted", "away"})
"""What should not happen at all."""
ASKS: Mapping[str, Mapping[str, Any]] = {
    "held": {"verdict": "hold"},
    "refused": {"verdict": "refuse"},
    "by_hand": {"opened": Opened.BY_HAND},
    "supplements": {"written": Written.BY_HAND},
    "not_accepted": {"upload": uplink.REFUSED},
}


@dataclass(frozen=True, slots=True)
class Exceptions:
    """One kind of exception: how many there were, the first of them, and where all of them are."""

    name: str
    number: int
    rows: Sequence[Mapping[str, Any]]
    all_at: str


@bp.get("")
@allow(ADMIN, MANAGER, INSPECTOR)
def show() -> Response:
    """Of today, or of any day by its date."""
    now = clock.now()
    day = _day(request.args.get("day", ""), now.astimezone(clock.BEIJING).date())
    is_today = day == now.astimezone(clock.BEIJING).date()
    rows = days.rows(day)
    found = exceptions.of(day, rows)
    ending = whitelist.found(Wanted(status="approved", ends=Ends.WEEK)) if is_today else None
    waiting = applications.waiting() if is_today else None
    return render(
        "today/show.html",
        day=day,
        is_today=is_today,
        before=day - timedelta(days=1),
        after=None if is_today else day + timedelta(days=1),
        number=len(rows),
        found=[_kind(name, day, found[name]) for name in NAMES],
        standing=found["not_left"]["standing"],
        ending=list(ending.limit(SHOWN)) if ending is not None else [],
        ending_number=ending.count() if ending is not None else 0,
        waiting=list(waiting.limit(SHOWN)) if waiting is not None else [],
        waiting_number=waiting.count() if waiting is not None else 0,
        late=now - ANSWER_WITHIN,
        grave=GRAVE,
        causes=CAUSES,
        lenses=lens_words.SHORT,
        shown=SHOWN,
    )


def _kind(name: str, day: date, told: Mapping[str, Any]) -> Exceptions:
    begins, ends = days.span(day)
    rows = [_with_moments(row) for row in told["rows"][:SHOWN]]
    if name == "away":
        return Exceptions(name, told["number"], rows, url_for("proof.index"))
    if name == "lenses":
        return Exceptions(name, told["number"], rows, url_for("lenses.index"))
    if name == "not_left":
        return Exceptions(name, told["number"], rows, url_for("trips.index"))
    span: dict[str, Any] = {"start": f"{begins:%Y-%m-%dT%H:%M}", "end": f"{ends:%Y-%m-%dT%H:%M}"}
    return Exceptions(name, told["number"], rows, url_for("passages.index", **span, **ASKS[name]))


def _with_moments(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: clock.parse(value) if name in ("at", "began", "ended") and value else value
        for name, value in row.items()
    }


def _day(text: str, today: date) -> date:
    """A day that has come; today where the address makes no sense."""
    try:
        return min(date.fromisoformat(text), today) if text else today
    except ValueError:
        return today


bp.add_app_template_filter(lambda name: wording.say(NAMES, name), "exception_name")
