"""A list sent as a file: kept, compared with the one in force, looked at, and only then taken over."""

from functools import lru_cache
from pathlib import Path

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import FileField

from gate import evidence, sheets
from gate.models import ListBatch
from gate.over_emission import imports, rows
from gate.over_emission.plan import Plan, plan
from gate.sheets import FileProblem, Read
from portal import list_words, mistakes
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.plant import plant as this_plant
from portal.security import ADMIN, INSPECTOR, MANAGER, allow, username
from workers import live

bp = Blueprint("imports", __name__, url_prefix="/exceedances/imports")

SHOWN = 200
"""Rows of each kind that a page lists; their number is told whole."""


class ImportForm(PortalForm):
    file = FileField(
        lazy_gettext("File of the authority"),
        render_kw={"accept": ".xlsx,.csv,text/csv"},
    )


@bp.get("/new")
@allow(ADMIN, MANAGER)
def new() -> Response:
    return render("imports/new.html", form=ImportForm())


@bp.post("/new")
@allow(ADMIN, MANAGER)
def send() -> Response:
    """Keep the file and show what it would change. Nothing is changed yet."""
    form, sent = ImportForm(), request.files.get("file")
    if sent is None or not sent.filename:
        form.file.errors = [mistakes.sentence("required")]
        return render("imports/new.html", status=422, form=form)
    content = sent.read()
    try:
        suffix = sheets.kind_of(content)
        fingerprint = this_plant().store.keep(content, suffix)
        _read(fingerprint, suffix)
    except FileProblem as problem:
        form.file.errors = [list_words.file_problem(problem)]
        return render("imports/new.html", status=422, form=form)
    except evidence.EvidenceError:
        form.file.errors = [str(list_words.FILES["not_kept"])]
        return render("imports/new.html", status=422, form=form)
    name = Path(sent.filename).name[:100]
    return redirect(url_for("imports.look", fingerprint=fingerprint, name=name), 303)


@bp.get("/of/<fingerprint>")
@allow(ADMIN, MANAGER)
def look(fingerprint: str) -> Response:
    return _preview(fingerprint, plan(_kept(fingerprint)))


@bp.post("/of/<fingerprint>")
@allow(ADMIN, MANAGER)
def carry_out(fingerprint: str) -> Response:
    """Take over what was looked at; if the list has changed since, it is shown again."""
    found = plan(_kept(fingerprint))
    try:
        if found.version != request.form.get("version", type=int):
            raise imports.ListChanged
        batch = imports.carry_out(
            found,
            source=imports.FILE,
            name=_name(),
            fingerprint=fingerprint,
            by=username(),
            take_differing=request.form.get("take_differing") == "1",
        )
    except imports.ListChanged as changed:
        return _preview(fingerprint, plan(_kept(fingerprint)), changed.errors[""], 422)
    live.ring(this_plant().redis, live.VEHICLE)
    say(_("The list is taken over."))
    return redirect(url_for("imports.show", batch_id=batch.id), 303)


@bp.get("/<int:batch_id>")
@allow(ADMIN, MANAGER, INSPECTOR)
def show(batch_id: int) -> Response:
    """What became of one import, and what it leaves to ask as the list stands now."""
    batch: ListBatch = ListBatch.get_or_none(ListBatch.id == batch_id) or abort(404)
    read = _find(batch.fingerprint)
    return render(
        "imports/show.html",
        batch=batch,
        wrong=imports.wrong_in(batch),
        plan=plan(read) if read else None,
        shown=SHOWN,
    )


def _preview(fingerprint: str, found: Plan, mistake: str = "", status: int = 200) -> Response:
    return render(
        "imports/look.html",
        status=status,
        fingerprint=fingerprint,
        name=_name(),
        plan=found,
        mistake=mistakes.sentence(mistake) if mistake else "",
        shown=SHOWN,
    )


def _name() -> str:
    return request.values.get("name", "")[:100]


def _kept(fingerprint: str) -> Read[rows.Told]:
    return _find(fingerprint) or abort(404)


def _find(fingerprint: str) -> Read[rows.Told] | None:
    if not evidence.is_fingerprint(fingerprint):
        return None
    for suffix in (sheets.WORKBOOK, sheets.TEXT, ".json"):
        if this_plant().store.find(fingerprint, suffix) is not None:
            return _read(fingerprint, suffix)
    return None


@lru_cache(
    maxsize=2
)  # a file under its fingerprint never changes, and a long one takes seconds to read
def _read(fingerprint: str, suffix: str) -> Read[rows.Told]:
    kept = this_plant().store.find(fingerprint, suffix) or abort(404)
    with kept.open() as file:
        content = file.read()
    if suffix == ".json":
        return rows.of_json(content)
    return rows.of_lines(sheets.lines(content))
