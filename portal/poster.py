"""A sheet for the gate: a code that leads a driver's telephone to the page where carriers sign up."""

import segno
from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from portal.htmx import render
from portal.plant import plant
from portal.security import ADMIN, GUARD, MANAGER, allow

bp = Blueprint("poster", __name__, url_prefix="/carriers")


@bp.get("/poster")
@allow(ADMIN, MANAGER, GUARD)
def show() -> Response:
    """To be printed on A4. The address is that of the settings, or else the one under which this page was opened."""
    known = plant().address
    address = (
        known + url_for("signing_up.show") if known else url_for("signing_up.show", _external=True)
    )
    code = segno.make(address, error="m", micro=False)
    return render(
        "poster/show.html",
        address=address,
        code=code.svg_data_uri(scale=8, border=2, omitsize=True),
    )
