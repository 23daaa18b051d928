"""人工补录: a guided page for a passage that nobody could read; what is typed waits until the row is whole."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gate import clock, codes, drafts, supplement_reviews, supplements
from gate.drafts import Draft
from gate.models import Passage
from gate.supplement_items import MACHINE, PLATED, UNPLATED
from gate.supplements import SupplementError
from portal import drafting, mistakes, supplement_overview
from portal.htmx import render, say
from portal.plant import plant
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username
from portal.supplement_form import LABELS, SEEN_IN_BODY, STEPS, SupplementForm
from portal.wording import word
from workers import live

bp = Blueprint("supplements", __name__, url_prefix="/supplements")

ORDER = tuple(STEPS)
LAST = ORDER[-1]


@bp.get("")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    """Rows that nobody has read yet, what this person has begun, and what was supplemented lately."""
    begun = {draft.subject: draft for draft in drafts.all_of(username())}
    subjects = Passage.select().where(Passage.id.in_(list(begun)))
    return render(
        "supplements/index.html",
        unread=supplements.unread(clock.now()),
        begun=[(passage, begun[passage.id]) for passage in subjects],
        paper_begun=begun.get(drafts.FROM_PAPER),
        lately=supplements.newest(),
        months=supplement_reviews.months(),
    )


@bp.get("/new")
@allow(ADMIN, MANAGER, GUARD)
def new() -> Response:
    """One step of the guide, as far as this person has come."""
    passage = _passage(request.args.get("passage", type=int))
    if not supplements.may_be_told(passage):
        return _known(passage)
    step = request.args.get("step", ORDER[0])
    return _page(passage, drafts.of(username(), passage.id), step if step in STEPS else ORDER[0])


@bp.post("/new")
@allow(ADMIN, MANAGER, GUARD)
def keep() -> Response:
    """Keep what was sent, whatever it is worth; then on to another step, or into the ledger."""
    drafting.expect_pictures()
    passage = _passage(request.form.get("passage", type=int))
    if not supplements.may_be_told(passage):
        return _known(passage)
    draft, form = drafts.of(username(), passage.id), SupplementForm(request.form)
    step = request.form.get("step", "")
    names = STEPS.get(step, ())
    errors = drafting.take_in(draft, form, names)
    if step == "papers":
        drafting.show_in_body(draft, passage)
    if step == "plate":
        drafting.fill(draft)
    drafts.keep(username(), passage.id, draft)
    then = request.form.get("then", "next")
    if then == "save":
        return _save(passage, draft)
    if then == "next":
        wrong = supplements.mistakes_in(passage, draft.values)
        errors |= {name: key for name, key in wrong.items() if name in names}
    if errors:
        return _page(passage, draft, step, errors, 422)
    return redirect(url_for("supplements.new", passage=passage.id, step=_go_on(step, then)), 303)


def _known(passage: Passage) -> Response:
    """Nothing is to be supplemented: it was read, or somebody else was faster."""
    say(mistakes.sentence("plate_is_known"), "warning")
    return redirect(url_for("passages.show", number=passage.id), 303)


def _save(passage: Passage, draft: Draft) -> Response:
    try:
        written = supplements.tell(passage, draft.values, by=username())
    except SupplementError as refused:
        found = (step for step in STEPS if _in_step(refused.errors, step))
        return _page(passage, draft, next(found, LAST), refused.errors, 422)
    live.ring(plant().redis, live.PASSAGE)
    say(_("Saved. The row counts with it from now on, and is marked as entered by hand for good."))
    return redirect(url_for("passages.show", number=written.passage.id), 303)


def _go_on(step: str, then: str) -> str:
    """The step that comes next, the one before, or the one that was named."""
    if then.startswith("at:"):
        return then.removeprefix("at:")
    place = ORDER.index(step) if step in STEPS else 0
    return ORDER[max(place - 1, 0) if then == "back" else min(place + 1, len(ORDER) - 1)]


def _page(
    passage: Passage,
    draft: Draft,
    step: str,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    form = SupplementForm(data={"plate_kind": PLATED, "quantity_unit": "T"} | draft.values)
    mistakes.show(form, errors or {})
    missing = supplements.mistakes_in(passage, draft.values)
    return render(
        "supplements/new.html",
        status=status,
        form=form,
        passage=passage,
        step=step if step in STEPS else ORDER[0],
        steps=[(name, LABELS[name], _in_step(missing, name)) for name in STEPS],
        draft=draft,
        missing=missing,
        overview=supplement_overview.lines(form, draft, missing, supplements.lacking(passage)),
        lacking=supplements.lacking(passage),
        machine=draft.values.get("plate_kind") == MACHINE,
        unplated=draft.values.get("plate_kind") in UNPLATED,
        in_body=SEEN_IN_BODY if passage.body_photo else (),
    )


def _in_step(errors: Mapping[str, str], step: str) -> int:
    """How many fields of a step are missing or wrong."""
    return sum(name in errors for name in STEPS[step])


def _passage(number: int | None) -> Passage:
    passage: Passage | None = Passage.get_or_none(Passage.id == number)
    return passage or abort(404)


@bp.app_template_filter("occasion")
def _occasion(key: str) -> str:
    return word(supplements.OCCASIONS, key)


@bp.app_template_filter("supplement_reason")
def _reason(code: str, occasion: str) -> str:
    table: codes.Table = supplements.REASONS.get(occasion, {})
    return word(table, code)


@bp.app_template_filter("supplement_item")
def _item(name: str) -> str:
    """An item by the name that the form has for it."""
    return str(getattr(SupplementForm, name).args[0])


@bp.app_template_filter("beside")
def _beside(supplement: Any) -> Mapping[str, str]:
    return supplements.beside_of(supplement)
