"""Searches that somebody keeps under a name."""

from flask import Blueprint, abort, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from gate import saved_searches
from gate.search import asked
from portal.forms import PortalForm
from portal.htmx import say
from portal.searching import address
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username

bp = Blueprint("saved", __name__, url_prefix="/saved-searches")


class NameForm(PortalForm):
    name = StringField(validators=[InputRequired(), Length(max=saved_searches.LONGEST_NAME)])


@bp.post("")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def keep() -> Response:
    """Keep the search that was on the screen, and go back to it."""
    query, form = asked.read(request.form.get("asked", "")), NameForm(request.form)
    if not form.validate():
        say(_("Give the search a name of 40 characters at most."), "danger")
        return redirect(address(query), 303)
    try:
        saved_searches.keep(username(), form.name.data or "", asked.told(query))
    except saved_searches.TooMany:
        say(_("You keep 50 searches already. Remove one first."), "danger")
    else:
        say(_("The search is kept as “%(name)s”.", name=form.name.data))
    return redirect(address(query), 303)


@bp.post("/<int:number>/forget")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def forget(number: int) -> Response:
    """Take a search off one's list."""
    if not saved_searches.forget(username(), number):
        abort(404)
    say(_("The search is removed."))
    return redirect(address(asked.read(request.form.get("asked", ""))), 303)
