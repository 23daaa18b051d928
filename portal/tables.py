"""The whitelist as tables: an empty one to fill in, one to send, and what it would change before it does."""

from pathlib import Path
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import FileField

from gate import clock, looking, whitelist
from gate.fleet import export, plan, rows, taking, template
from gate.fleet.columns import WHITELIST
from gate.fleet.taking import Source, TableOutdated
from gate.looking import What
from gate.sheets import FileProblem, Read
from portal import kept_tables, list_words, mistakes, table_words, whitelist_asked
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.plant import plant
from portal.security import ADMIN, INSPECTOR, MANAGER, allow, username
from portal.workbooks import workbook
from workers import live

bp = Blueprint("tables", __name__, url_prefix="/vehicles/tables")

SHOWN = 200
"""Rows that only say what will be added; their number is told whole."""


class TableForm(PortalForm):
    file = FileField(lazy_gettext("Table of vehicles"), render_kw={"accept": ".xlsx,.csv,text/csv"})


@bp.get("/new")
@allow(ADMIN, MANAGER)
def new() -> Response:
    return render("tables/new.html", form=TableForm())


@bp.get("/empty.xlsx")
@allow(ADMIN, MANAGER)
def empty() -> Response:
    """To be filled in: its cells offer the words of the codes."""
    return workbook(template.write(WHITELIST), "车辆白名单模板.xlsx")


@bp.get("/whitelist.xlsx")
@allow(ADMIN, MANAGER, INSPECTOR)
def whole() -> Response:
    """What was found in the whitelist, in the columns in which a table is read again."""
    wanted = whitelist_asked.wanted(request.args)
    looking.note(
        username(), What.EXPORT, told=f"whitelist {urlencode(whitelist_asked.told(wanted))}"
    )
    found = whitelist.found(wanted).limit(export.MOST)
    name = f"车辆白名单-{clock.now():%Y%m%d-%H%M}.xlsx"
    return workbook(export.write(found.iterator()), name)


@bp.post("/new")
@allow(ADMIN, MANAGER)
def send() -> Response:
    """Keep the table and show what it would change. Nothing is changed yet."""
    sent = request.files.get("file")
    try:
        fingerprint = kept_tables.keep(sent, WHITELIST)
    except FileProblem as problem:
        form = TableForm()
        form.file.errors = [list_words.file_problem(problem)]
        return render("tables/new.html", status=422, form=form)
    name = Path(sent.filename or "").name[:100] if sent else ""
    return redirect(url_for("tables.look", fingerprint=fingerprint, name=name), 303)


@bp.get("/of/<fingerprint>")
@allow(ADMIN, MANAGER)
def look(fingerprint: str) -> Response:
    return _preview(fingerprint, _kept(fingerprint))


@bp.post("/of/<fingerprint>")
@allow(ADMIN, MANAGER)
def take_over(fingerprint: str) -> Response:
    """What is new is added, what was ticked is changed; nothing else."""
    read = _kept(fingerprint)
    try:
        done = taking.carry_out(
            read,
            Source(_name(), fingerprint),
            username(),
            take=request.form.getlist("take"),
            approve=request.form.get("approve") == "1",
        )
    except TableOutdated as outdated:
        return _preview(fingerprint, read, outdated.errors[""], 422)
    live.ring(plant().redis, live.VEHICLE)
    say(
        _(
            "%(added)s added, %(approved)s of them approved; %(changed)s changed.",
            added=done.added,
            approved=done.approved,
            changed=done.changed,
        )
    )
    return redirect(url_for("tables.look", fingerprint=fingerprint, name=_name()), 303)


def _preview(
    fingerprint: str, read: Read[rows.Told], mistake: str = "", status: int = 200
) -> Response:
    return render(
        "tables/look.html",
        status=status,
        fingerprint=fingerprint,
        name=_name(),
        plan=plan.plan(read),
        mistake=mistakes.sentence(mistake) if mistake else "",
        shown=SHOWN,
    )


def _name() -> str:
    return request.values.get("name", "")[:100]


def _kept(fingerprint: str) -> Read[rows.Told]:
    return kept_tables.find(fingerprint, WHITELIST) or abort(404)


bp.add_app_template_filter(table_words.row_mistakes, "table_mistakes")
bp.add_app_template_filter(table_words.not_ready, "not_ready")
