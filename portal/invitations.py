"""Inviting people by a link: an admin anybody, a manager guards and carriers."""

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField

from gate import invitations
from gate.people import PeopleError
from portal import mistakes, wording
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.links import show_link
from portal.plant import plant
from portal.security import ADMIN, MANAGER, allow, signed_in

bp = Blueprint("invitations", __name__, url_prefix="/invitations")


class InvitationForm(PortalForm):
    display_name = StringField(lazy_gettext("Full name"))
    role = SelectField(lazy_gettext("Role"), validate_choice=False)
    username = StringField(lazy_gettext("User name"))


@bp.get("")
@allow(ADMIN, MANAGER)
def index() -> Response:
    return _page(InvitationForm(), 200)


@bp.post("")
@allow(ADMIN, MANAGER)
def invite() -> Response:
    """The link is shown in the answer and nowhere else."""
    form = InvitationForm(request.form)
    try:
        made, token = invitations.invite(form.data, signed_in(), plant().accounts.link_lasts)
    except PeopleError as refused:
        mistakes.show(form, refused.errors)
        return _page(form, 422)
    return show_link(made, token, back=url_for("invitations.index"))


@bp.post("/<int:number>/withdraw")
@allow(ADMIN, MANAGER)
def withdraw(number: int) -> Response:
    if not invitations.withdraw(number, signed_in()):
        abort(404)
    say(_("The invitation is withdrawn: its link opens nothing."))
    return redirect(url_for("invitations.index"), 303)


def _page(form: InvitationForm, status: int) -> Response:
    user = signed_in()
    form.role.choices = [
        (role, wording.say(wording.ROLES, role)) for role in invitations.INVITES[user.role]
    ]
    return render(
        "invitations/index.html",
        status=status,
        form=form,
        waiting=invitations.waiting(user),
        hours=int(plant().accounts.link_lasts.total_seconds() // 3600),
    )
