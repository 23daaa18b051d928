"""A forgotten password: a link goes to the confirmed address of the account, and the page tells nobody whether."""

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from gate import invitations, people
from gate.carriers.companies import as_phone
from gate.letters import RESET
from gate.models import User
from portal import letters, limits
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.limits import TooOften
from portal.plant import plant
from portal.security import EVERYBODY, allow

bp = Blueprint("forgotten", __name__, url_prefix="/forgotten")

WINDOW_S, TRIES_PER_ADDRESS = 300, 20
DAY_S, LETTERS_A_DAY = 86_400, 5
"""Nobody fills somebody else's letter box."""


class ForgottenForm(PortalForm):
    username = StringField(
        lazy_gettext("User name or mobile number"), [InputRequired(), Length(max=64)]
    )


@bp.get("")
@allow(EVERYBODY)
def show() -> Response:
    return _page(ForgottenForm())


@bp.post("")
@allow(EVERYBODY)
def ask() -> Response:
    limits.stop_after(TRIES_PER_ADDRESS, f"forgotten:{request.remote_addr}", seconds=WINDOW_S)
    form = ForgottenForm(request.form)
    if not form.validate():
        return _page(form, 422)
    if (user := _of(str(form.username.data))) is not None:
        _write_to(user)
    say(_("If this account has a confirmed address, a letter with a link is on its way there."))
    return redirect(url_for("accounts.login"), 303)


def _of(typed: str) -> User | None:
    """The account, if a letter can reach it."""
    names = (people.as_username(typed), as_phone(typed))
    found: User | None = User.get_or_none(
        User.username.in_(names), User.active, User.email_confirmed_at.is_null(False)
    )
    return found if letters.can_be_sent() else None


def _write_to(user: User) -> None:
    try:
        limits.stop_after(LETTERS_A_DAY, f"forgotten-letters:{user.id}", seconds=DAY_S)
    except TooOften:
        return  # told to nobody: the page says the same
    lasts = plant().accounts.link_lasts
    made, token = invitations.reset_link(user, user.username, lasts)
    told = {
        "name": user.display_name,
        "username": user.username,
        "hours": int(lasts.total_seconds() // 3600),
        "link": letters.link_to("joining.join", token=token),
    }
    letters.send(RESET, f"reset:{made.id}", user, told)


def _page(form: ForgottenForm, status: int = 200) -> Response:
    return render("forgotten/show.html", status=status, form=form, writes=letters.can_be_sent())
