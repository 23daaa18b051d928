"""Signing up: a carrier makes its own account, day or night, and is signed in at once. The account may ask, no more."""

from flask import Blueprint, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField

from gate import sign_ins
from gate.carriers import companies
from gate.carriers.companies import CarrierError
from gate.sign_ins import How
from portal import limits, mistakes, passwords, sessions
from portal.accounts import home_of
from portal.htmx import render, say
from portal.languages import language
from portal.new_password import NewPassword
from portal.own_address import ask_to_confirm
from portal.plant import plant
from portal.security import EVERYBODY, allow, current_user

bp = Blueprint("signing_up", __name__, url_prefix="/carriers")

WINDOW_S, TRIES_PER_ADDRESS = 300, 30
DAY_S, A_DAY = 86_400, 200
"""Telephones of one network come from one address, and many sign up at the gate. Nobody fills the disk by it."""


class SignUpForm(NewPassword):
    name = StringField(lazy_gettext("Company"), render_kw={"autocomplete": "organization"})
    display_name = StringField(lazy_gettext("Your name"), render_kw={"autocomplete": "name"})
    phone = StringField(
        lazy_gettext("Mobile number"),
        render_kw={"autocomplete": "tel", "inputmode": "tel", "type": "tel"},
    )
    email = StringField(
        lazy_gettext("E-mail"),
        render_kw={"autocomplete": "email", "inputmode": "email", "type": "email"},
    )


@bp.get("/sign-up")
@allow(EVERYBODY)
def show() -> Response:
    user = current_user()
    return redirect(home_of(user), 303) if user else _page(SignUpForm())


@bp.post("/sign-up")
@allow(EVERYBODY)
def sign_up() -> Response:
    limits.stop_after(TRIES_PER_ADDRESS, f"sign-up:{request.remote_addr}", seconds=WINDOW_S)
    form = SignUpForm(request.form)
    phone = companies.as_phone(form.phone.data or "")
    fits = form.check(phone, form.display_name.data or "", form.name.data or "")
    values = {**form.data, "language": language()}
    try:
        if not fits:
            companies.look_at(values)
            return _page(form, 422)
        limits.stop_after(A_DAY, f"signed-up:{request.remote_addr}", seconds=DAY_S)
        user = companies.sign_up(values, passwords.hash_password(str(form.new.data)))[1]
    except CarrierError as refused:
        mistakes.show(form, refused.errors)
        return _page(form, 422)
    sign_ins.note(user.username, user, How.IN, sessions.whence())
    sessions.begin(user)
    ask_to_confirm(user)
    say(_("Your account is ready. Next time you sign in with %(phone)s.", phone=user.username))
    return redirect(home_of(user), 303)


def _page(form: SignUpForm, status: int = 200) -> Response:
    return render(
        "signing_up/sign_up.html",
        status=status,
        form=form,
        shortest=plant().accounts.shortest_password,
    )
