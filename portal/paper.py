"""Rows from paper: what was kept by hand while the system was down, typed in one after the other (R-054)."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gate import clock, codes, drafts, gaps, paper_rows, site
from gate.drafts import FROM_PAPER, Draft
from gate.models import Supplement
from gate.supplement_items import MACHINE, PLATED, UNPLATED
from gate.supplements import OUTAGE, SupplementError
from gate.supplements import newest as newest_supplements
from portal import drafting, mistakes
from portal.htmx import render, say, wants_fragment
from portal.plant import plant
from portal.proof import WORDS
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username
from portal.supplement_form import TYPED_FROM_PAPER, PaperForm
from workers import live

bp = Blueprint("paper", __name__, url_prefix="/supplements/paper")

GAPS_SHOWN, ROWS_SHOWN = 8, 6
LINES = 8
"""Vehicles on a sheet of the blank form."""


@bp.get("")
@allow(ADMIN, MANAGER, GUARD)
def new() -> Response:
    """The next row of the sheet; a gap that was chosen says lane and day."""
    draft = drafts.of(username(), FROM_PAPER)
    for name in ("lane", "day"):
        if name in request.args:
            draft.values[name] = request.args[name]
    return _page(draft)


@bp.post("")
@allow(ADMIN, MANAGER, GUARD)
def keep() -> Response:
    """Keep what was sent; fill in what the register knows, or write the row into the ledger."""
    drafting.expect_pictures()
    draft, form = drafts.of(username(), FROM_PAPER), PaperForm(request.form)
    errors = drafting.take_in(draft, form, TYPED_FROM_PAPER)
    then = request.form.get("then", "fill")
    if then == "fill":
        drafting.fill(draft)
    drafts.keep(username(), FROM_PAPER, draft)
    if then == "fill" or errors:
        return _page(draft, errors, 422 if errors else 200)
    return _save(draft, then)


@bp.get("/form")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def blank() -> Response:
    """The form for the guard's drawer, to be printed."""
    return render("supplements/blank.html", lines=LINES, gates=site.gates(), codes=codes)


def _save(draft: Draft, then: str) -> Response:
    try:
        written = paper_rows.write(draft.values, enterprise_no=plant().enterprise_no, by=username())
    except SupplementError as refused:
        return _page(draft, refused.errors, 422)
    live.ring(plant().redis, live.PASSAGE)
    passage = written.passage
    told = {"plate": passage.plate_no, "at": f"{passage.passed_at:%Y-%m-%d %H:%M}"}
    say(_("Written into the ledger: %(plate)s, %(at)s.", **told))
    if then != "next":
        return redirect(url_for("passages.show", number=passage.id), 303)
    stays = {name: draft.values[name] for name in paper_rows.STAYS if name in draft.values}
    drafts.keep(username(), FROM_PAPER, Draft(stays))
    return redirect(url_for("paper.new"), 303)


def _page(draft: Draft, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    begins = {"plate_kind": PLATED, "quantity_unit": "T", "day": f"{clock.now():%Y-%m-%d}"}
    form = PaperForm(data=begins | draft.values)
    mistakes.show(form, errors or {})
    kind = draft.values.get("plate_kind")
    around = {} if wants_fragment() else _around()
    return render(
        "supplements/paper.html",
        fragment="vehicle",
        status=status,
        form=form,
        draft=draft,
        machine=kind == MACHINE,
        unplated=kind in UNPLATED,
        **around,
    )


def _around() -> dict[str, Any]:
    """What stands beside the form: the gaps that rows may come from, and what was typed last."""
    blind = [gap for gap in gaps.newest(50) if gap.cause in gaps.BLIND]
    return {
        "gaps": blind[:GAPS_SHOWN],
        "causes": {cause.value: words for cause, words in WORDS.items()},
        "lanes": {lane.id: lane for lane in site.lanes()},
        "typed": _typed(),
    }


def _typed() -> list[Supplement]:
    mine = [each for each in newest_supplements(50) if each.by == username()]
    return [each for each in mine if each.occasion == OUTAGE][:ROWS_SHOWN]
