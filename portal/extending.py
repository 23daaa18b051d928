"""Permissions of many vehicles extended together: chosen in the list, seen, and then written one by one."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask import Blueprint, redirect, request, url_for
from flask_babel import lazy_gettext, ngettext
from werkzeug.wrappers import Response
from wtforms import StringField

from gate import clock, extending, whitelist
from gate.fields import Mistakes
from gate.models import Vehicle
from portal import mistakes, whitelist_asked, wording
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.plant import plant
from portal.security import ADMIN, MANAGER, allow, username
from workers import live

bp = Blueprint("extending", __name__, url_prefix="/vehicles/extend")

A_YEAR = timedelta(days=365)
LEFT: Mapping[str, object] = {
    extending.NOT_APPROVED: lazy_gettext("It is not approved."),
    extending.WITHOUT_END: lazy_gettext("Its permission has no end."),
    extending.NOT_LONGER: lazy_gettext("It lasts that long already."),
    extending.NOT_YET: lazy_gettext("It begins later than that."),
}


class ExtendForm(PortalForm):
    valid_to = StringField(lazy_gettext("New last day"), render_kw={"type": "date"})


@bp.get("")
@allow(ADMIN, MANAGER)
def look() -> Response:
    """Who was chosen, until when they may come by now, and until when they would."""
    end = clock.now().date() + A_YEAR
    form = ExtendForm(request.args, data={"valid_to": end.isoformat()})
    try:
        if "valid_to" in request.args:
            end = extending.read_end(request.args["valid_to"])
    except Mistakes as refused:
        return _page(form, end, refused.errors)
    return _page(form, end)


@bp.post("")
@allow(ADMIN, MANAGER)
def carry_out() -> Response:
    """All that were seen, or none where one of them has changed meanwhile."""
    form, end = ExtendForm(request.form), clock.now().date() + A_YEAR
    try:
        end = extending.read_end(request.form.get("valid_to"))
        if not (marks := request.form.getlist("mark")):
            raise Mistakes({"": "nobody_chosen"})
        number = extending.carry_out(marks, end, username())
    except Mistakes as refused:
        return _page(form, end, refused.errors)
    live.ring(plant().redis, live.VEHICLE)
    say(ngettext("%(num)s permission is extended.", "%(num)s permissions are extended.", number))
    return redirect(url_for("vehicles.index", **whitelist_asked.told(_wanted())), 303)


def _page(form: ExtendForm, end: date, errors: Mapping[str, str] | None = None) -> Response:
    mistakes.show(form, errors or {})
    chosen = _chosen()
    return render(
        "extending/look.html",
        status=422 if errors else 200,
        fragment="change",
        form=form,
        end=end,
        plan=extending.plan(chosen, end),
        chosen=[vehicle.id for vehicle in chosen],
        everything=_everything(),
        told=whitelist_asked.told(_wanted()),
        most=extending.MOST,
    )


def _chosen() -> list[Vehicle]:
    """The ticked ones, or all that the search found."""
    if _everything():
        return list(whitelist.found(_wanted()).limit(extending.MOST))
    numbers = request.values.getlist("vehicle", type=int)[: extending.MOST]
    return list(Vehicle.select().where(Vehicle.id.in_(numbers)).order_by(Vehicle.id))


def _everything() -> bool:
    return request.values.get("all") == "1"


def _wanted() -> whitelist.Wanted:
    return whitelist_asked.wanted(request.values)


def left(why: str) -> str:
    return wording.say(LEFT, why)


bp.add_app_template_filter(left, "left_why")
