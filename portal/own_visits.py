"""Visits that a carrier books for its own trucks; guards see them at the lane, and they open nothing."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField

from gate import clock, codes, site
from gate.announced import VisitError
from gate.carriers import ownership, visits
from gate.facts import Status
from gate.models import Vehicle
from gate.outlook import Outlook
from gate.vehicle_file import TRAILER_FUEL
from portal import mistakes, own
from portal.announced import Expected
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.plant import plant
from portal.policy_form import MINUTE, in_words
from portal.security import CARRIER, allow, username
from workers import live

bp = Blueprint("own_visits", __name__, url_prefix="/my/visits")
bp.before_request(own.company_first)

LASTS = timedelta(hours=4)
"""What is proposed as a window: from the next full hour on."""


class BookingForm(PortalForm):
    truck = SelectField(lazy_gettext("Truck"), validate_choice=False)
    starts = StringField(lazy_gettext("From"), render_kw=MINUTE)
    ends = StringField(lazy_gettext("Until"), render_kw=MINUTE)
    gate_no = SelectField(lazy_gettext("Gate"), validate_choice=False)
    cargo_name = StringField(lazy_gettext("Cargo"), render_kw={"maxlength": 32})
    cargo_quantity = StringField(lazy_gettext("Quantity"), render_kw={"inputmode": "decimal"})
    quantity_unit = SelectField(lazy_gettext("Unit of the quantity"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.truck.choices = [("", "—"), *((str(each.id), each.plate_no) for each in _bookable())]
        gates = [(gate.gate_no, f"{gate.gate_no} {gate.name}") for gate in site.gates()]
        self.gate_no.choices = [("", _("any gate")), *gates]
        self.quantity_unit.choices = in_words(codes.QUANTITY_UNITS)


@bp.get("")
@allow(CARRIER)
def index() -> Response:
    hour = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    proposed: dict[str, Any] = {"starts": f"{hour:%Y-%m-%dT%H:%M}", "quantity_unit": "T"}
    proposed["ends"] = f"{hour + LASTS:%Y-%m-%dT%H:%M}"
    trucks = _bookable()
    wanted = request.args.get("truck", 0, type=int)
    chosen = [each for each in trucks if each.id == wanted or len(trucks) == 1]
    if chosen:
        proposed |= {"truck": str(chosen[0].id), "cargo_name": chosen[0].cargo_name}
    return _page(BookingForm(data=proposed))


@bp.post("")
@allow(CARRIER)
def book() -> Response:
    form = BookingForm(request.form)
    try:
        visit = visits.book(own.carrier(), form.data, username())
    except VisitError as refused:
        mistakes.show(form, refused.errors)
        return _page(form, 422)
    return _done(_("%(plate)s is announced.", plate=visit.plate_no))


@bp.post("/<int:visit_id>/call-off")
@allow(CARRIER)
def call_off(visit_id: int) -> Response:
    try:
        visit = visits.call_off(own.carrier(), visit_id, username()) or abort(404)
    except VisitError as refused:
        say(mistakes.sentence(refused.errors[""]), "warning")
        return redirect(url_for("own_visits.index"), 303)
    return _done(_("The visit of %(plate)s is called off.", plate=visit.plate_no))


def _bookable() -> list[Vehicle]:
    """Its trucks that the plant has approved; a trailer comes with one of them."""
    mine = ownership.vehicles(own.carrier()).where(
        Vehicle.status == Status.APPROVED.value, Vehicle.fuel_type != TRAILER_FUEL
    )
    return list(mine.order_by(Vehicle.plate_no))


def _page(form: BookingForm, status: int = 200) -> Response:
    carrier, outlook, now = own.carrier(), Outlook(), clock.now()
    coming = [
        Expected(
            each,
            outlook.of(each.plate_no, each.plate_colour, max(each.starts, now), each.gate_no),
        )
        for each in visits.to_come(carrier)
    ]
    return render(
        "own_visits/index.html", status=status, form=form, carrier=carrier, coming=coming, now=now
    )


def _done(sentence: str) -> Response:
    live.ring(plant().redis, live.PASSAGE)
    say(sentence)
    return redirect(url_for("own_visits.index"), 303)
