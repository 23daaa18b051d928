"""Visits that a carrier books for its own trucks: known to the gate beforehand, they open nothing."""

from collections.abc import Mapping
from typing import Any

from gate import announced, clock
from gate.announced import VisitError
from gate.carriers import ownership
from gate.models import AnnouncedVisit, Carrier

CHANNEL = "carrier"
MOST = 200
"""Of one carrier to come at a time."""
CALLED_OFF = "承运单位取消"


def book(carrier: Carrier, values: Mapping[str, Any], by: str) -> AnnouncedVisit:
    """One of its trucks (`truck`: the number of its file) comes in a window; raises VisitError."""
    if carrier.stopped_at:
        raise VisitError({"": "carrier_stopped"})
    if to_come(carrier).count() >= MOST:
        raise VisitError({"": "too_many_visits"})
    number = str(values.get("truck") or "")
    truck = ownership.vehicle(carrier, int(number)) if number.isdecimal() else None
    if truck is None:
        raise VisitError({"truck": "choose_one" if number else "required"})
    told = {"plate_no": truck.plate_no, "plate_colour": truck.plate_colour, "channel": CHANNEL}
    return announced.announce({**values, **told}, by, carrier=carrier)


def to_come(carrier: Carrier) -> Any:
    """The question for its visits that are due or to come."""
    own = AnnouncedVisit.select().where(
        AnnouncedVisit.carrier == carrier,
        AnnouncedVisit.withdrawn.is_null(),
        AnnouncedVisit.ends > clock.now(),
    )
    return own.order_by(AnnouncedVisit.starts, AnnouncedVisit.id)


def call_off(carrier: Carrier, visit_id: int, by: str) -> AnnouncedVisit | None:
    """It will not come after all; None where this carrier has booked no such visit. Raises VisitError."""
    own = AnnouncedVisit.get_or_none(
        AnnouncedVisit.id == visit_id, AnnouncedVisit.carrier == carrier
    )
    return announced.withdraw(own.id, by, CALLED_OFF) if own else None
