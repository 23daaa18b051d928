"""An application of a carrier: its form while it may be changed, saved as it is typed, sent, answered, appealed."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from gate.carriers import applications, asking, contents, drafting, states
from gate.carriers.contents import ApplicationError
from gate.carriers.merging import merge
from gate.carriers.states import State, Step
from gate.models import Application
from portal import mistakes, own
from portal.application_sheet import SHOTS, Sheet, sheet_of, was_in
from portal.forms import PortalForm
from portal.htmx import answer, render, say
from portal.security import CARRIER, allow, username
from portal.truck_form import EMISSIONS, FINER, LICENCE, TYPED, WORDS, TruckForm

bp = Blueprint("applying", __name__, url_prefix="/my/applications")
bp.before_request(own.company_first)

COMPARED = ("plate_colour", "fuel_type", "emission_stage", "engine_no")
"""Fields of which another one may speak for or against."""
AGAIN = 3
"""How often a saving is tried that another device has outrun at that very moment."""


class AppealForm(PortalForm):
    words = TextAreaField(lazy_gettext("Why"), render_kw=WORDS)


@bp.post("")
@allow(CARRIER)
def begin() -> Response:
    """A draft; one that was begun and left empty is taken up again."""
    carrier = own.carrier()
    try:
        draft = drafting.empty_one(carrier) or drafting.begin(carrier, username())
    except ApplicationError as refused:
        say(mistakes.sentence(refused.errors[""]), "warning")
        return redirect(url_for("own_trucks.index"), 303)
    return redirect(url_for("applying.show", number=draft.id), 303)


@bp.get("/<int:number>")
@allow(CARRIER)
def show(number: int) -> Response:
    application = own.application(number)
    if application.state in states.EDITABLE:
        return _form(sheet_of(application))
    return _told(application)


@bp.post("/<int:number>")
@allow(CARRIER)
def save(number: int) -> Response:
    """Keep what was typed, right or wrong; and send it, if that button was pressed."""
    application = own.application(number)
    if application.state not in states.EDITABLE:
        return too_late(number)
    typed, words = TruckForm(request.form).typed(request.form), request.form.get("words", "")
    application, clashes = keep(application, typed)
    more = {"typed": {name: typed[name] for name in clashes}, "words": words}
    if clashes:
        return _form(
            sheet_of(application, errors=dict.fromkeys(clashes, "changed_elsewhere"), **more)
        )
    if request.form.get("then") != "send":
        say(_("Saved. You can go on later, on any device."))
        return redirect(url_for("applying.show", number=number), 303)
    try:
        if sheet_of(application).compares and not request.form.get("confirmed"):
            raise ApplicationError({"confirmed": "please_confirm"})
        asking.send(application, username(), words)
    except ApplicationError as refused:
        return _form(sheet_of(own.application(number), errors=refused.errors, **more))
    say(_("It is with the plant. You hear from it here, and need not wait."))
    return redirect(url_for("applying.show", number=number), 303)


@bp.post("/<int:number>/fields/<name>")
@allow(CARRIER)
def save_field(number: int, name: str) -> Response:
    """One field as it was left: saved, and what there is to say of it."""
    application = own.application(number)
    if name not in TYPED:
        abort(404)
    if application.state not in states.EDITABLE:
        return too_late(number)
    typed = TruckForm(request.form).typed({name: request.form.get(name, "")})
    application, clashes = keep(application, typed)
    errors = dict.fromkeys(clashes, "changed_elsewhere")
    sheet = sheet_of(application, errors=errors, typed=typed if clashes else {})
    return answer(
        render_template("applying/_saved.html", name=name, compared=COMPARED, **form_parts(sheet))
    )


@bp.post("/<int:number>/withdraw")
@allow(CARRIER)
def withdraw(number: int) -> Response:
    try:
        asking.withdraw(own.application(number), username())
    except ApplicationError as refused:
        say(mistakes.sentence(refused.errors[""]), "warning")
        return redirect(url_for("applying.show", number=number), 303)
    say(_("Taken back."))
    return redirect(url_for("own_trucks.index"), 303)


@bp.post("/<int:number>/appeal")
@allow(CARRIER)
def appeal(number: int) -> Response:
    application, form = own.application(number), AppealForm(request.form)
    try:
        asking.appeal(application, username(), str(form.words.data or ""))
    except ApplicationError as refused:
        mistakes.show(form, refused.errors)
        return _told(own.application(number), form, 422)
    say(_("Your appeal is with the plant: a person looks at it again."))
    return redirect(url_for("applying.show", number=number), 303)


@bp.post("/<int:number>/again")
@allow(CARRIER)
def again(number: int) -> Response:
    """A new draft with everything that this one said."""
    old = own.application(number)
    try:
        draft = drafting.begin(own.carrier(), username(), contents.values_of(old), old.vehicle)
    except ApplicationError as refused:
        say(mistakes.sentence(refused.errors[""]), "warning")
        return redirect(url_for("applying.show", number=number), 303)
    return redirect(url_for("applying.show", number=draft.id), 303)


def keep(application: Application, typed: Mapping[str, str]) -> tuple[Application, tuple[str, ...]]:
    """Save what was typed beside what other devices have saved; the fields in which they contradict each other."""
    was = was_in(request.form)
    for _try in range(AGAIN):
        merged = merge(contents.values_of(application), typed, was)
        try:
            if merged.values:
                application = drafting.save(
                    application, merged.values, revision=application.revision
                )
            return application, merged.clashes
        except ApplicationError:
            application = own.application(application.id)
    return application, tuple(typed)


def too_late(number: int) -> Response:
    say(mistakes.sentence("not_editable"), "warning")
    there = url_for("applying.show", number=number)
    if request.htmx:  # type: ignore[attr-defined]
        return Response(status=204, headers={"HX-Redirect": there})
    return redirect(there, 303)


def _form(sheet: Sheet) -> Response:
    return render("applying/form.html", status=422 if sheet.errors else 200, **form_parts(sheet))


def form_parts(sheet: Sheet) -> dict[str, Any]:
    """What the form and its pieces are drawn from."""
    return {
        "sheet": sheet,
        "application": sheet.application,
        "form": sheet.form(),
        "shots": SHOTS,
        "groups": {"licence": LICENCE, "emissions": EMISSIONS, "finer": FINER},
    }


def _told(application: Application, form: AppealForm | None = None, status: int = 200) -> Response:
    """What was sent, and everything that was said about it."""
    return render(
        "applying/show.html",
        status=status,
        application=application,
        carrier=own.carrier(),
        values=contents.values_of(application),
        steps=applications.steps_of(application)[::-1],
        form=form or AppealForm(),
        shots=SHOTS,
        items=[name for name in TYPED if contents.values_of(application).get(name)],
        may_withdraw=states.may(application.state, Step.WITHDRAWN),
        may_appeal=states.may(application.state, Step.APPEALED),
        may_repeat=application.state in (State.REJECTED, State.WITHDRAWN),
    )
