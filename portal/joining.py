"""The pages behind a link: an invitation, a password chosen anew, and the first admin of a house."""

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField

from gate import invitations, people
from gate.invitations import Gone
from gate.models import Invitation
from gate.people import PeopleError
from portal import limits, mistakes, passwords, sessions, setting_up
from portal.htmx import render, say
from portal.languages import language
from portal.new_password import NewPassword
from portal.plant import plant
from portal.security import EVERYBODY, allow

bp = Blueprint("joining", __name__)

WINDOW_S, TRIES_PER_ADDRESS = 300, 30
"""Of an address, over all links: nobody guesses one, and nobody has the house hash passwords for fun."""


class JoinForm(NewPassword):
    username = StringField(lazy_gettext("User name"))


class SetUpForm(JoinForm):
    display_name = StringField(lazy_gettext("Full name"))


@bp.get("/join/<token>")
@allow(EVERYBODY)
def join(token: str) -> Response:
    return _join_page(_of(token), JoinForm(), token)


@bp.post("/join/<token>")
@allow(EVERYBODY)
def accept(token: str) -> Response:
    """Use the link up; then sign in, with the second factor where there is one."""
    found, form = _of(token), JoinForm(request.form)
    name = found.username or people.as_username(form.username.data or "")
    if not form.check(name, found.display_name):
        return _join_page(found, form, token, 422)
    values = {"username": name, "language": language()}
    try:
        invitations.accept(found, values, passwords.hash_password(str(form.new.data)))
    except PeopleError as refused:
        mistakes.show(form, refused.errors)
        return _join_page(found, form, token, 422)
    except Gone:
        abort(404)
    return _to_sign_in()


@bp.get("/setup/<token>")
@allow(EVERYBODY)
def set_up(token: str) -> Response:
    _expect_setup(token)
    return _setup_page(SetUpForm(), token)


@bp.post("/setup/<token>")
@allow(EVERYBODY)
def make_first(token: str) -> Response:
    _expect_setup(token)
    form = SetUpForm(request.form)
    name = people.as_username(form.username.data or "")
    if not form.check(name, form.display_name.data or ""):
        return _setup_page(form, token, 422)
    values = {**form.data, "language": language()}
    try:
        people.make_first(values, passwords.hash_password(str(form.new.data)))
    except PeopleError as refused:
        mistakes.show(form, refused.errors)
        return _setup_page(form, token, 422)
    setting_up.done(plant().accounts.data_dir)
    return _to_sign_in()


def _of(token: str) -> Invitation:
    """The link of this token; a wrong, used or old one is an address at which there is nothing."""
    _count()
    return invitations.find(token) or abort(404)


def _expect_setup(token: str) -> None:
    _count()
    if not setting_up.opens(plant().accounts.data_dir, token):
        abort(404)


def _count() -> None:
    limits.stop_after(TRIES_PER_ADDRESS, f"link:{request.remote_addr}", seconds=WINDOW_S)


def _to_sign_in() -> Response:
    sessions.end()
    say(_("The password is set. Sign in with it."))
    return redirect(url_for("accounts.login"), 303)


def _join_page(found: Invitation, form: JoinForm, token: str, status: int = 200) -> Response:
    return render(
        "joining/join.html",
        status=status,
        found=found,
        form=form,
        token=token,
        shortest=plant().accounts.shortest_password,
    )


def _setup_page(form: SetUpForm, token: str, status: int = 200) -> Response:
    return render(
        "joining/setup.html",
        status=status,
        form=form,
        token=token,
        shortest=plant().accounts.shortest_password,
    )
