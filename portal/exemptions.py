"""Exemptions from control policies: granted for a time and a reason, withdrawn with a reason."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import FileField, SelectField, SelectMultipleField, StringField

from gate import clock, codes, exemptions
from gate.exemptions import ExemptionError
from gate.models import ExemptionRow
from portal import mistakes, uploads
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.plant import plant
from portal.policy_form import MINUTE, in_words
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username
from portal.vehicle_form import PICTURE, choices
from workers import live

bp = Blueprint("exemptions", __name__, url_prefix="/exemptions")


class ExemptionForm(PortalForm):
    kind = SelectField(lazy_gettext("Kind of exemption"), validate_choice=False)
    plate_no = StringField(lazy_gettext("Plate"), render_kw={"autocomplete": "off"})
    plate_colour = SelectField(lazy_gettext("Colour of the plate"), validate_choice=False)
    use_natures = SelectMultipleField(lazy_gettext("Nature of use"), validate_choice=False)
    cargo = StringField(lazy_gettext("Cargo"))
    valid_from = StringField(lazy_gettext("From"), render_kw=MINUTE)
    valid_to = StringField(lazy_gettext("Until"), render_kw=MINUTE)
    reason = StringField(lazy_gettext("Reason"), render_kw={"maxlength": 200})
    evidence = FileField(lazy_gettext("Photo of the proof"), render_kw=PICTURE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(codes.EXEMPTION_KINDS)
        self.plate_colour.choices = choices(codes.PLATE_COLOURS)
        self.use_natures.choices = in_words(codes.USE_NATURES)


class WithdrawForm(PortalForm):
    reason = StringField(lazy_gettext("Reason"), render_kw={"maxlength": 200})


@bp.get("/")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    return _page(ExemptionForm())


@bp.post("/")
@allow(ADMIN, MANAGER)
def grant() -> Response:
    form = ExemptionForm(request.form)
    pictures, errors = uploads.keep(request.files, ("evidence",), plant().store)
    values = {name: value for name, value in form.data.items() if name != "evidence"}
    try:
        if errors:
            raise ExemptionError(errors)
        row = exemptions.grant(values | pictures, username())
    except ExemptionError as refused:
        mistakes.show(form, refused.errors)
        return _page(form, status=422)
    return _done(_("The exemption is granted until %(at)s.", at=f"{row.valid_to:%Y-%m-%d %H:%M}"))


@bp.get("/<int:exemption_id>/withdraw")
@allow(ADMIN, MANAGER)
def ask_withdraw(exemption_id: int) -> Response:
    return render("exemptions/withdraw.html", row=_of(exemption_id), form=WithdrawForm())


@bp.post("/<int:exemption_id>/withdraw")
@allow(ADMIN, MANAGER)
def withdraw(exemption_id: int) -> Response:
    row, form = _of(exemption_id), WithdrawForm(request.form)
    try:
        exemptions.withdraw(row.id, username(), str(form.reason.data or ""))
    except ExemptionError as refused:
        mistakes.show(form, refused.errors)
        return render("exemptions/withdraw.html", status=422, row=row, form=form)
    return _done(_("The exemption is withdrawn."))


def _page(form: ExemptionForm, status: int = 200) -> Response:
    now = clock.now()
    return render(
        "exemptions/index.html",
        status=status,
        form=form,
        valid=exemptions.valid(now),
        over=exemptions.over(now),
        now=now,
    )


def _done(sentence: str) -> Response:
    live.ring(plant().redis, live.VEHICLE)
    say(sentence)
    return redirect(url_for("exemptions.index"), 303)


def _of(exemption_id: int) -> ExemptionRow:
    return ExemptionRow.get_or_none(ExemptionRow.id == exemption_id) or abort(404)
