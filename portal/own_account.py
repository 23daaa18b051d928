"""What somebody sees and changes of their own account: password, address, where they are signed in, who tried to."""

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from gate import people, people_addresses, sign_ins
from gate.models import OpenSession, User
from gate.people import PeopleError
from portal import confirming, letters, mistakes, passwords, sessions
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.new_password import NewPassword
from portal.own_address import AddressForm, say_what_follows
from portal.plant import plant
from portal.security import ROLES, allow, signed_in

bp = Blueprint("own_account", __name__, url_prefix="/account")


class PasswordForm(NewPassword):
    current = PasswordField(lazy_gettext("Current password"), [InputRequired(), Length(max=256)])


class OwnAddressForm(AddressForm):
    """With the password, for a link to this address sets a new one."""

    password = PasswordField(
        lazy_gettext("Your password"), render_kw={"autocomplete": "current-password"}
    )


@bp.get("")
@allow(*ROLES)
def show() -> Response:
    return _page()


@bp.post("/password")
@allow(*ROLES)
def change_password() -> Response:
    user, form = signed_in(), PasswordForm(request.form)
    if not form.check(user.username, user.display_name) or not confirming.confirm(form.current):
        return _page(422, form=form)
    if form.new.data == form.current.data:
        form.new.errors = [mistakes.sentence("password_same")]
        return _page(422, form=form)
    present = sessions.current_session()
    factor = str(present.second_factor) if present else ""
    people.set_password(user, passwords.hash_password(str(form.new.data)), user.username)
    sessions.begin(User.get_by_id(user.id), second_factor=factor)
    say(_("Your password is changed. Other places where you were signed in are signed out."))
    return redirect(url_for("own_account.show"), 303)


@bp.post("/address")
@allow(*ROLES)
def set_address() -> Response:
    """Another address of one's own or none, or another letter to the one that is not confirmed yet."""
    form, user = OwnAddressForm(request.form), signed_in()
    if not confirming.confirm(form.password):
        return _page(422, address=form)
    try:
        people_addresses.set_email(user, form.data, required=False)
    except PeopleError as refused:
        mistakes.show(form, refused.errors)
        return _page(422, address=form)
    say_what_follows(user)
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


def _page(status: int = 200, **forms: PortalForm) -> Response:
    user, present = signed_in(), sessions.current_session()
    return render(
        "own_account/show.html",
        status=status,
        form=forms.get("form") or PasswordForm(),
        address=forms.get("address") or OwnAddressForm(data={"email": user.email}),
        confirmed=people_addresses.is_reached(user),
        writes=letters.can_be_sent(),
        came_back=letters.came_back(user),
        shortest=plant().accounts.shortest_password,
        present=present,
        ends=sessions.ends_at(present) if present else None,
        open_sessions=sessions.open_of(user),
        tries=sign_ins.last_of(user),
    )
