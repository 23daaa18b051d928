"""A carrier's trucks: what it has to do, what the plant looks at, and who may come how long yet."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from gate import register
from gate.carriers import drafting, overview, ownership
from gate.carriers.contents import ITEMS, ApplicationError
from gate.carriers.states import UNFINISHED
from gate.models import Application, Vehicle
from portal import letters, mistakes, own, truck_words
from portal.htmx import render, say
from portal.security import CARRIER, allow, username

bp = Blueprint("own_trucks", __name__, url_prefix="/my/trucks")
bp.before_request(own.company_first)

FIND_FROM = 8
"""With fewer trucks nobody needs to search."""


@bp.get("")
@allow(CARRIER)
def index() -> Response:
    carrier, text = own.carrier(), request.args.get("q", "")
    found = overview.of(carrier, text)
    return render(
        "own_trucks/index.html",
        fragment="found",
        announce=ngettext("%(num)s truck", "%(num)s trucks", len(found.trucks)),
        carrier=carrier,
        found=found,
        q=text,
        findable=found.total >= FIND_FROM,
        most=overview.MOST,
        writes=letters.can_be_sent(),
    )


@bp.get("/<int:vehicle_id>")
@allow(CARRIER)
def show(vehicle_id: int) -> Response:
    vehicle = own.vehicle(vehicle_id)
    return render(
        "own_trucks/show.html",
        carrier=own.carrier(),
        truck=overview.standing([vehicle])[0],
        history=register.history(vehicle),
        applications=list(_of(vehicle)),
        asks=_of(vehicle).where(Application.state.in_(UNFINISHED)).first(),
    )


@bp.post("/<int:vehicle_id>/change")
@allow(CARRIER)
def change(vehicle_id: int) -> Response:
    """An application that begins with what the file says; the file stays until the plant has approved."""
    vehicle = own.vehicle(vehicle_id)
    begun = _of(vehicle).where(Application.state.in_(UNFINISHED)).first()
    try:
        draft = begun or drafting.begin(own.carrier(), username(), _told_by(vehicle), vehicle)
    except ApplicationError as refused:
        say(mistakes.sentence(refused.errors[""]), "warning")
        return redirect(url_for("own_trucks.show", vehicle_id=vehicle_id), 303)
    if not begun:
        say(
            _(
                "Change what has changed, then send it. Until the plant has approved, the file counts as it is."
            )
        )
    return redirect(url_for("applying.show", number=draft.id), 303)


def _of(vehicle: Vehicle) -> Any:
    return ownership.applications(own.carrier()).where(Application.vehicle == vehicle)


def _told_by(vehicle: Vehicle) -> dict[str, str]:
    """The file as a carrier would type it."""
    told = {name: getattr(vehicle, name) for name in ITEMS}
    told["cargo_quantity"] = (
        f"{vehicle.cargo_quantity.normalize():f}" if vehicle.cargo_quantity else ""
    )
    return {name: str(value) for name, value in told.items() if value not in (None, "")}


for _name, _filter in truck_words.FILTERS.items():
    bp.add_app_template_filter(_filter, _name)
