"""The e-mail address of somebody's account: a letter with a link goes there, and following it confirms the address."""

from datetime import timedelta

from flask import Blueprint, abort, current_app, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response
from wtforms import StringField

from gate import clock, people_addresses
from gate.letters import CONFIRM
from gate.models import User
from portal import letters, limits
from portal.accounts import home_of
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.limits import TooOften
from portal.security import EVERYBODY, allow, current_user

bp = Blueprint("own_address", __name__, url_prefix="/confirm")

LASTS = timedelta(days=14)
DAY_S, A_DAY = 86_400, 10
"""Letters of one account: nobody writes to the world in the plant's name."""
APART = "%Y-%m-%dT%H"
"""One letter an hour at most to the same address of one account, however often it is asked for."""


class AddressForm(PortalForm):
    email = StringField(
        lazy_gettext("E-mail"),
        render_kw={"autocomplete": "email", "inputmode": "email", "type": "email"},
    )


def say_what_follows(user: User) -> None:
    """After an address was saved: whether a letter is on its way to it."""
    if ask_to_confirm(user):
        say(_("A letter is on its way to %(email)s. Follow its link.", email=user.email))
    else:
        say(_("Saved."))


def ask_to_confirm(user: User) -> bool:
    """Write to the address of this account; False where no letter can be sent, or none is needed."""
    if not user.email or user.email_confirmed_at or not letters.can_be_sent():
        return False
    try:
        limits.stop_after(A_DAY, f"confirm:{user.id}", seconds=DAY_S)
    except TooOften:
        return False
    link = letters.link_to("own_address.show", token=_signer().dumps([user.id, user.email]))
    key = f"confirm:{user.id}:{user.email}:{clock.now().strftime(APART)}"
    letters.send(CONFIRM, key, user, {"name": user.display_name, "link": link})
    return True


@bp.get("/<token>")
@allow(EVERYBODY)
def show(token: str) -> Response:
    """A page with a button: what reads mails by itself follows links, and presses none."""
    email = _told(token)[1]
    return render("own_address/show.html", token=token, email=email)


@bp.post("/<token>")
@allow(EVERYBODY)
def confirm(token: str) -> Response:
    user = people_addresses.confirm_email(*_told(token)) or abort(404)
    say(_("%(email)s is confirmed.", email=user.email))
    here = current_user()
    return redirect(home_of(here) if here else url_for("accounts.login"), 303)


def _told(token: str) -> tuple[int, str]:
    """Whose address it is; a link that is wrong or too old leads to nothing."""
    try:
        user_id, email = _signer().loads(token, max_age=int(LASTS.total_seconds()))
    except BadSignature:
        abort(404)
    return int(user_id), str(email)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="confirm")
