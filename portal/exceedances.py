"""The over-emission list: searched, added to, released from, and fetched from the platform."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from redis import RedisError
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, TextAreaField

from gate import clock, codes, exceedance
from gate.models import Device, Exceedance
from gate.over_emission import imports, plan
from gate.register import RegisterError
from portal import list_words, mistakes
from portal.forms import PortalForm
from portal.htmx import render, say, wants_fragment
from portal.plant import plant
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username
from portal.vehicle_form import choices
from workers import fetched, live, queues

bp = Blueprint("exceedances", __name__, url_prefix="/exceedances")
bp.add_app_template_filter(list_words.row_mistakes, "row_mistakes")
bp.add_app_template_filter(list_words.change, "list_change")
bp.add_app_template_filter(list_words.particular, "particular")
bp.add_app_template_filter(list_words.value_of, "particular_value")
bp.add_app_template_filter(list_words.reason, "listed_for")
bp.add_app_template_filter(list_words.age, "as_age")
bp.add_app_template_filter(list_words.problem, "fetch_problem")

STATES = (exceedance.LISTED, exceedance.RELEASED, "all")


class PutOnForm(PortalForm):
    plate_no = StringField(lazy_gettext("Plate"))
    plate_colour = SelectField(lazy_gettext("Colour of the plate"), validate_choice=False)
    reason_code = SelectField(lazy_gettext("Why it is listed"), validate_choice=False)
    issued_at = StringField(
        lazy_gettext("Listed since"), render_kw={"type": "datetime-local", "step": 1}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plate_colour.choices = choices(codes.PLATE_COLOURS)
        self.reason_code.choices = choices(codes.EXCEEDANCE_REASONS)


class ReleaseForm(PortalForm):
    reason = TextAreaField(lazy_gettext("Why it is released"), render_kw={"rows": 3})


@bp.get("")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    """Search; htmx fetches the results alone while somebody types."""
    text, state = request.args.get("q", ""), request.args.get("state", exceedance.LISTED)
    found = exceedance.search(text, state, request.args.get("page", 1, type=int))
    return render(
        "exceedances/index.html",
        fragment="results",
        announce=ngettext("%(num)s vehicle", "%(num)s vehicles", found.total),
        found=found,
        q=text,
        state=state,
        states=STATES,
        batches=imports.batches(8),
        **_freshness(),
    )


@bp.get("/fetched")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def freshness() -> Response:
    """How old the list is; htmx asks again while somebody waits for a fresh one."""
    if not wants_fragment():
        return redirect(url_for("exceedances.index"), 303)
    return render("exceedances/index.html", fragment="fetched", **_freshness())


@bp.post("/fetch")
@allow(ADMIN, MANAGER)
def fetch() -> Response:
    """Ask the platform now rather than at the next turn of the clock."""
    redis = plant().redis
    try:
        fetched.ask(redis)
        queues.enqueue(
            redis, queues.JOBS, "workers.calls.fetch_exceedances", job_timeout=300, result_ttl=0
        )
    except (RedisError, OSError):
        say(_("The platform cannot be asked just now. The list stays as it is."), "danger")
    return redirect(url_for("exceedances.index"), 303)


@bp.get("/new")
@allow(ADMIN, MANAGER)
def new() -> Response:
    plate = {name: request.args.get(name, "") for name in ("plate_no", "plate_colour")}
    form = PutOnForm(data={"issued_at": f"{clock.now():%Y-%m-%dT%H:%M:00}", **plate})
    return render("exceedances/new.html", form=form)


@bp.post("/new")
@allow(ADMIN, MANAGER)
def put_on() -> Response:
    form = PutOnForm(request.form)
    values = {name: str(value or "") for name, value in form.data.items()}
    try:
        row = exceedance.put_on(**values, by=username())
    except RegisterError as refused:
        mistakes.show(form, refused.errors)
        return render("exceedances/new.html", status=422, form=form)
    return _done(row, _("%(plate)s is listed: every lane refuses it.", plate=row.plate_no))


@bp.get("/<int:row_id>")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def show(row_id: int) -> Response:
    row = _of(row_id)
    return render("exceedances/show.html", row=row, history=exceedance.history(row))


@bp.get("/<int:row_id>/release")
@allow(ADMIN, MANAGER)
def ask_release(row_id: int) -> Response:
    return render("exceedances/release.html", row=_of(row_id), form=ReleaseForm())


@bp.post("/<int:row_id>/release")
@allow(ADMIN, MANAGER)
def release(row_id: int) -> Response:
    row, form = _of(row_id), ReleaseForm(request.form)
    try:
        if not form.reason.data:
            raise RegisterError({"reason": "required"})
        exceedance.release(row.id, username(), str(form.reason.data))
    except RegisterError as refused:
        mistakes.show(form, refused.errors)
        return render("exceedances/release.html", status=422, row=row, form=form)
    return _done(row, _("%(plate)s is released.", plate=row.plate_no))


def _freshness() -> dict[str, Any]:
    redis = plant().redis
    return {
        "last": fetched.Fetched.last(redis),
        "asked": fetched.is_asked(redis),
        "version": plan.version(),
        "platform": Device.select().where(Device.kind == "platform", Device.enabled).exists(),
    }


def _done(row: Exceedance, sentence: str) -> Response:
    live.ring(plant().redis, live.VEHICLE)
    say(sentence)
    return redirect(url_for("exceedances.show", row_id=row.id), 303)


def _of(row_id: int) -> Exceedance:
    row: Exceedance | None = Exceedance.get_or_none(Exceedance.id == row_id)
    return row or abort(404)
