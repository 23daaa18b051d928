"""Who looked at what, for those who answer for it."""

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from gate import looking
from gate.looking import What
from portal import wording
from portal.forms import PortalForm
from portal.htmx import render
from portal.searching import teller
from portal.security import ADMIN, INSPECTOR, allow

bp = Blueprint("looks", __name__, url_prefix="/looks")

WHAT: wording.Sentences = {
    What.SEARCH: lazy_gettext("Search"),
    What.PASSAGE: lazy_gettext("Row opened"),
    What.PHOTO: lazy_gettext("Photograph opened"),
    What.FILM: lazy_gettext("Film opened"),
    What.EXPORT: lazy_gettext("File asked for"),
    What.FILE: lazy_gettext("File fetched"),
}


class LooksForm(PortalForm):
    by = StringField(lazy_gettext("Account"), [Length(max=64)])
    what = SelectField(lazy_gettext("What"), [Optional()], default="", validate_choice=False)


@bp.get("")
@allow(ADMIN, INSPECTOR)
def index() -> Response:
    """Newest first, by person and kind."""
    form = LooksForm(request.args)
    form.what.choices = [
        ("", lazy_gettext("All")),
        *((key, wording.say(WHAT, key)) for key in What),
    ]
    before = request.args.get("before", type=int)
    page = looking.looks(by=form.by.data or "", what=form.what.data or "", before=before)
    asked = {name: value for name, value in form.data.items() if value}
    return render(
        "looks/index.html",
        fragment="looks",
        form=form,
        page=page,
        in_words=teller(),
        words=lambda key: wording.say(WHAT, key),
        newest=url_for("looks.index", **asked) if before else "",
        older=url_for("looks.index", **asked, before=page.older) if page.older else "",
    )
