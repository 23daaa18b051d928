"""Temporary vehicles: a stranger let in for some hours or days by a guard or a manager, on proof."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import FileField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from gate import announced, cases, clock, codes, register, temporary
from gate.cases import judging
from gate.cases.rules import WAITING
from gate.models import Passage, Vehicle
from gate.register import RegisterError
from gate.vehicle_file import PICTURES
from portal import mistakes, uploads
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.plant import plant
from portal.security import ADMIN, GUARD, MANAGER, allow, username
from portal.vehicle_form import PICTURE, choices
from workers import live

bp = Blueprint("temporary", __name__, url_prefix="/temporary")

TABLES = {
    "plate_colour": codes.PLATE_COLOURS,
    "vehicle_type": codes.VEHICLE_TYPES,
    "fuel_type": codes.FUEL_TYPES,
    "emission_stage": codes.EMISSION_STAGES,
    "basis": temporary.BASES,
}


def _code(label: Any) -> SelectField:
    return SelectField(label, validate_choice=False)


class VisitForm(PortalForm):
    passage = IntegerField(validators=[Optional()])
    plate_no = StringField(lazy_gettext("Plate"))
    plate_colour = _code(lazy_gettext("Colour of the plate"))
    span = _code(lazy_gettext("For how long"))
    vehicle_type = _code(lazy_gettext("Vehicle type"))
    fuel_type = _code(lazy_gettext("Fuel"))
    emission_stage = _code(lazy_gettext("Emission stage"))
    basis = _code(lazy_gettext("Confirmed by"))
    carrier_name = StringField(lazy_gettext("Carrier"))
    cargo_name = StringField(lazy_gettext("Cargo"))
    licence_front_image = FileField(lazy_gettext("Vehicle licence, front"), render_kw=PICTURE)
    licence_back_image = FileField(lazy_gettext("Vehicle licence, back"), render_kw=PICTURE)
    emission_list_image = FileField(lazy_gettext("Emission information list"), render_kw=PICTURE)
    note = TextAreaField(lazy_gettext("Note"), render_kw={"rows": 2})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, table in TABLES.items():
            setattr(self[name], "choices", choices(table))  # noqa: B010  wtforms types fields as plain ones
        self.span.choices = [("", "—"), *((span, _how_long(span)) for span in temporary.SPANS)]

    def values(self) -> dict[str, Any]:
        """What was typed; pictures come another way."""
        return {n: f.data for n, f in self._fields.items() if f.type != "FileField"}


@bp.get("/new")
@allow(ADMIN, MANAGER, GUARD)
def new() -> Response:
    passage = _passage(request.args.get("passage", type=int))
    read = {"passage": passage.id} if passage else {}
    if passage is not None:
        read |= {"plate_no": passage.plate_no, "plate_colour": passage.plate_colour}
        read |= _announced(passage)
    return _page(VisitForm(data={"span": "4h", **read}), passage)


@bp.post("/new")
@allow(ADMIN, MANAGER, GUARD)
def admit() -> Response:
    """Approve it, for a time and on proof; the lane knows within seconds."""
    request.max_content_length = len(PICTURES) * uploads.MOST_BYTES + 1_000_000
    form = VisitForm(request.form)
    passage = _passage(form.passage.data)
    pictures, errors = uploads.keep(request.files, PICTURES, plant().store)
    try:
        vehicle = _admit({**form.values(), **pictures}, errors)
    except RegisterError as refused:
        mistakes.show(form, refused.errors)
        return _page(form, passage, 422)
    live.ring(plant().redis, live.VEHICLE)
    say(_may_pass(vehicle))
    return redirect(_go_on(vehicle, passage), 303)


@bp.post("/<int:vehicle_id>/end")
@allow(ADMIN, MANAGER, GUARD)
def end(vehicle_id: int) -> Response:
    vehicle = Vehicle.get_or_none(Vehicle.id == vehicle_id) or abort(404)
    try:
        register.end_visit(vehicle.id, username())
        say(_("%(plate)s may not pass any more.", plate=vehicle.plate_no))
    except RegisterError as refused:
        say(mistakes.sentence(refused.errors[""]), "warning")
    live.ring(plant().redis, live.VEHICLE)
    return redirect(url_for("vehicles.show", vehicle_id=vehicle.id), 303)


def _admit(values: Mapping[str, Any], errors: Mapping[str, str]) -> Vehicle:
    if not errors:
        return temporary.admit(values, username())
    try:  # so that the person hears of everything at once
        with register.one_step():
            temporary.admit(values, username())
            raise RegisterError(errors)
    except RegisterError as refused:
        raise RegisterError({**refused.errors, **errors}) from None


def _go_on(vehicle: Vehicle, passage: Passage | None) -> str:
    """On to the admission of the vehicle where it still waits, judged by the plate that was let in."""
    if passage is None:
        return url_for("vehicles.show", vehicle_id=vehicle.id)
    case = cases.of_passages([passage.id]).get(passage.id)
    if case is None or case.state not in WAITING:
        return url_for("passages.show", number=passage.id)
    let_in = {"plate_no": vehicle.plate_no, "plate_colour": vehicle.plate_colour}
    if (passage.plate_no, passage.plate_colour) != tuple(let_in.values()):
        judging.type_plate(case, let_in, username())
    live.ring(plant().redis, live.CASE)
    return url_for("cases.ask_admit", case_id=case.id)


def _announced(passage: Passage) -> dict[str, str]:
    """What its announcement says of it, to be held against the papers."""
    due = announced.now_due(clock.now()).get((passage.plate_no, passage.plate_colour))
    if due is None:
        return {}
    return {"carrier_name": due.carrier_name, "cargo_name": due.cargo_name}


def _page(form: VisitForm, passage: Passage | None, status: int = 200) -> Response:
    return render("temporary/new.html", status=status, form=form, passage=passage)


def _passage(number: int | None) -> Passage | None:
    return Passage.get_or_none(Passage.id == number) if number is not None else None


def _may_pass(vehicle: Vehicle) -> str:
    plate, until = vehicle.plate_no, vehicle.valid_until
    if until is not None:
        return str(_("%(plate)s may pass until %(at)s.", plate=plate, at=f"{until:%Y-%m-%d %H:%M}"))
    day = vehicle.valid_to
    return str(_("%(plate)s may pass until the end of %(day)s.", plate=plate, day=day))


def _how_long(span: str) -> str:
    if span in temporary.HOURS:
        return str(_("%(number)s hours", number=temporary.HOURS[span]))
    days = temporary.DAYS[span]
    return str(_("%(number)s days", number=days) if days > 1 else _("today, until midnight"))
