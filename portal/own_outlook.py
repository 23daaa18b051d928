"""May it come tomorrow? What the gates would say of an own truck over the next days, and which policy says so."""

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gate import clock, known_policies, prospect, site
from portal import own
from portal.htmx import render
from portal.security import CARRIER, allow

bp = Blueprint("own_outlook", __name__, url_prefix="/my/trucks/<int:vehicle_id>")
bp.before_request(own.company_first)


@bp.get("/when")
@allow(CARRIER)
def show(vehicle_id: int) -> Response:
    vehicle, now = own.vehicle(vehicle_id), clock.now()
    gates = {gate.gate_no: gate.name for gate in site.gates()}
    return render(
        "own_outlook/show.html",
        vehicle=vehicle,
        now=now,
        days=prospect.of(vehicle, now, tuple(gates)),
        named=lambda some: str(_(", ")).join(f"{each} {gates[each]}" for each in some),
        policies={known.row.policy_id: known.policy for known in known_policies.current(now)},
    )
