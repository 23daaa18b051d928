"""Everybody who has an account: what they are, how they come in, and who no longer does."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from werkzeug.wrappers import Response
from wtforms import PasswordField, SelectField, StringField

from gate import invitations, people, second_factor, sign_ins
from gate.models import User
from gate.people import PeopleError
from portal import confirming, mistakes, sessions, wording
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.links import show_link
from portal.plant import plant
from portal.security import ADMIN, allow, signed_in
from portal.sign_in_words import LANGUAGES

bp = Blueprint("people", __name__, url_prefix="/people")

A_PAGE = 100


class PersonForm(PortalForm):
    display_name = StringField(lazy_gettext("Full name"))
    role = SelectField(lazy_gettext("Role"), validate_choice=False)
    language = SelectField(lazy_gettext("Language"), validate_choice=False)
    password = PasswordField(lazy_gettext("Your own password"))
    """Asked for before somebody else's way in is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [(role, wording.say(wording.ROLES, role)) for role in people.ROLES]
        self.language.choices = list(LANGUAGES.items())


@bp.get("")
@allow(ADMIN)
def index() -> Response:
    """By user name; a hundred on a page."""
    text, after = request.args.get("q", "").strip(), request.args.get("after", "")
    found = people.named(text, after=after, limit=A_PAGE + 1)
    shown = found[:A_PAGE]
    return render(
        "people/index.html",
        fragment="results",
        people=shown,
        languages=LANGUAGES,
        q=text,
        first=url_for("people.index", q=text or None) if after else "",
        further=url_for("people.index", q=text or None, after=shown[-1].username)
        if len(found) > A_PAGE
        else "",
    )


@bp.get("/<int:user_id>")
@allow(ADMIN)
def show(user_id: int) -> Response:
    person = _of(user_id)
    return _page(person, PersonForm(obj=person))


@bp.post("/<int:user_id>")
@allow(ADMIN)
def save(user_id: int) -> Response:
    person, form = _of(user_id), PersonForm(request.form)
    try:
        people.change(person, form.data, signed_in().username)
    except PeopleError as refused:
        mistakes.show(form, refused.errors)
        return _page(person, form, 422)
    say(_("%(name)s is saved.", name=form.display_name.data))
    return _back(person)


@bp.post("/<int:user_id>/switch")
@allow(ADMIN)
def switch(user_id: int) -> Response:
    """Off, or on again."""
    person, on = _of(user_id), request.form.get("on") == "yes"
    try:
        people.switch(person, on, signed_in().username)
    except PeopleError as refused:
        say(mistakes.sentence(next(iter(refused.errors.values()))), "danger")
        return _back(person)
    name = person.display_name
    say(_("%(name)s may sign in again.", name=name) if on else _("%(name)s is out.", name=name))
    return _back(person)


@bp.post("/<int:user_id>/end-sessions")
@allow(ADMIN)
def end_sessions(user_id: int) -> Response:
    ended = people.end_sessions(_of(user_id), signed_in().username)
    say(ngettext("Signed out in %(num)s place.", "Signed out in %(num)s places.", ended))
    return redirect(url_for("people.show", user_id=user_id), 303)


@bp.post("/<int:user_id>/must-change")
@allow(ADMIN)
def must_change(user_id: int) -> Response:
    """For a password that somebody else may have seen."""
    person = _of(user_id)
    people.ask_for_new_password(person, signed_in().username)
    say(_("%(name)s has to choose a new password first.", name=person.display_name))
    return _back(person)


@bp.post("/<int:user_id>/remove-second-factor")
@allow(ADMIN)
def remove_second_factor(user_id: int) -> Response:
    """For a telephone that is lost."""
    person, form = _of(user_id), PersonForm(request.form)
    if not confirming.confirm(form.password):
        return _page(person, _shown_again(person, form), 422)
    second_factor.remove(person, signed_in().username)
    say(_("%(name)s signs in with the password alone.", name=person.display_name))
    return _back(person)


@bp.post("/<int:user_id>/reset-link")
@allow(ADMIN)
def reset_link(user_id: int) -> Response:
    """A link with which somebody who forgot their password chooses another; shown this once."""
    person, form = _of(user_id), PersonForm(request.form)
    if not person.active:
        abort(404)
    if not confirming.confirm(form.password):
        return _page(person, _shown_again(person, form), 422)
    made, token = invitations.reset_link(person, signed_in().username, plant().accounts.link_lasts)
    return show_link(made, token, back=url_for("people.show", user_id=person.id))


def _page(person: User, form: PersonForm, status: int = 200) -> Response:
    return render(
        "people/show.html",
        status=status,
        person=person,
        form=form,
        open_sessions=sessions.open_of(person),
        tries=sign_ins.last_of(person),
    )


def _shown_again(person: User, sent: PersonForm) -> PersonForm:
    """The form of this person with what was said about the password."""
    form = PersonForm(obj=person)
    form.password.errors = sent.password.errors
    return form


def _of(user_id: int) -> User:
    found: User | None = User.get_or_none(User.id == user_id)
    return found or abort(404)


def _back(person: User) -> Response:
    return redirect(url_for("people.show", user_id=person.id), 303)
