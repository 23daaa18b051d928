"""Photographs that a carrier sends: taken in one by one, and shown to that carrier alone."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gate import evidence
from gate.carriers import drafting, ownership, states
from gate.carriers.contents import ApplicationError
from gate.carriers.readings import KINDS
from gate.papers import readings
from portal import limits, own, pictures, uploads
from portal.application_sheet import SHOTS, sheet_of
from portal.applying import form_parts, too_late
from portal.htmx import answer, render, say, wants_fragment
from portal.plant import plant
from portal.security import CARRIER, allow
from workers import paper_calls

bp = Blueprint("own_pictures", __name__, url_prefix="/my")
bp.before_request(own.company_first)

FIELD = "picture"
DAY_S, A_DAY = 86_400, 3_000
"""Pictures of one carrier: a fleet of 500 trucks in a day, and some taken again."""


@bp.post("/applications/<int:number>/pictures/<name>")
@allow(CARRIER)
def send(number: int, name: str) -> Response:
    """One photograph of the truck or its papers; a new one takes the place of the one before."""
    application = own.application(number)
    if name not in SHOTS:
        abort(404)
    if application.state not in states.EDITABLE:
        return too_late(number)
    limits.stop_after(A_DAY, f"pictures:{application.carrier.id}", seconds=DAY_S)
    errors: dict[str, str] = {}
    try:
        kept, errors = uploads.keep(request.files, (FIELD,), plant().store)
        if kept:
            application = drafting.save(application, {name: kept[FIELD]})
            _have_read(name, kept[FIELD])
        elif not errors:
            errors = {FIELD: "required"}
    except ApplicationError as refused:
        errors = {FIELD: refused.errors[""]}
    sheet = sheet_of(application, errors={name: errors[FIELD]} if errors else {})
    status = 422 if errors else 200
    if wants_fragment():
        piece = render_template("applying/_sent.html", name=name, **form_parts(sheet))
        return answer(piece, status=status)
    if errors:
        return render("applying/form.html", status=status, **form_parts(sheet))
    say(_("The picture is there."))
    return redirect(url_for("applying.show", number=number) + "#shots", 303)


def _have_read(name: str, fingerprint: str) -> None:
    """Eyes look at a paper as soon as it is there; nothing waits for them."""
    if kind := KINDS.get(name):
        readings.ask(fingerprint, kind)
        paper_calls.call(plant().redis)


@bp.get("/photos/<fingerprint>")
@allow(CARRIER)
def photo(fingerprint: str) -> Response:
    """A photograph of its own; of any other there is nothing here, whether it exists or not."""
    own_one = evidence.is_fingerprint(fingerprint) and ownership.is_own_picture(
        own.carrier(), fingerprint
    )
    return pictures.served(fingerprint) if own_one else abort(404)
