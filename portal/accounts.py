"""Signing in, in one step or two, and out; the language of the pages."""

from flask import Blueprint, abort, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from gate import people, second_factor, sign_ins
from gate.models import User
from gate.second_factor import Answer
from gate.sign_ins import How
from portal import languages, limits, passwords, sessions
from portal.forms import PortalForm, came_from, safe_next
from portal.htmx import render, say
from portal.limits import TooOften
from portal.security import EVERYBODY, ROLES, allow, current_user

bp = Blueprint("accounts", __name__)

WINDOW_S, DAY_S = 300, 86_400
TRIES_PER_NAME, TRIES_PER_ADDRESS = 5, 30
CODES, CODES_A_DAY = 5, 30
"""Wrong codes of a second factor. Of a million, three are right at any moment."""


class LoginForm(PortalForm):
    username = StringField(lazy_gettext("User name"), [InputRequired(), Length(max=64)])
    password = PasswordField(lazy_gettext("Password"), [InputRequired(), Length(max=256)])


class CodeForm(PortalForm):
    code = StringField(lazy_gettext("Code"), [InputRequired(), Length(max=64)])


def home_of(user: User) -> str:
    """The page that a person of this role wants first."""
    return url_for("own_trucks.index") if user.role == "carrier" else url_for("lanes.index")


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
    username = people.as_username(str(form.username.data))
    user = User.get_or_none(User.username == username)
    try:
        limits.stop_after(TRIES_PER_NAME, f"login:{username}", seconds=WINDOW_S)
        limits.stop_after(TRIES_PER_ADDRESS, f"address:{request.remote_addr}", seconds=WINDOW_S)
    except TooOften as stopped:
        if stopped.first:
            sign_ins.note(username, user, How.TOO_OFTEN, sessions.whence())
        raise
    right = passwords.verify(user, str(form.password.data))
    if user is None or not right or not user.active:
        sign_ins.note(username, user, _why_not(user, right), sessions.whence())
        form.password.errors = [_("User name or password is wrong.")]
        return _login_page(form, 422)
    limits.forget(f"login:{username}")
    then = safe_next(request.form.get("next"), "")
    if user.totp_secret:
        sessions.wait_for_code(user, then)
        return redirect(url_for("accounts.code"), 303)
    return _let_in(user, then)


@bp.get("/login/code")
@allow(EVERYBODY)
def code() -> Response:
    """The second step, for those who have a second factor."""
    if sessions.half_way() is None:
        return redirect(url_for("accounts.login"), 303)
    return render("accounts/code.html", form=CodeForm())


@bp.post("/login/code")
@allow(EVERYBODY)
def check_code() -> Response:
    waiting, form = sessions.half_way(), CodeForm(request.form)
    if waiting is None:
        say(_("That took too long. Please sign in again."), "warning")
        return redirect(url_for("accounts.login"), 303)
    user, then = waiting
    if not form.validate():
        return render("accounts/code.html", status=422, form=form)
    _count_code(user)
    answer = second_factor.check(user, str(form.code.data))
    if not answer.opens:
        sign_ins.note(user.username, user, How(answer.value), sessions.whence())
        form.code.errors = [_code_sentence(answer)]
        return render("accounts/code.html", status=422, form=form)
    forget_codes(user)
    let_in = _let_in(user, then, answer.value)
    if answer is Answer.RECOVERY:
        left = second_factor.codes_left(user)
        say(_("You used a recovery code. %(num)s are left.", num=left), "warning")
    return let_in


@bp.post("/logout")
@allow(EVERYBODY)
def logout() -> Response:
    user = current_user()
    if user is not None:
        sign_ins.note(user.username, user, How.OUT, sessions.whence())
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


@bp.post("/here")
@allow(*ROLES)
def here() -> Response:
    """Somebody types or reads on, without asking for a page: the session goes on as well."""
    return Response(status=204)


def forget_codes(user: User) -> None:
    """A right code begins the count of wrong ones again."""
    limits.forget(f"code:{user.id}")
    limits.forget(f"code-day:{user.id}")


def _count_code(user: User) -> None:
    try:
        limits.stop_after(CODES_A_DAY, f"code-day:{user.id}", seconds=DAY_S)
        limits.stop_after(CODES, f"code:{user.id}", seconds=WINDOW_S)
    except TooOften as stopped:
        if stopped.first:
            sign_ins.note(user.username, user, How.TOO_OFTEN, sessions.whence())
        raise


def _why_not(user: User | None, right: bool) -> How:
    if user is None:
        return How.UNKNOWN
    return How.OFF if right else How.WRONG_PASSWORD


def _code_sentence(answer: Answer) -> str:
    used = _("This code has been used. Wait for the next one.")
    wrong = _("This code is wrong. It changes every half minute.")
    return str(used if answer is Answer.USED else wrong)


def _let_in(user: User, then: str, factor: str = "") -> Response:
    sign_ins.note(user.username, user, How.IN, sessions.whence(), second_factor=factor)
    sessions.begin(user, second_factor=factor)
    languages.choose_anew()
    return redirect(then or home_of(user), 303)


def _login_page(form: LoginForm, status: int) -> Response:
    wanted = request.form.get("next") or request.args.get("next")
    return render("accounts/login.html", status=status, form=form, next=safe_next(wanted, ""))
