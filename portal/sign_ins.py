"""Who came in and who tried to, for those who answer for it."""

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from gate import people, people_changes, sign_ins
from portal.forms import PortalForm
from portal.htmx import render
from portal.security import ADMIN, INSPECTOR, allow
from portal.sign_in_words import HOW

bp = Blueprint("sign_ins", __name__, url_prefix="/sign-ins")


class TriesForm(PortalForm):
    name = StringField(lazy_gettext("Account"), [Length(max=64)])
    how = SelectField(lazy_gettext("How it ended"), [Optional()], default="", validate_choice=False)


@bp.get("")
@allow(ADMIN, INSPECTOR)
def index() -> Response:
    """Newest first, by name and by how it ended."""
    form = TriesForm(request.args)
    form.how.choices = [("", lazy_gettext("All")), *((key, HOW[key]) for key in sign_ins.How)]
    name, how = people.as_username(form.name.data or ""), form.how.data or ""
    before = request.args.get("before", type=int)
    page = sign_ins.tries(name=name, how=how, before=before)
    asked = {key: value for key, value in form.data.items() if value}
    return render(
        "sign_ins/index.html",
        fragment="tries",
        form=form,
        page=page,
        newest=url_for("sign_ins.index", **asked) if before else "",
        older=url_for("sign_ins.index", **asked, before=page.older) if page.older else "",
    )


@bp.get("/changes")
@allow(ADMIN, INSPECTOR)
def changes() -> Response:
    """What was done to accounts, as the chain tells it."""
    before = request.args.get("before", type=int)
    page = people_changes.changes(before=before)
    return render(
        "sign_ins/changes.html",
        page=page,
        newest=url_for("sign_ins.changes") if before else "",
        older=url_for("sign_ins.changes", before=page.older) if page.older else "",
    )
