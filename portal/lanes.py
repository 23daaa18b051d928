"""The guard's screen: every lane as it is now, who waits for a person, and the arm by hand."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from jinja2_fragments.flask import render_block
from werkzeug.wrappers import Response as AnyResponse
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from gate import announced, cases, clock, ledger, policies, search, site
from gate.cases.rules import WAITING
from gate.models import Case, Lane
from portal import (
    case_story,
    case_words,
    device_words,
    lane_views,
    offline,
    sheets,
    status,
    wording,
)
from portal.forms import PortalForm
from portal.htmx import answer, render, say, wants_fragment
from portal.lane_views import CaseView
from portal.languages import language
from portal.names import called
from portal.plant import plant
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, current_user, username
from portal.together import Together
from workers import admitting, orders

bp = Blueprint("lanes", __name__)
bp.add_app_template_filter(device_words.problem, "device_problem")
bp.add_app_template_filter(called, "called")

RECENT = 8
_together = Together()


class LiftForm(PortalForm):
    choice = SelectField(lazy_gettext("Reason"), [InputRequired()])
    words = StringField(lazy_gettext("In your words"), [Length(max=200)])
    passage_id = IntegerField(validators=[Optional()])

    def validate_words(self, field: StringField) -> None:
        if self.choice.data == wording.OTHER_REASON and not field.data:
            raise ValidationError(_("Please say in a few words why."))

    @property
    def reason(self) -> str:
        """The reason as it is written into the ledger, which is kept in Chinese."""
        return wording.for_the_ledger(wording.LIFT_REASONS, self.choice.data, self.words.data)


@bp.get("/")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> AnyResponse:
    """The whole screen; htmx fetches the same again when the doorbell rings, from every wall at once."""
    picked, user = request.args.get("case", type=int), current_user()
    assert user is not None  # `allow` lets nobody else in
    if wants_fragment() and picked is None:
        # Nothing of it is about the person: all of one role and language are shown the same.
        return answer(_together.ask((id(plant()), user.role, language()), _fragment))
    return render("lanes/index.html", fragment="lanes", **_screen(picked))


def _fragment() -> str:
    return str(render_block("lanes/index.html", "lanes", **_screen(None)))


def _screen(picked: int | None) -> dict[str, Any]:
    """All that the screen shows; `picked` is the case that somebody chose."""
    lanes = [lane for lane in site.lanes() if lane.enabled]
    told = status.of_lanes(plant().redis, [lane.id for lane in lanes])
    newest = search.newest(RECENT)
    queue = lane_views.queue(cases.open(), {lane.id: lane for lane in lanes})
    desk = lane_views.chosen(queue, picked)
    last = cases.of_passages(row.passage.id for row in newest.by_lane.values())
    due = announced.now_due(clock.now())
    return {
        "views": lane_views.lane_views(lanes, told or {}, newest, due, queue, last),
        "queue": queue,
        "desk": desk,
        "picked": picked,
        **_desk(desk),
        "redis_away": told is None,
        "away": offline.away(lanes, told, plant().redis),
        "owed": offline.owed(),
        "control": policies.ruling(clock.now()),
        "recent": newest.recent,
        "names": {lane.id: lane.name for lane in lanes},
        "waits": _how_many(len(queue)),
    }


def _desk(view: CaseView | None) -> dict[str, Any]:
    """What the desk shows of the vehicle it is about."""
    if view is None:
        return {"known": None, "deeds": (), "became": "", "answer": "", "problem": ""}
    case, passage = view.case, view.passage
    done = [outcome for outcome in ledger.outcomes(passage) if outcome.by]
    return {
        "known": lane_views.known_of(view),
        "deeds": case_story.deeds(cases.notes(passage), done),
        "became": case_words.became(case),
        "answer": case_words.answer(case),
        "problem": case_words.problem(case),
    }


def _how_many(waiting: int) -> str:
    if not waiting:
        return str(_("Nobody waits."))
    return str(ngettext("%(num)s vehicle waits.", "%(num)s vehicles wait.", waiting))


@bp.get("/lanes/<int:lane_id>/still.jpg")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def still(lane_id: int) -> AnyResponse:
    """The newest small picture of the lane; 404 while none comes."""
    picture = status.still_of(plant().redis, lane_id)
    if picture is None:
        abort(404)
    return AnyResponse(picture, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


@bp.get("/keys")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def keys() -> AnyResponse:
    """What each key does."""
    return render("lanes/keys.html", fragment="sheet")


@bp.get("/lift")
@allow(ADMIN, MANAGER, GUARD)
def lift_which() -> AnyResponse:
    """Which lane's arm, by its number."""
    lanes = [lane for lane in site.lanes() if lane.enabled]
    return render("lanes/which.html", fragment="sheet", lanes=lanes)


@bp.get("/lanes/<int:lane_id>/lift")
@allow(ADMIN, MANAGER, GUARD)
def lift_form(lane_id: int) -> AnyResponse:
    return _lift_page(_lane(lane_id), _lift_form(passage_id=request.args.get("passage", type=int)))


@bp.post("/lanes/<int:lane_id>/lift")
@allow(ADMIN, MANAGER, GUARD)
def lift(lane_id: int) -> AnyResponse:
    """Order the arm up, for a reason, and say what became of it."""
    lane, form = _lane(lane_id), _lift_form()
    if not form.validate():
        return _lift_page(lane, form, 422)
    case = _case_of(form.passage_id.data)
    told, done = _lift(lane, form, case)
    say(_("%(lane)s: %(sentence)s", lane=lane.name, sentence=told), "success" if done else "danger")
    return sheets.close(url_for("lanes.index"))


def _lift(lane: Lane, form: LiftForm, case: Case | None) -> tuple[str, bool]:
    """By the case where the vehicle waits as one, so that two people who act at once lift the arm once."""
    if case is not None and (case.state in WAITING or admitting.is_taken(case)):
        taken, answer = admitting.let_in(
            plant().redis, case, by=username(), reason=form.reason, in_emergency=True
        )
        if answer is None:
            return case_words.became(taken.case), False
    else:
        answer = orders.ask(
            plant().redis,
            lane.id,
            orders.LIFT,
            by=username(),
            reason=form.reason,
            passage_id=form.passage_id.data,
        )
    return wording.say(wording.ANSWERS, answer.why), answer.done


def _case_of(passage_id: int | None) -> Case | None:
    return cases.of_passages([passage_id]).get(passage_id) if passage_id else None


def _lift_form(**values: object) -> LiftForm:
    form = LiftForm(request.form if request.method == "POST" else None, data=values)
    form.choice.choices = [("", _("Choose a reason"))] + [
        (key, words.in_language(language())) for key, words in wording.LIFT_REASONS.items()
    ]
    return form


def _lift_page(lane: Lane, form: LiftForm, code: int = 200) -> AnyResponse:
    return render("lanes/lift.html", fragment="sheet", status=code, lane=lane, form=form)


def _lane(lane_id: int) -> Lane:
    lane = Lane.get_or_none(Lane.id == lane_id, Lane.enabled)
    if lane is None:
        abort(404)
    return lane
