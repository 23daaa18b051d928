"""When the nightly report is made, and who gets it."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField

from gate.models import ReportRecipient
from gate.report import plan, readers
from gate.report.plan import PlanError
from portal import mistakes, wording
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.security import ADMIN, MANAGER, allow, username

bp = Blueprint("report_plan", __name__, url_prefix="/reports/plan")
LANGUAGES = {"zh": "中文", "en": "English"}
"""Each in its own words, on every page."""


class PlanForm(PortalForm):
    enabled = BooleanField(lazy_gettext("Make a report every night"))
    at = StringField(
        lazy_gettext("At"), render_kw={"maxlength": 5, "placeholder": "06:00", "size": 6}
    )


class RolesForm(PortalForm):
    roles = SelectMultipleField(lazy_gettext("Roles"), validate_choice=False)
    roles_want_pdf = BooleanField(lazy_gettext("With the report as a PDF, too"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles.choices = [(role, wording.ROLES[role]) for role in plan.ROLES]


class RecipientForm(PortalForm):
    name = StringField(lazy_gettext("Name"), render_kw={"maxlength": 64})
    address = StringField(
        lazy_gettext("E-mail address"), render_kw={"type": "email", "autocomplete": "off"}
    )
    language = SelectField(lazy_gettext("Language"), validate_choice=False)
    wants_pdf = BooleanField(lazy_gettext("With the report as a PDF, too"))
    active = BooleanField(lazy_gettext("Gets the report"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = list(LANGUAGES.items())


@bp.get("")
@allow(ADMIN, MANAGER)
def index() -> Response:
    return _page()


@bp.post("")
@allow(ADMIN, MANAGER)
def save() -> Response:
    form = PlanForm(request.form)
    try:
        present = plan.save(form.data, username())
    except PlanError as refused:
        mistakes.show(form, refused.errors)
        return _page(422, form=form)
    if present.enabled:
        return _done(_("The report is made every night at %(at)s.", at=present.at))
    return _done(_("No report is made by itself any more."))


@bp.post("/roles")
@allow(ADMIN, MANAGER)
def save_roles() -> Response:
    """Which roles' people get it, at the addresses that they have confirmed."""
    form = RolesForm(request.form)
    try:
        plan.save_roles(form.data, username())
    except PlanError as refused:
        mistakes.show(form, refused.errors)
        return _page(422, by_role=form)
    return _done(_("Saved."))


@bp.route("/recipients/new", methods=["GET", "POST"], endpoint="new")
@bp.route("/recipients/<int:number>", methods=["GET", "POST"])
@allow(ADMIN, MANAGER)
def recipient(number: int | None = None) -> Response:
    """Somebody who gets the report."""
    present = _of(number)
    shown = present.__data__ if present else {"active": True, "language": "zh"}
    form = RecipientForm(request.form, data=shown)
    if request.method == "GET":
        return render("reports/recipient.html", form=form, present=present)
    try:
        saved = plan.save_recipient(form.data, username(), present)
    except PlanError as refused:
        mistakes.show(form, refused.errors)
        return render("reports/recipient.html", status=422, form=form, present=present)
    return _done(_("%(name)s is saved.", name=saved.name))


def _page(status: int = 200, **forms: PortalForm) -> Response:
    present = plan.current()
    chosen = {"roles": plan.roles_of(present), "roles_want_pdf": present.roles_want_pdf}
    return render(
        "reports/plan.html",
        status=status,
        form=forms.get("form") or PlanForm(data={"enabled": present.enabled, "at": present.at}),
        by_role=forms.get("by_role") or RolesForm(data=chosen),
        members=readers.members(),
        reach=len(readers.who_gets_it()),
        recipients=plan.recipients(),
        languages=LANGUAGES,
        most=plan.CAUGHT_UP,
    )


def _done(sentence: str) -> Response:
    say(sentence)
    return redirect(url_for("report_plan.index"), 303)


def _of(number: int | None) -> ReportRecipient | None:
    if number is None:
        return None
    return ReportRecipient.get_or_none(ReportRecipient.id == number) or abort(404)
