"""What the plant calls a carrier by and how it reaches it; changed by the carrier's own people."""

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField

from gate.carriers import companies
from gate.carriers.companies import CarrierError
from gate.models import User
from portal import mistakes
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.security import CARRIER, allow, signed_in, username

bp = Blueprint("own_company", __name__, url_prefix="/my/company")


class CompanyForm(PortalForm):
    name = StringField(lazy_gettext("Company"), render_kw={"autocomplete": "organization"})
    phone = StringField(
        lazy_gettext("Telephone"), render_kw={"autocomplete": "tel", "inputmode": "tel"}
    )


@bp.get("")
@allow(CARRIER)
def show() -> Response:
    return _page(CompanyForm(obj=companies.of(signed_in())))


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
        return _page(form, 422)
    say(_("Saved."))
    return redirect(url_for("own_trucks.index" if carrier is None else "own_company.show"), 303)


def _page(form: CompanyForm, status: int = 200) -> Response:
    carrier = companies.of(signed_in())
    people = User.select().where(User.carrier == carrier).order_by(User.id) if carrier else ()
    return render(
        "own_company/show.html", status=status, form=form, carrier=carrier, people=list(people)
    )
