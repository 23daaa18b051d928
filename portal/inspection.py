"""Inspection: rows and times that chance draws, a page for each with all that stands behind it, and what was found."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, TextAreaField

from gate import clock, corrected, gaps, inspection, looking, search, site
from gate.inspection import INSPECTION, SELF_CHECK, Drawn, InspectionError
from gate.looking import What
from gate.models import DrawFinding, Passage
from portal import explaining, films, mistakes, packs, passages
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.items import ITEMS
from portal.proof import WORDS
from portal.security import ADMIN, INSPECTOR, MANAGER, allow, current_user, username
from portal.wording import word

bp = Blueprint("inspection", __name__, url_prefix="/inspection")

MINUTE = "%Y-%m-%dT%H:%M"
MOMENT = {"type": "datetime-local"}


class DrawForm(PortalForm):
    start = StringField(lazy_gettext("From"), render_kw=MOMENT)
    end = StringField(lazy_gettext("To"), render_kw=MOMENT)
    rows = SelectField(lazy_gettext("Rows"), validate_choice=False)
    windows = SelectField(lazy_gettext("Times of 5 to 10 minutes"), validate_choice=False)
    word = StringField(
        lazy_gettext("A word of your own"),
        render_kw={"maxlength": inspection.LONGEST_WORD, "autocomplete": "off"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows.choices = [(str(number), str(number)) for number in inspection.ROWS]
        self.windows.choices = [(str(number), str(number)) for number in inspection.WINDOWS]


class FindingForm(PortalForm):
    words = TextAreaField(lazy_gettext("In your words"), render_kw={"rows": 2, "maxlength": 500})


@bp.get("")
@allow(ADMIN, MANAGER, INSPECTOR)
def index() -> Response:
    now = clock.now()
    form = DrawForm(
        data={
            "start": f"{now - timedelta(days=30):{MINUTE}}",
            "end": f"{now:{MINUTE}}",
            "rows": "8",
            "windows": "2",
        }
    )
    return _index(form)


@bp.post("")
@allow(ADMIN, MANAGER, INSPECTOR)
def draw() -> Response:
    """Write the draw down, then show it."""
    form = DrawForm(request.form)
    values = {name: str(value or "") for name, value in form.data.items()}
    try:
        drawn = inspection.draw(**values, purpose=_my_purpose(), by=username())
    except InspectionError as refused:
        mistakes.show(form, refused.errors)
        return _index(form, 422)
    say(_("Drawn, and written into the ledger as it is."))
    return redirect(url_for("inspection.show", draw_id=drawn.id), 303)


@bp.get("/<int:draw_id>")
@allow(ADMIN, MANAGER, INSPECTOR)
def show(draw_id: int) -> Response:
    drawn = _drawn(draw_id)
    return render(
        "inspection/show.html", counts=_counts(drawn), **_context(drawn), **packs.state(drawn)
    )


@bp.get("/<int:draw_id>/print")
@allow(ADMIN, MANAGER, INSPECTOR)
def on_paper(draw_id: int) -> Response:
    """Everything on sheets of paper: a page for each row, with room to sign."""
    drawn = _drawn(draw_id)
    stories = [search.story(passage.id) for passage in drawn.passages]
    return render(
        "inspection/print.html",
        **_context(drawn),
        stories=[story for story in stories if story is not None],
        counts=_counts(drawn),
        films={passage.id: films.of_passage(passage) for passage in drawn.passages},
        why={passage.id: explaining.why(passage) for passage in drawn.passages},
        items=ITEMS,
    )


@bp.get("/<int:draw_id>/row/<int:place>")
@allow(ADMIN, MANAGER, INSPECTOR)
def row(draw_id: int, place: int) -> Response:
    return _row(_drawn(draw_id), place, FindingForm())


@bp.post("/<int:draw_id>/row/<int:place>")
@allow(ADMIN, MANAGER, INSPECTOR)
def find_of_row(draw_id: int, place: int) -> Response:
    drawn, form = _drawn(draw_id), FindingForm(request.form)
    if not 1 <= place <= len(drawn.passages):
        abort(404)
    if not _may_find(drawn):
        abort(403)
    try:
        inspection.find(drawn, row=place - 1, **_found(form))
    except InspectionError as refused:
        mistakes.show(form, refused.errors)
        return _row(drawn, place, form, 422)
    if place < len(drawn.passages):
        return redirect(url_for("inspection.row", draw_id=draw_id, place=place + 1), 303)
    return redirect(url_for("inspection.show", draw_id=draw_id), 303)


@bp.get("/<int:draw_id>/window/<int:place>")
@allow(ADMIN, MANAGER, INSPECTOR)
def window(draw_id: int, place: int) -> Response:
    return _window(_drawn(draw_id), place, FindingForm())


@bp.post("/<int:draw_id>/window/<int:place>")
@allow(ADMIN, MANAGER, INSPECTOR)
def find_of_window(draw_id: int, place: int) -> Response:
    drawn, form = _drawn(draw_id), FindingForm(request.form)
    if not 1 <= place <= len(drawn.windows):
        abort(404)
    if not _may_find(drawn):
        abort(403)
    try:
        inspection.find(drawn, window=place - 1, **_found(form))
    except InspectionError as refused:
        mistakes.show(form, refused.errors)
        return _window(drawn, place, form, 422)
    return redirect(url_for("inspection.show", draw_id=draw_id), 303)


def _index(form: DrawForm, status: int = 200) -> Response:
    month = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return render(
        "inspection/index.html",
        status=status,
        form=form,
        purpose=_my_purpose(),
        draws=inspection.newest(),
        checked=inspection.last_of(SELF_CHECK, month),
    )


def _row(drawn: Drawn, place: int, form: FindingForm, status: int = 200) -> Response:
    if not 1 <= place <= len(drawn.passages):
        abort(404)
    story = search.story(drawn.passages[place - 1].id)
    assert story is not None  # the ledger loses no row
    with looking.noted(username(), What.PASSAGE, passage_id=story.passage.id):
        context = passages.everything(story) | _context(drawn)
        return render("inspection/row.html", status=status, place=place, form=form, **context)


def _window(drawn: Drawn, place: int, form: FindingForm, status: int = 200) -> Response:
    if not 1 <= place <= len(drawn.windows):
        abort(404)
    found = inspection.within(drawn.windows[place - 1])
    counts = corrected.each(found)
    return render(
        "inspection/window.html",
        status=status,
        place=place,
        form=form,
        found=[(passage, counts[passage.id].now) for passage in found],
        **_context(drawn),
    )


def _counts(drawn: Drawn) -> dict[int, Passage]:
    """The drawn rows as they count now, by their number."""
    return {number: each.now for number, each in corrected.each(drawn.passages).items()}


def _context(drawn: Drawn) -> dict[str, Any]:
    rows: dict[int, DrawFinding] = {}
    windows: dict[int, DrawFinding] = {}
    for finding in inspection.findings(drawn):
        if finding.window is None:
            rows[finding.__data__["passage"]] = finding
        else:
            windows[finding.window] = finding
    return {
        "drawn": drawn,
        "draw": drawn.draw,
        "found_of_row": rows,
        "found_of_window": windows,
        "gaps": gaps.within(drawn.draw.start, drawn.draw.end),
        "causes": {cause.value: words for cause, words in WORDS.items()},
        "lanes": {lane.id: lane.name for lane in site.lanes()},
        "may_find": _may_find(drawn),
    }


def _found(form: FindingForm) -> dict[str, Any]:
    agrees = request.form.get("answer") == "agrees"
    return {"agrees": agrees, "words": str(form.words.data or ""), "by": username()}


def _my_purpose() -> str:
    user = current_user()
    return INSPECTION if user is not None and user.role == INSPECTOR else SELF_CHECK


def _may_find(drawn: Drawn) -> bool:
    """An inspector's draw is answered by an inspector, a self-check by the plant."""
    return bool(drawn.draw.purpose == _my_purpose())


def _drawn(draw_id: int) -> Drawn:
    return inspection.of(draw_id) or abort(404)


@bp.app_template_filter("purpose")
def _purpose(key: str) -> str:
    return word(inspection.PURPOSES, key)
