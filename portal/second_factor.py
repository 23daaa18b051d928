"""Setting up a second factor of one's own, its recovery codes, and doing without it."""

import segno
from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import Length

from gate import second_factor
from gate.models import User
from portal import confirming, limits, sessions
from portal.accounts import CODES, WINDOW_S
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.plant import plant
from portal.security import ROLES, allow, signed_in

bp = Blueprint("second_factor", __name__, url_prefix="/account/second-factor")

ISSUER = "Greengate"


class PasswordForm(PortalForm):
    """The password once more, before something that decides who gets in."""

    password = PasswordField(lazy_gettext("Current password"), [Length(max=256)])


class ConfirmForm(PasswordForm):
    code = StringField(lazy_gettext("Code shown by the telephone"), [Length(max=64)])


@bp.get("")
@allow(*ROLES)
def index() -> Response:
    return _page(ConfirmForm())


@bp.post("/offer")
@allow(*ROLES)
def offer() -> Response:
    """A new secret to scan; the one in force stays in force."""
    second_factor.offer(signed_in())
    return redirect(url_for("second_factor.index"), 303)


@bp.post("/confirm")
@allow(*ROLES)
def confirm() -> Response:
    user, form = signed_in(), ConfirmForm(request.form)
    limits.stop_after(CODES, f"confirm-code:{user.id}", seconds=WINDOW_S)
    if not form.validate() or not confirming.confirm(form.password):
        return _page(form, 422)
    codes = second_factor.confirm(user, form.code.data or "")
    if codes is None:
        form.code.errors = [_("This code is wrong. It changes every half minute.")]
        return _page(form, 422)
    limits.forget(f"confirm-code:{user.id}")
    sessions.begin(User.get_by_id(user.id), second_factor="totp")
    return render("second_factor/codes.html", codes=codes, first=True)


@bp.post("/codes")
@allow(*ROLES)
def renew_codes() -> Response:
    user, form = signed_in(), ConfirmForm(request.form)
    if not user.totp_secret or not form.validate() or not confirming.confirm(form.password):
        return _page(form, 422)
    return render("second_factor/codes.html", codes=second_factor.renew_codes(user), first=False)


@bp.post("/remove")
@allow(*ROLES)
def remove() -> Response:
    user, form = signed_in(), ConfirmForm(request.form)
    if not form.validate() or not confirming.confirm(form.password):
        return _page(form, 422)
    second_factor.remove(user, user.username)
    sessions.begin(User.get_by_id(user.id))
    say(_("Your account has no second factor any more. Other places are signed out."))
    return redirect(url_for("own_account.show"), 303)


def _page(form: ConfirmForm, status: int = 200) -> Response:
    user = signed_in()
    offered = bool(user.totp_offered)
    scanned = second_factor.address(user, ISSUER) if offered else ""
    return render(
        "second_factor/index.html",
        status=status,
        form=form,
        picture=segno.make(scanned, error="m").svg_data_uri(scale=5, light="#fff")
        if offered
        else "",
        typed=_in_fours(user.totp_offered),
        left=second_factor.codes_left(user) if user.totp_secret else 0,
        required=user.role in plant().accounts.second_factor_for,
    )


def _in_fours(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
