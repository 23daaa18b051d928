"""A carrier's whole fleet as one table: what it would begin and change is seen first; new trucks become drafts."""

from pathlib import Path

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response
from wtforms import FileField

from gate.carriers.contents import ApplicationError
from gate.fleet import drafts, rows, template
from gate.fleet.columns import FLEET
from gate.sheets import FileProblem, Read
from portal import kept_tables, limits, list_words, mistakes, own
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.security import CARRIER, allow, username
from portal.workbooks import workbook

bp = Blueprint("own_fleet", __name__, url_prefix="/my/fleet")
bp.before_request(own.company_first)

DAY_S, A_DAY = 86_400, 100
SHOWN = 100
"""Trucks of each kind that a page lists; their number is told whole."""


class FleetForm(PortalForm):
    file = FileField(lazy_gettext("Table of vehicles"), render_kw={"accept": ".xlsx,.csv,text/csv"})


@bp.get("")
@allow(CARRIER)
def index() -> Response:
    return render("own_fleet/index.html", form=FleetForm())


@bp.get("/empty.xlsx")
@allow(CARRIER)
def empty() -> Response:
    """To be filled in: its cells offer the words of the codes."""
    return workbook(template.write(FLEET), "车队登记模板.xlsx")


@bp.post("")
@allow(CARRIER)
def send() -> Response:
    """Keep the table and show what it would begin. Nothing is begun yet."""
    sent = request.files.get("file")
    limits.stop_after(A_DAY, f"tables:{own.carrier().id}", seconds=DAY_S)
    try:
        fingerprint = kept_tables.keep(sent, FLEET)
    except FileProblem as problem:
        form = FleetForm()
        form.file.errors = [list_words.file_problem(problem)]
        return render("own_fleet/index.html", status=422, form=form)
    name = Path(sent.filename or "").name[:100] if sent else ""
    told = [own.carrier().id, fingerprint, name]
    return redirect(url_for("own_fleet.look", token=_signer().dumps(told)), 303)


@bp.get("/of/<token>")
@allow(CARRIER)
def look(token: str) -> Response:
    return _preview(token, *_kept(token))


@bp.post("/of/<token>")
@allow(CARRIER)
def take_over(token: str) -> Response:
    """What is new becomes a draft, what was ticked is changed; nothing else."""
    read, name = _kept(token)
    try:
        done = drafts.carry_out(own.carrier(), read, username(), request.form.getlist("take"))
    except ApplicationError as refused:
        return _preview(token, read, name, refused.errors[""], 422)
    say(
        _(
            "%(begun)s begun, %(changed)s changed. Now photograph their papers and send them.",
            begun=done.begun,
            changed=done.changed,
        )
    )
    return redirect(url_for("own_trucks.index"), 303)


def _preview(
    token: str, read: Read[rows.Told], name: str, mistake: str = "", status: int = 200
) -> Response:
    return render(
        "own_fleet/look.html",
        status=status,
        token=token,
        name=name,
        plan=drafts.plan(own.carrier(), read),
        mistake=mistakes.sentence(mistake) if mistake else "",
        shown=SHOWN,
    )


def _kept(token: str) -> tuple[Read[rows.Told], str]:
    """The table and its name; of a table that this carrier has not sent there is nothing here."""
    try:
        carrier, fingerprint, name = _signer().loads(token)
    except BadSignature:
        abort(404)
    read = kept_tables.find(fingerprint, FLEET) if carrier == own.carrier().id else None
    return read or abort(404), name


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="fleet")
