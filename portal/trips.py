"""Trips: which vehicles are inside and for how long, what lacks its other half, and putting halves together."""

from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import IntegerField, StringField
from wtforms.validators import Optional

from gate import clock, site, trip_search, trips
from gate.codes import IN, OUT
from gate.models import Passage
from gate.trip_search import Page, Place
from gate.trips import TripError
from portal import mistakes
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username

bp = Blueprint("trips", __name__, url_prefix="/trips")

ENTRIES, EXITS, ALL = "entries", "exits", "all"
WORDS = {"maxlength": trips.LONGEST_WORDS}


class JoinForm(PortalForm):
    other = IntegerField(validators=[Optional()])
    words = StringField(lazy_gettext("How you know"), render_kw=WORDS)


class PartForm(PortalForm):
    words = StringField(lazy_gettext("Why they do not belong together"), render_kw=WORDS)


@bp.get("")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    """Entries that stand open, exits that closed none, or all; htmx fetches the results alone."""
    shown = request.args.get("show", ENTRIES)
    plate = request.args.get("plate", "")
    return render(
        "trips/index.html",
        fragment="results",
        shown=shown,
        plate=plate,
        page=(page := _page(shown, plate)),
        onward=_address(shown, plate, page.onward) if page.onward else "",
        standing=trips.standing(),
        lanes={lane.id: lane.name for lane in site.lanes()},
    )


@bp.get("/<int:number>")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def show(number: int) -> Response:
    return _show(_passage(number), JoinForm(), PartForm())


@bp.post("/<int:number>/join")
@allow(ADMIN, MANAGER, GUARD)
def join(number: int) -> Response:
    passage, form = _passage(number), JoinForm(request.form)
    other = Passage.get_or_none(Passage.id == form.other.data) if form.other.data else None
    try:
        if other is None:
            raise TripError({"": "choose_one"})
        entered, left = (passage, other) if passage.direction == IN else (other, passage)
        trips.join(entered, left, words=str(form.words.data or ""), by=username())
    except TripError as refused:
        mistakes.show(form, refused.errors)
        return _show(passage, form, PartForm(), 422)
    say(_("Entry and exit are one trip from now on, on your word."))
    return redirect(url_for("trips.show", number=passage.id), 303)


@bp.post("/<int:number>/part")
@allow(ADMIN, MANAGER)
def part(number: int) -> Response:
    passage, form = _passage(number), PartForm(request.form)
    half = trips.half_of(passage)
    try:
        if half is None:
            raise TripError({"": "not_together"})
        entered, left = (passage, half.other) if passage.direction == IN else (half.other, passage)
        trips.part(entered, left, words=str(form.words.data or ""), by=username())
    except TripError as refused:
        mistakes.show(form, refused.errors)
        return _show(passage, JoinForm(), form, 422)
    say(_("They are apart again; both stand open."), "warning")
    return redirect(url_for("trips.show", number=passage.id), 303)


def _show(passage: Passage, joining: JoinForm, parting: PartForm, status: int = 200) -> Response:
    is_open = trips.is_open(passage)
    return render(
        "trips/show.html",
        status=status,
        passage=passage,
        trip=trip_search.of(passage),
        is_open=is_open,
        likely=trip_search.suggestions(passage) if is_open else [],
        others=trip_search.others_open(passage) if is_open else [],
        rulings=trips.rulings_of(passage),
        joining=joining,
        parting=parting,
        lanes={lane.id: lane.name for lane in site.lanes()},
    )


def _page(shown: str, plate: str) -> Page:
    place = _place(request.args.get("from", ""))
    if shown == ALL:
        return trip_search.of_time(plate, place)
    return trip_search.standing_open(OUT if shown == EXITS else IN, place)


def _address(shown: str, plate: str, place: Place) -> str:
    asked = {"show": shown, "plate": plate, "from": f"{clock.stamp(place[0])}~{place[1]}"}
    return url_for("trips.index") + "?" + urlencode({n: v for n, v in asked.items() if v})


def _place(text: str) -> Place | None:
    moment, _tilde, number = text.partition("~")
    try:
        return clock.parse(moment), int(number)
    except ValueError:
        return None


def _passage(number: int) -> Passage:
    passage: Passage | None = Passage.get_or_none(Passage.id == number)
    return passage or abort(404)


@bp.app_template_filter("how_long")
def how_long(span: timedelta | None) -> str:
    """2 days 3 h, 3 h 20 min, 20 min; a dash for none."""
    if span is None:
        return "—"
    minutes = int(span.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return str(_("%(days)d d %(hours)d h", days=days, hours=hours))
    if hours:
        return str(_("%(hours)d h %(minutes)d min", hours=hours, minutes=rest))
    return str(_("%(minutes)d min", minutes=rest))
