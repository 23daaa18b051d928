"""The lens of each lane: how it is against its own last weeks, what is the matter, and what people say about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from gate import site
from gate.lens import kept, words
from gate.lens.figures import Figure
from gate.lens.judgement import UNITS_NEEDED, Judged
from gate.lens.verdict import Trouble
from gate.lens.words import LONGEST, Word
from gate.models import Lane, LensTrouble, Passage
from portal import lens_charts, lens_words, names, pictures
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.pictures import Photographs
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username

bp = Blueprint("lenses", __name__, url_prefix="/lenses")
bp.add_app_template_filter(names.called, "called")

CLEANED, BEGUN = "cleaned-", "anew-"
"""Two forms stand on one page."""


class WordForm(PortalForm):
    words = StringField(lazy_gettext("What was done"), [Length(max=LONGEST)])


class AnewForm(PortalForm):
    words = StringField(lazy_gettext("Why"), [DataRequired(), Length(max=LONGEST)])


@dataclass(frozen=True, slots=True)
class Shown:
    """One of the two passages that are held side by side, and whether its photographs are still there."""

    passage: Passage
    photographs: Photographs


@bp.get("")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    """Every lane in use with a sentence about its lens."""
    troubles = {lane.id: row for lane, row in kept.all_going_on()}
    lanes = [lane for lane in site.lanes() if lane.enabled]
    return render(
        "lenses/index.html",
        lanes=[(lane, kept.state_of(lane.id), _trouble(troubles.get(lane.id))) for lane in lanes],
        needed=UNITS_NEEDED,
        sentence=lens_words.sentence,
    )


@bp.get("/<int:lane_id>")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def show(lane_id: int) -> Response:
    """One lens: what is the matter, two pictures, and the figures over the days."""
    return _page(_lane(lane_id))


@bp.post("/<int:lane_id>/seen")
@allow(ADMIN, MANAGER, GUARD)
def seen(lane_id: int) -> Response:
    """Somebody sees to it."""
    words.say(_lane(lane_id), Word.SEEN, username())
    return _done(lane_id, _("It is written down that you see to it."))


@bp.post("/<int:lane_id>/cleaned")
@allow(ADMIN, MANAGER, GUARD)
def cleaned(lane_id: int) -> Response:
    """The lens was cleaned or focused: the next passages show whether it helped."""
    lane, form = _lane(lane_id), WordForm(request.form, prefix=CLEANED)
    if not form.validate():
        return _page(lane, 422, cleaned=form)
    words.say(lane, Word.CLEANED, username(), str(form.words.data or "").strip())
    return _done(lane_id, _("It is written down. The next passages show whether it has helped."))


@bp.post("/<int:lane_id>/anew")
@allow(ADMIN, MANAGER)
def anew(lane_id: int) -> Response:
    """The camera is another, or set otherwise: what was usual before says nothing any more."""
    lane, form = _lane(lane_id), AnewForm(request.form, prefix=BEGUN)
    if not form.validate():
        return _page(lane, 422, anew=form)
    words.say(lane, Word.ANEW, username(), str(form.words.data).strip())
    return _done(lane_id, _("The lens watch of this lane begins anew."))


def _page(
    lane: Lane, status: int = 200, cleaned: WordForm | None = None, anew: AnewForm | None = None
) -> Response:
    state, row = kept.state_of(lane.id), kept.going_on(lane.id)
    judged = state.judged if state else ()
    trouble = _trouble(row)
    return render(
        "lenses/show.html",
        status=status,
        lane=lane,
        state=state,
        row=row,
        trouble=trouble,
        findings=[lens_words.finding(one) for one in judged if _is_told(one, trouble)],
        before=_shown(row.before_id if row else None),
        now=_shown(row.now_id if row else None),
        charts=_charts(judged, trouble),
        said=words.of_lane(lane.id),
        earlier=[(each, kept.trouble_of(each)) for each in kept.earlier(lane.id)],
        needed=UNITS_NEEDED,
        cleaned=cleaned or WordForm(prefix=CLEANED),
        anew=anew or AnewForm(prefix=BEGUN),
        lens_words=lens_words,
    )


def _is_told(judged: Judged, trouble: Trouble | None) -> bool:
    return trouble is not None and (judged.figure, judged.part) in trouble.marks


def _charts(judged: Sequence[Judged], trouble: Trouble | None) -> list[lens_charts.Chart]:
    """One of each figure of which enough is known; those that have changed come first."""
    began = trouble.began if trouble else None
    told = {figure for figure, _ in trouble.marks} if trouble else set()
    drawn = (
        lens_charts.chart(figure, [one for one in judged if one.figure is figure], began)
        for figure in sorted(Figure, key=lambda figure: figure not in told)
    )
    return [each for each in drawn if each is not None]


def _shown(passage_id: int | None) -> Shown | None:
    passage = Passage.get_or_none(Passage.id == passage_id) if passage_id else None
    return Shown(passage, pictures.of_passage(passage)) if passage else None


def _trouble(row: LensTrouble | None) -> Trouble | None:
    return kept.trouble_of(row) if row else None


def _done(lane_id: int, sentence: str) -> Response:
    say(sentence)
    return redirect(url_for("lenses.show", lane_id=lane_id), 303)


def _lane(lane_id: int) -> Lane:
    return Lane.get_or_none(Lane.id == lane_id) or abort(404)
