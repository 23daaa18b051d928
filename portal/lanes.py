"""The lanes as they are now."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.htmx import render
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow

bp = Blueprint("lanes", __name__)


@bp.get("/")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    return render("lanes/index.html")
