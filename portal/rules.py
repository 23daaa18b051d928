"""What lanes decide by: the minimum emission stage, letting out, and the over-emission list."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField, StringField

from gate import clock, codes, exceedance, rules
from gate.models import Exceedance
from gate.register import RegisterError
from portal import mistakes
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.languages import language
from portal.plant import plant
from portal.security import ADMIN, INSPECTOR, MANAGER, allow, current_user
from portal.vehicle_form import choices
from workers import live

bp = Blueprint("rules", __name__, url_prefix="/rules")


class RulesForm(PortalForm):
    minimum_stage = SelectField(lazy_gettext("Minimum emission stage"), validate_choice=False)
    let_out = BooleanField(lazy_gettext("Let every vehicle out"))
    demand_network = BooleanField(lazy_gettext("Ask for remote monitoring"))
    contradictions = SelectField(lazy_gettext("Papers that contradict"), validate_choice=False)
    implausible_stages = SelectField(
        lazy_gettext("Stage that does not fit its date"), validate_choice=False
    )
    strong_confidence = StringField(lazy_gettext("Certainty of a single look"))
    fair_confidence = StringField(lazy_gettext("Certainty of several looks"))
    z11_is_heavy = BooleanField(lazy_gettext("Large special vehicles are heavy trucks"))
    emergency_by_plate = BooleanField(lazy_gettext("Open for unregistered rescue plates"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = {stage: codes.EMISSION_STAGES[stage] for stage in rules.STAGES}
        words = [(stage, word.in_language(language())) for stage, word in stages.items()]
        self.minimum_stage.choices = words
        dealings = [("hold", _("Hold for a person")), ("warn", _("Let in and note it"))]
        self.contradictions.choices = self.implausible_stages.choices = dealings

    def wanted(self) -> dict[str, Any]:
        """What the person set. A field that did not come with the form leaves its setting alone."""
        switches = {f.name: bool(f.data) for f in self if isinstance(f, BooleanField)}
        others = {f.name: f.data for f in self if f.name not in switches and f.data is not None}
        return switches | others


class ListForm(PortalForm):
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


@bp.get("/")
@allow(ADMIN, MANAGER, INSPECTOR)
def index() -> Response:
    return _page()


@bp.get("/effect")
@allow(ADMIN, MANAGER)
def effect() -> Response:
    """What a stage would do, told before it is chosen."""
    stage = request.args.get("minimum_stage", "")
    if stage not in rules.STAGES:
        abort(404)
    present = rules.current()
    present.minimum_stage = stage
    return _page(RulesForm(obj=present))


@bp.post("/")
@allow(ADMIN, MANAGER)
def change() -> Response:
    form = RulesForm(request.form)
    try:
        version = rules.change(**form.wanted(), by=_me())
    except RegisterError as refused:
        mistakes.show(form, refused.errors)
        return _page(form, status=422)
    return _done(_("Version %(number)s of the rules is in force.", number=version.id))


@bp.post("/listed")
@allow(ADMIN, MANAGER)
def put_on() -> Response:
    form = ListForm(request.form)
    values = {name: str(value or "") for name, value in form.data.items()}
    try:
        row = exceedance.put_on(**values, by=_me())
    except RegisterError as refused:
        mistakes.show(form, refused.errors)
        return _page(listing=form, status=422)
    return _done(_("%(plate)s is listed: every lane refuses it.", plate=row.plate_no))


@bp.get("/listed/<int:row_id>/release")
@allow(ADMIN, MANAGER)
def ask_release(row_id: int) -> Response:
    return render("rules/release.html", row=_of(row_id))


@bp.post("/listed/<int:row_id>/release")
@allow(ADMIN, MANAGER)
def release(row_id: int) -> Response:
    row = _of(row_id)
    try:
        exceedance.release(row.id, _me())
    except RegisterError:
        say(_("%(plate)s had been released already.", plate=row.plate_no), "warning")
        return redirect(url_for("rules.index"), 303)
    return _done(_("%(plate)s is released.", plate=row.plate_no))


def _page(
    form: RulesForm | None = None, listing: ListForm | None = None, status: int = 200
) -> Response:
    present = rules.current()
    form = form or RulesForm(obj=present)
    stage = str(form.minimum_stage.data or present.minimum_stage)
    return render(
        "rules/index.html",
        fragment="effect",
        status=status,
        form=form,
        listing=listing or ListForm(data={"issued_at": _this_minute()}),
        present=present,
        stage=stage,
        refused=rules.would_refuse(stage),
        listed=exceedance.current(),
        released=exceedance.released(20),
    )


def _done(sentence: str) -> Response:
    live.ring(plant().redis, live.VEHICLE)
    say(sentence)
    return redirect(url_for("rules.index"), 303)


def _of(row_id: int) -> Exceedance:
    row: Exceedance | None = Exceedance.get_or_none(Exceedance.id == row_id)
    return row or abort(404)


def _this_minute() -> str:
    return clock.now().strftime("%Y-%m-%dT%H:%M:00")


def _me() -> str:
    user = current_user()
    assert user is not None  # `allow` lets nobody else in
    return str(user.username)


@bp.app_template_filter("why_listed")
def why_listed(code: str) -> str:
    table: Mapping[str, codes.Words] = codes.EXCEEDANCE_REASONS
    return table[code].in_language(language()) if code in table else code
