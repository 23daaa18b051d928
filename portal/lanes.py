"""The lanes as they are now: the page a guard would want, and the arm by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from gate import announced, clock, ledger, policies, search, site
from gate.ledger import Result
from gate.models import AnnouncedVisit, Lane
from portal import device_words, status, wording
from portal.forms import PortalForm
from portal.htmx import render, say, wants_fragment
from portal.languages import language
from portal.plant import plant
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, current_user, may
from portal.status import LaneStatus
from workers import keeping, orders

bp = Blueprint("lanes", __name__)
bp.add_app_template_filter(device_words.problem, "device_problem")

RECENT = 8
WAITS_FOR = timedelta(minutes=5)
"""How long a held vehicle is taken to be still standing there."""
NEWS_FOR = timedelta(minutes=10)
"""How long the last decision of a lane is shown in full strength."""


@dataclass(frozen=True, slots=True)
class LaneView:
    """One lane on the screen."""

    lane: Lane
    status: LaneStatus | None
    last: search.Row | None
    visit: AnnouncedVisit | None = None
    """The announcement of the vehicle that came last."""

    @property
    def age(self) -> timedelta:
        return clock.now() - self.last.passage.passed_at if self.last else timedelta.max

    @property
    def is_news(self) -> bool:
        return self.age < NEWS_FOR

    @property
    def waits(self) -> bool:
        """Whether a vehicle stands there for a person to look at."""
        if self.last is None or self.age > WAITS_FOR:
            return False
        if self.last.passage.verdict == "open":
            return self.overturned
        return self.last.outcome is None or self.last.outcome.result not in ledger.PASSED

    @property
    def overturned(self) -> bool:
        """Whether it was to be let in, and is no longer."""
        outcome = self.last.outcome if self.last else None
        return outcome is not None and outcome.result == Result.NO_LONGER_OPEN

    @property
    def reason(self) -> str:
        """The weightiest reason of the last decision."""
        if self.last is None:
            return ""
        outcome = self.last.outcome if self.overturned else None
        return (outcome.detail if outcome else self.last.passage.reasons).split(",")[0]


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
        told = wording.LIFT_REASONS[str(self.choice.data)].zh
        return f"{told}：{self.words.data}" if self.words.data else told


@bp.get("/")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> AnyResponse:
    """Every lane and the last passages; htmx fetches the same again when the doorbell rings."""
    lanes = [lane for lane in site.lanes() if lane.enabled]
    told = status.of_lanes(plant().redis, [lane.id for lane in lanes])
    newest = search.newest(RECENT)
    due = announced.now_due(clock.now())
    views = [
        _view(lane, (told or {}).get(lane.id), newest.by_lane.get(lane.id), due) for lane in lanes
    ]
    return render(
        "lanes/index.html",
        fragment="lanes",
        views=views,
        redis_away=told is None,
        disk_full_on=keeping.alarm(plant().redis) if may("storage.index") else "",
        control=policies.ruling(clock.now()),
        recent=newest.recent,
        names={lane.id: lane.name for lane in lanes},
        calls=max((v for v in views if v.waits), key=lambda v: -v.age, default=None),
    )


def _view(
    lane: Lane,
    told: LaneStatus | None,
    last: search.Row | None,
    due: Mapping[tuple[str, str], AnnouncedVisit],
) -> LaneView:
    who = (last.passage.plate_no, last.passage.plate_colour) if last else ("", "")
    return LaneView(lane, told, last, due.get(who))


@bp.get("/lanes/<int:lane_id>/still.jpg")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def still(lane_id: int) -> AnyResponse:
    """The newest small picture of the lane; 404 while none comes."""
    picture = status.still_of(plant().redis, lane_id)
    if picture is None:
        abort(404)
    return AnyResponse(picture, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


@bp.get("/lanes/<int:lane_id>/lift")
@allow(ADMIN, MANAGER, GUARD)
def lift_form(lane_id: int) -> AnyResponse:
    return _lift_page(_lane(lane_id), _lift_form(passage_id=request.args.get("passage", type=int)))


@bp.post("/lanes/<int:lane_id>/lift")
@allow(ADMIN, MANAGER, GUARD)
def lift(lane_id: int) -> AnyResponse:
    """Order the arm up, for a reason, and say what became of it."""
    lane, form, user = _lane(lane_id), _lift_form(), current_user()
    assert user is not None  # `allow` lets nobody else in
    if not form.validate():
        return _lift_page(lane, form, 422)
    answer = orders.ask(
        plant().redis,
        lane.id,
        orders.LIFT,
        by=user.username,
        reason=form.reason,
        passage_id=form.passage_id.data,
    )
    sentence = wording.say(wording.ANSWERS, answer.why)
    said = _("%(lane)s: %(sentence)s", lane=lane.name, sentence=sentence)
    say(said, "success" if answer.done else "danger")
    if wants_fragment():
        return render("lanes/lift.html", fragment="lift", form=None, lane=lane)
    return redirect(url_for("lanes.index"), 303)


def _lift_form(**values: object) -> LiftForm:
    form = LiftForm(request.form if request.method == "POST" else None, data=values)
    form.choice.choices = [("", _("Choose a reason"))] + [
        (key, words.in_language(language())) for key, words in wording.LIFT_REASONS.items()
    ]
    return form


def _lift_page(lane: Lane, form: LiftForm, code: int = 200) -> AnyResponse:
    return render("lanes/lift.html", fragment="lift", status=code, lane=lane, form=form)


def _lane(lane_id: int) -> Lane:
    lane = Lane.get_or_none(Lane.id == lane_id, Lane.enabled)
    if lane is None:
        abort(404)
    return lane
