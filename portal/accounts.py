"""Signing in and out, the language of the pages, and a new password."""

from flask import Blueprint, abort, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, refresh
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from gate.models import User
from portal import limits, passwords, sessions
from portal.forms import PortalForm, came_from, safe_next
from portal.htmx import render, say
from portal.security import EVERYBODY, ROLES, allow, current_user

bp = Blueprint("accounts", __name__)

WINDOW_S = 300
TRIES_PER_NAME, TRIES_PER_ADDRESS = 5, 30


class LoginForm(PortalForm):
    username = StringField(lazy_gettext("User name"), [InputRequired(), Length(max=64)])
    password = PasswordField(lazy_gettext("Password"), [InputRequired(), Length(max=256)])


class PasswordForm(PortalForm):
    current = PasswordField(lazy_gettext("Current password"), [InputRequired(), Length(max=256)])
    new = PasswordField(
        lazy_gettext("New password"), [InputRequired(), Length(min=passwords.SHORTEST, max=256)]
    )
    again = PasswordField(
        lazy_gettext("New password, once more"),
        [EqualTo("new", message=lazy_gettext("The two new passwords differ."))],
    )


def home_of(user: User) -> str:
    """The page that a person of this role wants first."""
    return url_for("accounts.account") if user.role == "carrier" else url_for("lanes.index")


@bp.get("/home")
@allow(EVERYBODY)
def home() -> Response:
    user = current_user()
    return redirect(home_of(user) if user else url_for("accounts.login"), 303)


@bp.get("/login")
@allow(EVERYBODY)
def login() -> Response:
    user = current_user()
    if user is not None:
        return redirect(home_of(user), 303)
    return _login_page(LoginForm(), 200)


@bp.post("/login")
@allow(EVERYBODY)
def sign_in() -> Response:
    form = LoginForm(request.form)
    if not form.validate():
        return _login_page(form, 422)
    username = str(form.username.data).lower()
    if _tried_too_often(username):
        abort(429)
    user = User.get_or_none(User.username == username, User.active)
    if not passwords.verify(user, str(form.password.data)) or user is None:
        form.password.errors = [_("User name or password is wrong.")]
        return _login_page(form, 422)
    limits.forget(f"login:{username}")
    sessions.begin(user)
    refresh()
    return redirect(safe_next(request.form.get("next"), home_of(user)), 303)


@bp.post("/logout")
@allow(EVERYBODY)
def logout() -> Response:
    sessions.end()
    return redirect(url_for("accounts.login"), 303)


@bp.post("/language")
@allow(EVERYBODY)
def choose_language() -> Response:
    chosen = request.form.get("language", "")
    if chosen not in sessions.LANGUAGES:
        abort(400)
    session["language"] = chosen
    user = current_user()
    if user is not None and user.language != chosen:
        User.update(language=chosen).where(User.id == user.id).execute()
    return redirect(came_from(), 303)


@bp.get("/account")
@allow(*ROLES)
def account() -> Response:
    return render("accounts/account.html", form=PasswordForm())


@bp.post("/account/password")
@allow(*ROLES)
def change_password() -> Response:
    user, form = current_user(), PasswordForm(request.form)
    assert user is not None  # `allow` lets nobody else in
    if not form.validate():
        return render("accounts/account.html", status=422, form=form)
    if _tried_too_often(user.username):
        abort(429)
    if not passwords.verify(user, str(form.current.data)):
        form.current.errors = [_("This is not your current password.")]
        return render("accounts/account.html", status=422, form=form)
    limits.forget(f"login:{user.username}")
    user.password_hash = passwords.hash_password(str(form.new.data))
    user.save(only=[User.password_hash])
    sessions.begin(user)
    say(_("Your password is changed. Other places where you were signed in are signed out."))
    return redirect(url_for("accounts.account"), 303)


def _tried_too_often(username: str) -> bool:
    by_name = limits.count(f"login:{username}", seconds=WINDOW_S)
    by_address = limits.count(f"address:{request.remote_addr}", seconds=WINDOW_S)
    return by_name > TRIES_PER_NAME or by_address > TRIES_PER_ADDRESS


def _login_page(form: LoginForm, status: int) -> Response:
    wanted = request.form.get("next") or request.args.get("next")
    return render("accounts/login.html", status=status, form=form, next=safe_next(wanted, ""))
