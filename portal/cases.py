"""What a guard does with a vehicle that waits: let it in, send it away, type its plate, ask the manager."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from gate import cases, codes
from gate.cases import judging, rules, touching
from gate.cases.touching import Taken
from gate.models import Case, Lane
from gate.vehicle_file import RegisterError
from portal import case_words, mistakes, sheets, wording
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.lane_views import CaseView
from portal.languages import language
from portal.plant import plant
from portal.security import ADMIN, GUARD, MANAGER, allow, may, username
from portal.vehicle_form import choices
from workers import admitting

bp = Blueprint("cases", __name__, url_prefix="/cases")


class ReasonForm(PortalForm):
    """A reason from a list, the first one chosen already, and room for words."""

    choice = RadioField(lazy_gettext("Reason"), [InputRequired()])
    words = StringField(lazy_gettext("In your words"), [Length(max=200)])

    def offer(self, reasons: codes.Table) -> None:
        self.reasons = reasons
        self.choice.choices = [(key, said.in_language(language())) for key, said in reasons.items()]
        if self.choice.data is None:
            self.choice.data = next(iter(reasons))

    def validate_words(self, field: StringField) -> None:
        if self.choice.data == wording.OTHER_REASON and not field.data:
            raise ValidationError(_("Please say in a few words why."))

    @property
    def reason(self) -> str:
        """As the ledger keeps it, in Chinese."""
        return wording.for_the_ledger(self.reasons, self.choice.data, self.words.data)


class PlateForm(PortalForm):
    plate_no = StringField(lazy_gettext("Plate"))
    plate_colour = SelectField(lazy_gettext("Colour of the plate"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plate_colour.choices = choices(codes.PLATE_COLOURS)


@bp.get("/<int:case_id>/admit")
@allow(ADMIN, MANAGER, GUARD)
def ask_admit(case_id: int) -> Response:
    return _admit_page(judging.renew(_case(case_id)), _reason_form(wording.LIFT_REASONS))


@bp.post("/<int:case_id>/admit")
@allow(ADMIN, MANAGER, GUARD)
def admit(case_id: int) -> Response:
    """Lift the arm for it; what the rules refuse takes the manager's yes, which a manager gives here in words."""
    case, form = judging.renew(_case(case_id)), _reason_form(wording.LIFT_REASONS)
    if not form.validate():
        return _admit_page(case, form, 422)
    if rules.needs_manager(case.verdict, case.answer):
        if not may("answers.answer"):
            return _admit_page(case, form, 422)
        if not form.words.data:
            form.words.errors = [_("Please say in a few words why.")]
            return _admit_page(case, form, 422)
        case = touching.allow(case, words=form.words.data, by=username()).case
    taken, answer = admitting.let_in(
        plant().redis,
        case,
        by=username(),
        reason=case_words.reason_for_the_ledger(form.reason, case),
    )
    if answer is None:
        _say_lost(taken)
    else:
        told = wording.say(wording.ANSWERS, answer.why)
        say(_about(case, told), "success" if answer.done else "danger")
    return sheets.close(url_for("lanes.index"))


@bp.get("/<int:case_id>/refuse")
@allow(ADMIN, MANAGER, GUARD)
def ask_refuse(case_id: int) -> Response:
    return _refuse_page(_case(case_id), _reason_form(case_words.SEND_AWAY_REASONS))


@bp.post("/<int:case_id>/refuse")
@allow(ADMIN, MANAGER, GUARD)
def refuse(case_id: int) -> Response:
    case, form = _case(case_id), _reason_form(case_words.SEND_AWAY_REASONS)
    if not form.validate():
        return _refuse_page(case, form, 422)
    taken = touching.send_away(case, username(), form.reason)
    if taken.won:
        say(_about(case, _("Written down. The arm stays down.")))
    else:
        _say_lost(taken)
    return sheets.close(url_for("lanes.index"))


@bp.get("/<int:case_id>/plate")
@allow(ADMIN, MANAGER, GUARD)
def ask_plate(case_id: int) -> Response:
    view = _view(_case(case_id))
    form = PlateForm(data={"plate_no": view.plate_no, "plate_colour": view.plate_colour or "1"})
    return _plate_page(view.case, form)


@bp.post("/<int:case_id>/plate")
@allow(ADMIN, MANAGER, GUARD)
def type_plate(case_id: int) -> Response:
    """Judge what a person says stands on the metal; the row's correction waits for a second person."""
    case, form = _case(case_id), PlateForm(request.form)
    try:
        taken, problem = judging.type_plate(case, form.data, username())
    except RegisterError as refused:
        mistakes.show(form, refused.errors)
        return _plate_page(case, form, 422)
    if not taken.won:
        _say_lost(taken)
    else:
        _say_judged(taken.case, problem)
    return sheets.close(url_for("lanes.index", case=case.id))


@bp.post("/<int:case_id>/ask")
@allow(ADMIN, MANAGER, GUARD)
def ask(case_id: int) -> Response:
    """Put it to the manager, who sees it on any page that is open."""
    case = _case(case_id)
    taken = touching.ask(case, username())
    if taken.won:
        say(_about(case, _("The manager has been asked.")))
    elif taken.case.asked_at is not None and taken.case.state in rules.WAITING:
        at = wording.as_time(taken.case.asked_at)
        say(_about(case, _("The manager was asked at %(at)s already.", at=at)), "warning")
    else:
        _say_lost(taken)
    return sheets.close(url_for("lanes.index", case=case.id))


def _say_judged(case: Case, problem: str) -> None:
    reason = wording.say(wording.REASONS, str(case.reasons).split(",")[0])
    verdict = wording.say(wording.VERDICTS, case.verdict)
    tone = "success" if case.verdict == "open" else "warning"
    say(f"{case.plate_no} · {verdict} · {reason}", tone)
    if problem:
        say(_("The row was not corrected: %(why)s", why=mistakes.sentence(problem)), "warning")


def _say_lost(taken: Taken) -> None:
    """Somebody else was faster, or the rules forbid it: who did what, and when."""
    told = case_words.became(taken.case) or _("The rules refuse it: ask the manager first.")
    say(_about(taken.case, told), "warning")


def _about(case: Case, sentence: str) -> str:
    plate = case.plate_no or case.passage.plate_no or _("not read")
    return str(_("%(lane)s: %(sentence)s", lane=plate, sentence=sentence))


def _reason_form(reasons: codes.Table) -> ReasonForm:
    form = ReasonForm(request.form if request.method == "POST" else None)
    form.offer(reasons)
    return form


def _admit_page(case: Case, form: ReasonForm, status: int = 200) -> Response:
    needs = rules.needs_manager(case.verdict, case.answer)
    return _page(
        "cases/admit.html",
        case,
        form,
        status,
        needs_manager=needs and not may("answers.answer"),
        needs_words=needs,
        answer=case_words.answer(case),
    )


def _refuse_page(case: Case, form: ReasonForm, status: int = 200) -> Response:
    return _page("cases/refuse.html", case, form, status)


def _plate_page(case: Case, form: PlateForm, status: int = 200) -> Response:
    return _page("cases/plate.html", case, form, status)


def _page(template: str, case: Case, form: PortalForm, status: int, **more: Any) -> Response:
    return render(
        template,
        fragment="sheet",
        status=status,
        view=_view(case),
        form=form,
        became=case_words.became(case),
        **more,
    )


def _view(case: Case) -> CaseView:
    return CaseView(case, Lane.get_by_id(case.lane_id))


def _case(number: int) -> Case:
    return cases.get(number) or abort(404)


bp.add_app_template_filter(lambda step: wording.say(case_words.STEPS, step), "step")
