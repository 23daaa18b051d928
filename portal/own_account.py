"""What somebody sees and changes of their own account: the password, where they are signed in, who tried to."""

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from gate import people, sign_ins
from gate.models import OpenSession, User
from portal import confirming, mistakes, passwords, sessions
from portal.htmx import render, say
from portal.new_password import NewPassword
from portal.plant import plant
from portal.security import ROLES, allow, signed_in

bp = Blueprint("own_account", __name__, url_prefix="/account")


class PasswordForm(NewPassword):
    current = PasswordField(lazy_gettext("Current password"), [InputRequired(), Length(max=256)])


@bp.get("")
@allow(*ROLES)
def show() -> Response:
    return _page(PasswordForm(), 200)


@bp.post("/password")
@allow(*ROLES)
def change_password() -> Response:
    user, form = signed_in(), PasswordForm(request.form)
    if not form.check(user.username, user.display_name) or not confirming.confirm(form.current):
        return _page(form, 422)
    if form.new.data == form.current.data:
        form.new.errors = [mistakes.sentence("password_same")]
        return _page(form, 422)
    present = sessions.current_session()
    factor = str(present.second_factor) if present else ""
    people.set_password(user, passwords.hash_password(str(form.new.data)), user.username)
    sessions.begin(User.get_by_id(user.id), second_factor=factor)
    say(_("Your password is changed. Other places where you were signed in are signed out."))
    return redirect(url_for("own_account.show"), 303)


@bp.post("/sessions/end")
@allow(*ROLES)
def end_session() -> Response:
    """Sign out in one other place, or in all of them."""
    present, number = sessions.current_session(), request.form.get("session", type=int)
    others = OpenSession.delete().where(OpenSession.user == signed_in(), OpenSession.id != present)
    ended = (others.where(OpenSession.id == number) if number else others).execute()
    if number and not ended:
        say(_("That place is signed out already."), "warning")
    else:
        say(_("Signed out there."))
    return redirect(url_for("own_account.show"), 303)


def _page(form: PasswordForm, status: int) -> Response:
    user, present = signed_in(), sessions.current_session()
    return render(
        "own_account/show.html",
        status=status,
        form=form,
        shortest=plant().accounts.shortest_password,
        present=present,
        ends=sessions.ends_at(present) if present else None,
        open_sessions=sessions.open_of(user),
        tries=sign_ins.last_of(user),
    )
