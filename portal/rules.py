"""What lanes decide by every day: the minimum emission stage, letting out, and how sure a look must be."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField, StringField

from gate import codes, rules
from gate.register import RegisterError
from portal import mistakes
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.languages import language
from portal.plant import plant
from portal.security import ADMIN, INSPECTOR, MANAGER, allow, username
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
    performance_grade = SelectField(lazy_gettext("Grade of the plant"), validate_choice=False)
    when_offline = SelectField(
        lazy_gettext("While database or platform is away"), validate_choice=False
    )
    strong_confidence = StringField(lazy_gettext("Certainty of a single look"))
    fair_confidence = StringField(lazy_gettext("Certainty of several looks"))
    supplement_share = StringField(lazy_gettext("Supplements reviewed each day, per cent"))
    supplement_least = StringField(lazy_gettext("and how many at least"))
    z11_is_heavy = BooleanField(lazy_gettext("Large special vehicles are heavy trucks"))
    emergency_by_plate = BooleanField(lazy_gettext("Open for unregistered rescue plates"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = {stage: codes.EMISSION_STAGES[stage] for stage in rules.STAGES}
        words = [(stage, word.in_language(language())) for stage, word in stages.items()]
        self.minimum_stage.choices = words
        grades = codes.PERFORMANCE_GRADES.items()
        self.performance_grade.choices = [("", "—")] + [
            (grade, word.in_language(language())) for grade, word in grades
        ]
        self.when_offline.choices = [
            ("decide", _("Decide on the last good copy")),
            ("hold", _("Hold for a person")),
        ]
        dealings = [("hold", _("Hold for a person")), ("warn", _("Let in and note it"))]
        self.contradictions.choices = self.implausible_stages.choices = dealings

    def wanted(self) -> dict[str, Any]:
        """What the person set. A field that did not come with the form leaves its setting alone."""
        switches = {f.name: bool(f.data) for f in self if isinstance(f, BooleanField)}
        others = {f.name: f.data for f in self if f.name not in switches and f.data is not None}
        return switches | others


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
        version = rules.change(**form.wanted(), by=username())
    except RegisterError as refused:
        mistakes.show(form, refused.errors)
        return _page(form, status=422)
    return _done(_("Version %(number)s of the rules is in force.", number=version.id))


def _page(form: RulesForm | None = None, status: int = 200) -> Response:
    present = rules.current()
    form = form or RulesForm(obj=present)
    stage = str(form.minimum_stage.data or present.minimum_stage)
    return render(
        "rules/index.html",
        fragment="effect",
        status=status,
        form=form,
        present=present,
        stage=stage,
        refused=rules.would_refuse(stage),
    )


def _done(sentence: str) -> Response:
    live.ring(plant().redis, live.VEHICLE)
    say(sentence)
    return redirect(url_for("rules.index"), 303)
