"""What the plant calls a carrier by and how it reaches it, and its people: changed by themselves."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField

from gate import invitations
from gate.carriers import companies
from gate.carriers.companies import CarrierError
from gate.people import PeopleError
from portal import letters, mistakes, own
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.links import show_link
from portal.plant import plant
from portal.security import CARRIER, allow, signed_in, username

bp = Blueprint("own_company", __name__, url_prefix="/my/company")


class CompanyForm(PortalForm):
    name = StringField(lazy_gettext("Company"), render_kw={"autocomplete": "organization"})
    phone = StringField(
        lazy_gettext("Telephone"), render_kw={"autocomplete": "tel", "inputmode": "tel"}
    )


class ColleagueForm(PortalForm):
    display_name = StringField(lazy_gettext("Full name"), render_kw={"autocomplete": "off"})


@bp.get("")
@allow(CARRIER)
def show() -> Response:
    return _page()


@bp.post("")
@allow(CARRIER)
def save() -> Response:
    form, carrier = CompanyForm(request.form), companies.of(signed_in())
    try:
        if carrier is None:
            companies.begin_for(signed_in(), form.data)
        else:
            companies.change(carrier, form.data, username())
    except CarrierError as refused:
        mistakes.show(form, refused.errors)
        return _page(422, company=form)
    say(_("Saved."))
    return redirect(url_for("own_trucks.index" if carrier is None else "own_company.show"), 303)


@bp.post("/colleagues")
@allow(CARRIER)
def invite() -> Response:
    """A link with which somebody makes an account of the same company; it is shown in the answer alone."""
    form = ColleagueForm(request.form)
    own.carrier()
    told = {**form.data, "role": companies.ROLE}
    try:
        made, token = invitations.invite(told, signed_in(), plant().accounts.link_lasts)
    except PeopleError as refused:
        mistakes.show(form, refused.errors)
        return _page(422, colleague=form)
    return show_link(made, token, back=url_for("own_company.show"))


@bp.post("/colleagues/<int:number>/withdraw")
@allow(CARRIER)
def withdraw(number: int) -> Response:
    if not invitations.withdraw(number, signed_in()):
        abort(404)
    say(_("The invitation is withdrawn: its link opens nothing."))
    return redirect(url_for("own_company.show"), 303)


def _page(status: int = 200, **forms: Any) -> Response:
    user, carrier = signed_in(), companies.of(signed_in())
    return render(
        "own_company/show.html",
        status=status,
        carrier=carrier,
        form=forms.get("company") or CompanyForm(obj=carrier),
        user=user,
        colleague=forms.get("colleague") or ColleagueForm(),
        writes=letters.can_be_sent(),
        came_back=letters.came_back(user),
        people=companies.people_of(carrier) if carrier else [],
        invited=invitations.waiting(user) if carrier else [],
        hours=int(plant().accounts.link_lasts.total_seconds() // 3600),
    )
