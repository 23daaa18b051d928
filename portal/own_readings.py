"""What eyes read on the photographs of an application: how far they are, and the pieces that show what they read."""

from flask import Blueprint, Response, abort, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from gate.carriers import contents, readings, states
from portal import own, pieces
from portal.application_sheet import sheet_of
from portal.applying import form_parts, too_late
from portal.htmx import answer
from portal.security import CARRIER, allow

bp = Blueprint("own_readings", __name__, url_prefix="/my/applications/<int:number>")
bp.before_request(own.company_first)


@bp.get("/reading")
@allow(CARRIER)
def progress(number: int) -> AnyResponse:
    """How far it is; and, of papers that are read by now and were not before, the fields that nobody has filled in."""
    application = own.application(number)
    if application.state not in states.EDITABLE:
        return too_late(number)
    sheet, known = sheet_of(application), request.args.get("known", "").split(",")
    fresh = [name for name in sheet.offered if sheet.comes_from(name) not in known]
    return answer(render_template("applying/_read.html", fresh=fresh, **form_parts(sheet)))


@bp.get("/pieces/<name>.jpg")
@allow(CARRIER)
def piece(number: int, name: str) -> Response:
    """The piece of the photograph from which a field was read."""
    known = readings.of(contents.values_of(own.application(number)))
    read = known.suggestions.get(name) or abort(404)
    return pieces.served(known.photographs[read.kind], name, read.told.corners)
