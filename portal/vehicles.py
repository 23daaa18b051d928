"""The whitelist: found, written, approved, suspended."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from werkzeug.wrappers import Response
from wtforms import StringField

from gate import clock, exceedance, register, whitelist
from gate.models import Vehicle
from gate.policy import Status
from gate.register import RegisterError
from gate.vehicle_file import PICTURES
from gate.whitelist import Ends
from portal import mistakes, uploads, vehicle_words, whitelist_asked
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.plant import plant
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username
from portal.vehicle_form import VehicleForm
from workers import live

bp = Blueprint("vehicles", __name__, url_prefix="/vehicles")

CHANGES, MOST_CHANGES = 50, 5_000
"""Of a file's history, at first and for those who want all of it."""


class SuspendForm(PortalForm):
    reason = StringField(lazy_gettext("Why"))


@bp.get("/")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    wanted = whitelist_asked.wanted(request.args)
    found = whitelist.search(wanted, request.args.get("page", 1, type=int))
    return render(
        "vehicles/index.html",
        fragment="results",
        announce=ngettext("%(num)s vehicle", "%(num)s vehicles", found.total),
        found=found,
        wanted=wanted,
        told=whitelist_asked.told(wanted),
        statuses=[known.value for known in Status],
        ends=list(Ends),
        carrier=whitelist_asked.carrier(wanted),
        today=clock.now().date(),
    )


@bp.get("/<int:vehicle_id>")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def show(vehicle_id: int) -> Response:
    vehicle = _of(vehicle_id)
    most = MOST_CHANGES if request.args.get("all") == "1" else CHANGES
    history = register.history(vehicle, most + 1)
    return render(
        "vehicles/show.html",
        vehicle=vehicle,
        history=history[:most],
        more=len(history) > most,
        listed=exceedance.of(vehicle.plate_no, vehicle.plate_colour),
    )


@bp.get("/new")
@allow(ADMIN, MANAGER)
def new() -> Response:
    plate = {name: request.args.get(name, "") for name in ("plate_no", "plate_colour")}
    return _form(VehicleForm(data={"quantity_unit": "T", **plate}), None)


@bp.post("/new")
@allow(ADMIN, MANAGER)
def create() -> Response:
    return _save(None)


@bp.get("/<int:vehicle_id>/edit")
@allow(ADMIN, MANAGER)
def edit(vehicle_id: int) -> Response:
    vehicle = _of(vehicle_id)
    return _form(VehicleForm(obj=vehicle, data={"seen_seq": vehicle.changed_seq}), vehicle)


@bp.post("/<int:vehicle_id>/edit")
@allow(ADMIN, MANAGER)
def save(vehicle_id: int) -> Response:
    return _save(_of(vehicle_id))


@bp.post("/<int:vehicle_id>/approve")
@allow(ADMIN, MANAGER)
def approve(vehicle_id: int) -> Response:
    vehicle = _of(vehicle_id)
    try:
        register.approve(vehicle.id, username())
    except RegisterError as refused:
        form = VehicleForm(obj=vehicle, data={"seen_seq": vehicle.changed_seq})
        return _form(form, vehicle, refused.errors)
    return _done(vehicle, _("%(plate)s is approved.", plate=vehicle.plate_no))


@bp.get("/<int:vehicle_id>/suspend")
@allow(ADMIN, MANAGER)
def ask_suspend(vehicle_id: int) -> Response:
    return render("vehicles/suspend.html", vehicle=_of(vehicle_id), form=SuspendForm())


@bp.post("/<int:vehicle_id>/suspend")
@allow(ADMIN, MANAGER)
def suspend(vehicle_id: int) -> Response:
    vehicle, form = _of(vehicle_id), SuspendForm(request.form)
    try:
        register.suspend(vehicle.id, username(), str(form.reason.data or ""))
    except RegisterError as refused:
        mistakes.show(form, refused.errors)
        return render("vehicles/suspend.html", status=422, vehicle=vehicle, form=form)
    return _done(
        vehicle, _("%(plate)s is suspended: every lane refuses it.", plate=vehicle.plate_no)
    )


def _save(vehicle: Vehicle | None) -> Response:
    form = VehicleForm(request.form)
    pictures, errors = uploads.keep(request.files, PICTURES, plant().store)
    values = {**form.sent(request.form), **pictures}
    try:
        if errors:
            raise RegisterError(errors)
        saved = _write(vehicle, values)
    except RegisterError as refused:
        return _form(form, vehicle, refused.errors)
    return _done(saved, _("%(plate)s is saved.", plate=saved.plate_no))


def _write(vehicle: Vehicle | None, values: Mapping[str, Any]) -> Vehicle:
    """The file as sent, approved in the same step when the person pressed that button."""
    with register.one_step():
        if vehicle is None:
            saved = register.create(values, username())
        else:
            seen = request.form.get("seen_seq", type=int)
            saved = register.edit(vehicle.id, values, username(), seen_seq=seen)
        if request.form.get("then") == "approve" and saved.status != Status.APPROVED.value:
            saved = register.approve(saved.id, username())
    return saved


def _done(vehicle: Vehicle, sentence: str) -> Response:
    live.ring(plant().redis, live.VEHICLE)
    say(sentence)
    return redirect(url_for("vehicles.show", vehicle_id=vehicle.id), 303)


def _form(
    form: VehicleForm, vehicle: Vehicle | None, errors: Mapping[str, str] | None = None
) -> Response:
    mistakes.show(form, errors or {})
    return render("vehicles/form.html", status=422 if errors else 200, form=form, vehicle=vehicle)


def _of(vehicle_id: int) -> Vehicle:
    vehicle: Vehicle | None = Vehicle.get_or_none(Vehicle.id == vehicle_id)
    return vehicle or abort(404)


bp.add_app_template_filter(vehicle_words.change, "change")
bp.add_app_template_filter(vehicle_words.item, "item")
bp.add_app_template_filter(vehicle_words.value_of, "value_of")
bp.add_app_template_filter(whitelist_asked.ends, "ends_when")
