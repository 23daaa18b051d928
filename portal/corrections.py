"""Corrections of rows: written by one person, looked at beside the photographs and answered by a second one."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import PasswordField, SelectField, StringField, TextAreaField

from gate import corrected, corrections, plates
from gate.corrections import CorrectionError, Told
from gate.models import Correction, Passage, Vehicle
from portal import confirming, mistakes, vehicle_words
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.plant import plant
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username
from portal.vehicle_form import VehicleForm, choices
from portal.wording import as_quantity, word
from workers import live

bp = Blueprint("corrections", __name__, url_prefix="/corrections")

OF_FILES = tuple(name for name in corrected.ITEMS if not name.startswith(("plate_", "cargo_")))
"""What a vehicle's file says, too."""


class CorrectionForm(VehicleForm):
    cargo_name = StringField(lazy_gettext("Cargo"))
    cargo_quantity = StringField(lazy_gettext("Quantity"), render_kw={"inputmode": "decimal"})
    reason = SelectField(lazy_gettext("Reason"), validate_choice=False)
    words = TextAreaField(lazy_gettext("In your words"), render_kw={"rows": 2, "maxlength": 500})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = choices(corrections.REASONS)

    def take(self, values: dict[str, Any]) -> None:
        """Show other values than were sent, in the fields that can be corrected."""
        for name, value in values.items():
            self[name].data = value


class ReviewForm(PortalForm):
    words = TextAreaField(lazy_gettext("In your words"), render_kw={"rows": 2, "maxlength": 500})
    password = PasswordField(
        lazy_gettext("Your password"), render_kw={"autocomplete": "current-password"}
    )


@bp.get("")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    """What waits for a second person, and what was answered lately."""
    return render(
        "corrections/index.html", waiting=corrections.waiting(), lately=corrections.lately()
    )


@bp.get("/new/<int:number>")
@allow(ADMIN, MANAGER, GUARD)
def new(number: int) -> Response:
    passage = _passage(number)
    form = CorrectionForm(data=corrected.items_of(corrected.one(passage).now))
    return _form(passage, form)


@bp.post("/new/<int:number>")
@allow(ADMIN, MANAGER, GUARD)
def propose(number: int) -> Response:
    passage, form = _passage(number), CorrectionForm(request.form)
    if request.form.get("then") == "fill":
        return _filled(passage, form)
    values = form.sent(set(corrected.ITEMS) & request.form.keys())
    try:
        correction = corrections.propose(
            passage,
            values,
            reason=str(form.reason.data or ""),
            words=str(form.words.data or ""),
            by=username(),
        )
    except CorrectionError as refused:
        mistakes.show(form, refused.errors)
        return _form(passage, form, 422)
    say(_("Written. It counts once a second person agrees."))
    return redirect(url_for("corrections.show", correction_id=correction.id), 303)


@bp.get("/<int:correction_id>")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def show(correction_id: int) -> Response:
    return _page(_told(correction_id), ReviewForm())


@bp.post("/<int:correction_id>")
@allow(ADMIN, MANAGER)
def review(correction_id: int) -> Response:
    """A second person's answer, with the password once more: nobody agrees at a screen that another left."""
    told, form = _told(correction_id), ReviewForm(request.form)
    agreed = request.form.get("answer") == "agree"
    try:
        if told.waits and not _is_mine(told) and not confirming.confirm(form.password):
            return _page(told, form, 422)
        corrections.review(
            correction_id, agreed=agreed, words=str(form.words.data or ""), by=username()
        )
    except CorrectionError as refused:
        mistakes.show(form, refused.errors)
        return _page(_told(correction_id), form, 422)
    live.ring(plant().redis, live.PASSAGE)
    if agreed:
        say(_("The correction counts from now on; the row itself stays as it was written."))
    else:
        say(_("The correction is refused. The row counts as it was written."), "warning")
    return redirect(url_for("corrections.index"), 303)


@bp.post("/<int:correction_id>/withdraw")
@allow(ADMIN, MANAGER, GUARD)
def withdraw(correction_id: int) -> Response:
    """Take back what one has written oneself, as long as nobody has answered."""
    told, form = _told(correction_id), ReviewForm(request.form)
    try:
        corrections.withdraw(correction_id, words=str(form.words.data or ""), by=username())
    except CorrectionError as refused:
        mistakes.show(form, refused.errors)
        return _page(_told(correction_id), form, 422)
    say(_("The correction is taken back. The row counts as before."))
    return redirect(url_for("passages.show", number=told.correction.passage.id), 303)


def _filled(passage: Passage, form: CorrectionForm) -> Response:
    """The form with what the register says of the plate that was typed."""
    plate = plates.normalise(str(form.plate_no.data or ""))
    vehicle = Vehicle.get_or_none(
        Vehicle.plate_no == plate, Vehicle.plate_colour == form.plate_colour.data
    )
    if vehicle is None:
        form.plate_no.errors = [_("No file of the register has this plate and this colour.")]
        return _form(passage, form, 422)
    form.take({name: getattr(vehicle, name) for name in OF_FILES})
    return _form(passage, form)


def _form(passage: Passage, form: CorrectionForm, status: int = 200) -> Response:
    waits = [told for told in corrections.of(passage) if told.waits]
    return render(
        "corrections/form.html",
        status=status,
        form=form,
        passage=passage,
        waits=waits[0] if waits else None,
    )


def _page(told: Told, form: ReviewForm, status: int = 200) -> Response:
    passage = told.correction.passage
    return render(
        "corrections/show.html",
        status=status,
        told=told,
        passage=passage,
        counts=corrected.one(passage),
        form=form,
        mine=_is_mine(told),
    )


def _is_mine(told: Told) -> bool:
    return bool(told.correction.by == username())


def _told(correction_id: int) -> Told:
    correction = Correction.get_or_none(Correction.id == correction_id) or abort(404)
    return next(
        told for told in corrections.of(correction.passage) if told.correction == correction
    )


def _passage(number: int) -> Passage:
    passage: Passage | None = Passage.get_or_none(Passage.id == number)
    return passage or abort(404)


@bp.app_template_filter("row_item")
def _item(name: str) -> str:
    """An item of a row by the name that the form has for it."""
    return str(getattr(CorrectionForm, name).args[0])


@bp.app_template_filter("row_value")
def _value(value: Any, name: str) -> str:
    if name == "cargo_quantity" and value:
        return as_quantity(Decimal(value))
    return vehicle_words.value_of(value, name)


@bp.app_template_filter("correction_reason")
def _reason(code: str) -> str:
    return word(corrections.REASONS, code)
