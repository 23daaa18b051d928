"""What guards ask the manager: told on every open page, answered with yes or no and a sentence."""

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from gate import cases, clock, site
from gate.cases import touching
from gate.models import Case
from portal import case_words
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.lane_views import CaseView, how_old, known_of
from portal.plant import plant
from portal.security import ADMIN, MANAGER, allow, username
from workers import live

bp = Blueprint("answers", __name__, url_prefix="/questions")
bp.add_app_template_filter(how_old, "how_old")

YES, NO, MINE = "yes", "no", "mine"


class AnswerForm(PortalForm):
    words = StringField(lazy_gettext("In a sentence"), [InputRequired(), Length(max=200)])
    asked_at = HiddenField()
    """Which question this answers: another one may have been asked meanwhile."""


@bp.get("")
@allow(ADMIN, MANAGER)
def index() -> Response:
    """What waits, and what was answered lately."""
    return _page()


@bp.get("/bell")
@allow(ADMIN, MANAGER)
def bell() -> Response:
    """What every open page shows while a question waits."""
    return render("answers/bell.html", fragment="bell", asked=_views(cases.questions()))


@bp.post("/<int:case_id>")
@allow(ADMIN, MANAGER)
def answer(case_id: int) -> Response:
    case, form = cases.get(case_id) or abort(404), AnswerForm(request.form)
    if not form.validate():
        return _page(case, form, 422)
    case.asked_at = clock.parse(form.asked_at.data) if form.asked_at.data else case.asked_at
    taken = _answer(case, str(form.words.data), request.form.get("answer", ""))
    live.ring(plant().redis, live.CASE)
    if taken.won:
        say(_("The guard sees your answer."))
    elif taken.case.answer:
        say(case_words.answer(taken.case), "warning")
    else:
        say(case_words.became(taken.case) or _("This question is asked no longer."), "warning")
    return redirect(url_for("answers.index"), 303)


def _answer(case: Case, words: str, said: str) -> touching.Taken:
    if said == MINE:
        return touching.take_over(case, words=words, by=username())
    if said not in (YES, NO):
        abort(400)
    return touching.answer(case, yes=said == YES, words=words, by=username())


def _page(case: Case | None = None, form: AnswerForm | None = None, status: int = 200) -> Response:
    asked = _views(cases.questions())
    forms = {view.case.id: AnswerForm(prefix="") for view in asked}
    if case is not None and form is not None:
        forms[case.id] = form
    return render(
        "answers/index.html",
        fragment="questions",
        status=status,
        asked=asked,
        forms=forms,
        known={view.case.id: known_of(view) for view in asked},
        lately=[(view, case_words.answer(view.case)) for view in _views(cases.answered_lately())],
    )


def _views(found: list[Case]) -> list[CaseView]:
    lanes = {lane.id: lane for lane in site.lanes()}
    return [CaseView(case, lanes[case.lane_id]) for case in found if case.lane_id in lanes]
