"""Carriers as the plant sees them: their trucks, applications and record, and whether they may go on asking."""

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from werkzeug.wrappers import Response
from wtforms import StringField

from gate.carriers import applications, companies, ownership, record
from gate.carriers.companies import CarrierError
from gate.models import Carrier, User
from portal import carrier_words, mistakes
from portal.applications import SENT
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.security import ADMIN, INSPECTOR, MANAGER, allow, username

bp = Blueprint("carriers", __name__, url_prefix="/carriers")

LISTED = 200
"""Of the list of all; the others are found by their name."""
SHOWN = 20
"""Of its trucks and applications on its page; the others are a click away."""


class ReasonForm(PortalForm):
    reason = StringField(lazy_gettext("Reason"))


@bp.get("/")
@allow(ADMIN, MANAGER, INSPECTOR)
def index() -> Response:
    text = request.args.get("q", "")
    found = record.lines(text)
    return render(
        "carriers/index.html",
        fragment="results",
        announce=ngettext("%(num)s carrier", "%(num)s carriers", len(found)),
        lines=found[:LISTED],
        total=len(found),
        q=text,
    )


@bp.get("/<int:carrier_id>")
@allow(ADMIN, MANAGER, INSPECTOR)
def show(carrier_id: int) -> Response:
    return _page(_of(carrier_id), ReasonForm())


@bp.post("/<int:carrier_id>/stop")
@allow(ADMIN, MANAGER)
def stop(carrier_id: int) -> Response:
    """It asks for nothing more; its trucks keep their own standing."""
    carrier, form = _of(carrier_id), ReasonForm(request.form)
    if not carrier.stopped_at:
        try:
            companies.stop(carrier, str(form.reason.data or ""), username())
        except CarrierError as refused:
            mistakes.show(form, refused.errors)
            return _page(carrier, form, 422)
        say(_("%(name)s may ask for nothing more.", name=carrier.name))
    return _back(carrier)


@bp.post("/<int:carrier_id>/go-on")
@allow(ADMIN, MANAGER)
def let_go_on(carrier_id: int) -> Response:
    carrier, form = _of(carrier_id), ReasonForm(request.form)
    try:
        companies.let_go_on(carrier, username(), str(form.reason.data or ""))
    except CarrierError as refused:
        mistakes.show(form, refused.errors)
        return _page(carrier, form, 422)
    say(_("%(name)s may ask again.", name=carrier.name))
    return _back(carrier)


def _page(carrier: Carrier, form: ReasonForm, status: int = 200) -> Response:
    asked = applications.found(SENT, carrier_id=carrier.id)
    people = User.select().where(User.carrier == carrier).order_by(User.id)
    return render(
        "carriers/show.html",
        status=status,
        carrier=carrier,
        form=form,
        record=record.of(carrier),
        people=list(people),
        trucks=list(ownership.vehicles(carrier).limit(SHOWN)),
        applications=list(asked.limit(SHOWN)),
        history=companies.history(carrier),
    )


def _back(carrier: Carrier) -> Response:
    return redirect(url_for("carriers.show", carrier_id=carrier.id), 303)


def _of(carrier_id: int) -> Carrier:
    carrier: Carrier | None = Carrier.get_or_none(Carrier.id == carrier_id)
    return carrier or abort(404)


bp.add_app_template_filter(carrier_words.change, "carrier_change")
bp.add_app_template_filter(carrier_words.item, "carrier_item")
