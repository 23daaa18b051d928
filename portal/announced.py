"""Announced visits: who will come, when, with what, and what lanes would say of it; entered as somebody calls."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField

from gate import announced, clock, codes, site
from gate.announced import VisitError
from gate.models import AnnouncedVisit
from gate.outlook import Outlook
from gate.policy import Decision
from portal import mistakes
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.plant import plant
from portal.policy_form import MINUTE, in_words
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username
from portal.vehicle_form import choices
from workers import live

bp = Blueprint("announced", __name__, url_prefix="/visits")


@bp.app_template_filter("visit_channel")
def channel(code: str) -> str:
    """How the plant heard of a visit, in the reader's language."""
    return dict(in_words(announced.CHANNELS)).get(code, code)


class VisitForm(PortalForm):
    plate_no = StringField(lazy_gettext("Plate"), render_kw={"autocomplete": "off"})
    plate_colour = SelectField(lazy_gettext("Colour of the plate"), validate_choice=False)
    starts = StringField(lazy_gettext("From"), render_kw=MINUTE)
    ends = StringField(lazy_gettext("Until"), render_kw=MINUTE)
    gate_no = SelectField(lazy_gettext("Gate"), validate_choice=False)
    carrier_name = StringField(lazy_gettext("Carrier"))
    cargo_name = StringField(lazy_gettext("Cargo"))
    cargo_quantity = StringField(lazy_gettext("Quantity"), render_kw={"inputmode": "decimal"})
    quantity_unit = SelectField(lazy_gettext("Unit of the quantity"), validate_choice=False)
    channel = SelectField(lazy_gettext("Heard of it"), validate_choice=False)
    note = StringField(lazy_gettext("Note"), render_kw={"maxlength": 400})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plate_colour.choices = choices(codes.PLATE_COLOURS)
        self.quantity_unit.choices = in_words(codes.QUANTITY_UNITS)
        self.channel.choices = in_words({n: announced.CHANNELS[n] for n in announced.BY_HAND})
        gates = [(gate.gate_no, f"{gate.gate_no} {gate.name}") for gate in site.gates()]
        self.gate_no.choices = [("", _("any gate")), *gates]


class WithdrawForm(PortalForm):
    reason = StringField(lazy_gettext("Reason"), render_kw={"maxlength": 200})


@dataclass(frozen=True, slots=True)
class Expected:
    """A visit that is due or to come, and what a lane would say of it as everything stands."""

    visit: AnnouncedVisit
    decision: Decision


@bp.get("/")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    return _page(VisitForm(data={"quantity_unit": "T"}))


@bp.post("/")
@allow(ADMIN, MANAGER, GUARD)
def announce() -> Response:
    form = VisitForm(request.form)
    try:
        visit = announced.announce(form.data, username())
    except VisitError as refused:
        mistakes.show(form, refused.errors)
        return _page(form, status=422)
    return _done(_("%(plate)s is announced.", plate=visit.plate_no))


@bp.get("/<int:visit_id>/withdraw")
@allow(ADMIN, MANAGER, GUARD)
def ask_withdraw(visit_id: int) -> Response:
    return render("announced/withdraw.html", visit=_of(visit_id), form=WithdrawForm())


@bp.post("/<int:visit_id>/withdraw")
@allow(ADMIN, MANAGER, GUARD)
def withdraw(visit_id: int) -> Response:
    visit, form = _of(visit_id), WithdrawForm(request.form)
    try:
        announced.withdraw(visit.id, username(), str(form.reason.data or ""))
    except VisitError as refused:
        mistakes.show(form, refused.errors)
        return render("announced/withdraw.html", status=422, visit=visit, form=form)
    return _done(_("The visit of %(plate)s is called off.", plate=visit.plate_no))


def _page(form: VisitForm, status: int = 200) -> Response:
    now, outlook = clock.now(), Outlook()
    expected = [
        Expected(
            each,
            outlook.of(each.plate_no, each.plate_colour, max(each.starts, now), each.gate_no),
        )
        for each in announced.expected(now)
    ]
    return render(
        "announced/index.html",
        status=status,
        form=form,
        expected=expected,
        over=announced.over(now),
        now=now,
    )


def _done(sentence: str) -> Response:
    live.ring(plant().redis, live.PASSAGE)
    say(sentence)
    return redirect(url_for("announced.index"), 303)


def _of(visit_id: int) -> AnnouncedVisit:
    return AnnouncedVisit.get_or_none(AnnouncedVisit.id == visit_id) or abort(404)
