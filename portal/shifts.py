"""交接班: the leaving guard signs what stands open, the coming one signs that it was read."""

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import PasswordField, SelectField, StringField, TextAreaField

from gate import clock, shifts
from gate.models import User
from gate.shifts import ON_DUTY, ShiftError, Signed
from portal import confirming, mistakes, shift_faults, signing
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username

bp = Blueprint("shifts", __name__, url_prefix="/shifts")

WORDS = {"rows": 4, "maxlength": shifts.LONGEST_WORDS}


class HandoverForm(PortalForm):
    successor = SelectField(lazy_gettext("Who comes"), validate_choice=False)
    words = TextAreaField(lazy_gettext("What the next shift should know"), render_kw=WORDS)
    password = PasswordField(
        lazy_gettext("Your password"), render_kw={"autocomplete": "current-password"}
    )


class TakeoverForm(PortalForm):
    username = StringField(lazy_gettext("User name"), render_kw={"autocomplete": "off"})
    password = PasswordField(lazy_gettext("Password"), render_kw={"autocomplete": "off"})
    words = TextAreaField(lazy_gettext("In your words"), render_kw=WORDS | {"rows": 2})


@bp.get("")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    """Hand-overs that wait for this person, and all of them page by page."""
    before = request.args.get("before", type=int)
    return render(
        "shifts/index.html", mine=shifts.unsigned(username()), page=shifts.newest(before),
        paged=before is not None,
    )  # fmt: skip


@bp.get("/new")
@allow(ADMIN, MANAGER, GUARD)
def new() -> Response:
    return _form(HandoverForm())


@bp.post("/new")
@allow(ADMIN, MANAGER, GUARD)
def hand_over() -> Response:
    """The first signature. What stands open is asked anew: frozen is what is so at this moment."""
    form = HandoverForm(request.form)
    if not confirming.confirm(form.password):
        return _form(form, 422)
    try:
        written = shifts.hand_over(
            shifts.standing(shift_faults.now()),
            successor=str(form.successor.data or ""),
            words=str(form.words.data or ""),
            by=username(),
        )
    except ShiftError as refused:
        mistakes.show(form, refused.errors)
        return _form(form, 422)
    say(_("Signed. Whoever takes over signs here, or on a screen of their own."))
    return redirect(url_for("shifts.show", number=written.id), 303)


@bp.get("/<int:number>")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def show(number: int) -> Response:
    """The record, as it can be printed; and the place for the second signature."""
    signed = _signed(number)
    comes = username() if signed.handover.by != username() else signed.handover.successor
    return _page(signed, TakeoverForm(data={"username": comes}))


@bp.post("/<int:number>")
@allow(ADMIN, MANAGER, GUARD)
def take_over(number: int) -> Response:
    """The second signature, by name and password: at the screen of the one who leaves, or at one's own."""
    signed, form = _signed(number), TakeoverForm(request.form)
    who = signing.somebody(form.username, form.password, among=ON_DUTY)
    if who is None:
        return _page(signed, form, 422)
    try:
        shifts.take_over(number, words=str(form.words.data or ""), by=who.username)
    except ShiftError as refused:
        mistakes.show(form, refused.errors)
        return _page(_signed(number), form, 422)
    say(_("The shift is handed over: %(name)s has signed.", name=who.display_name))
    return redirect(url_for("shifts.show", number=number), 303)


def _form(form: HandoverForm, status: int = 200) -> Response:
    people = shifts.people(username())
    form.successor.choices = [("", "—")] + [
        (user.username, f"{user.display_name} ({user.username})") for user in people
    ]
    return render(
        "shifts/new.html",
        status=status,
        form=form,
        stands=shifts.standing(shift_faults.now()),
        now=clock.now(),
    )


def _page(signed: Signed, form: TakeoverForm, status: int = 200) -> Response:
    names = {user.username: user.display_name for user in User.select()}
    return render("shifts/show.html", status=status, signed=signed, form=form, names=names)


def _signed(number: int) -> Signed:
    return shifts.of(number) or abort(404)


@bp.app_template_filter("fault")
def _fault(what: str) -> str:
    return str(shift_faults.WORDS.get(what, what))


@bp.app_template_filter("moment")
def _moment(stamp: str) -> object:
    """A moment that stands in frozen JSON."""
    return clock.parse(stamp)
