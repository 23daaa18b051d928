"""A carrier's trucks at one glance: what it has to do, what the plant looks at, and who may come how long yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from gate import clock, exceedance, plates
from gate.carriers import ownership, states
from gate.carriers.states import State
from gate.facts import Status
from gate.models import Application, Carrier, Vehicle
from gate.outlook import Outlook
from gate.reasons import Reason

MOST = 50
"""Of one list on a page; more are found by their plates."""
SOON_DAYS = 30
FINISHED = frozenset({State.APPROVED, State.REJECTED, State.WITHDRAWN})


class Stands(StrEnum):
    """How a truck in the register stands, the weightiest first."""

    LISTED = "listed"
    """On the over-emission list: refused until it is released."""
    SUSPENDED = "suspended"
    OVER = "over"
    NOT_YET = "not_yet"
    WAITS = "waits"
    """Its file is there, and nobody has approved it."""
    KEPT_OUT = "kept_out"
    """Its file is in order, and by the rules and policies of this hour it does not just drive in."""
    ENDS_SOON = "ends_soon"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Truck:
    """One truck of the register, and how it stands."""

    vehicle: Vehicle
    stands: Stands
    days: int | None
    """For how many days its permission lasts; None without an end."""
    reason: str = ""
    """Where it is kept out: why."""


@dataclass(frozen=True, slots=True)
class Overview:
    to_do: Sequence[Application]
    """Drafts, those of which the plant wants more, and those that it rejected."""
    waiting: Sequence[Application]
    trucks: Sequence[Truck]
    earlier: Sequence[Application]
    total: int
    """Of trucks in the register, found or not."""


def of(carrier: Carrier, text: str = "") -> Overview:
    """All that is its own, or what is of plates that hold the text."""
    wanted = plates.normalise(text)
    applications, vehicles = ownership.applications(carrier), ownership.vehicles(carrier)
    total = vehicles.count()
    if wanted:
        applications = applications.where(Application.plate_no.contains(wanted))
        vehicles = vehicles.where(Vehicle.plate_no.contains(wanted))
    editable = applications.where(Application.state.in_(states.EDITABLE)).limit(MOST)
    waiting = applications.where(Application.state.in_(states.WAITING)).limit(MOST)
    finished = list(applications.where(Application.state.in_(FINISHED)).limit(MOST))
    rejected = _not_asked_again(carrier, finished)
    return Overview(
        to_do=[*rejected, *sorted(editable, key=lambda each: each.state != State.ASKED.value)],
        waiting=list(waiting),
        trucks=standing(list(vehicles.limit(MOST))),
        earlier=[each for each in finished if each not in rejected],
        total=total,
    )


def standing(vehicles: Sequence[Vehicle]) -> list[Truck]:
    """How each of them stands now, those that need somebody in front."""
    listed = exceedance.among([vehicle.plate_no for vehicle in vehicles])
    now, outlook = clock.now(), Outlook()
    trucks = [
        _listed(each, now.date())
        if (each.plate_no, each.plate_colour) in listed
        else _unlisted(each, now, outlook)
        for each in vehicles
    ]
    order = list(Stands)
    return sorted(trucks, key=lambda truck: (order.index(truck.stands), truck.days or 0))


def _listed(vehicle: Vehicle, today: date) -> Truck:
    return Truck(vehicle, Stands.LISTED, _days(vehicle, today))


def _unlisted(vehicle: Vehicle, now: datetime, outlook: Outlook) -> Truck:
    days = _days(vehicle, now.date())
    if (wrong := _by_its_file(vehicle, days, now.date())) is not None:
        return Truck(vehicle, wrong, days)
    decision = outlook.of_unlisted(vehicle, now)
    if not decision.opens and set(decision.reasons) != {Reason.TRAILER_ALONE}:
        return Truck(vehicle, Stands.KEPT_OUT, days, decision.reason.value)
    soon = days is not None and days <= SOON_DAYS
    return Truck(vehicle, Stands.ENDS_SOON if soon else Stands.GOOD, days)


def _days(vehicle: Vehicle, today: date) -> int | None:
    return (vehicle.valid_to - today).days if vehicle.valid_to else None


def _by_its_file(vehicle: Vehicle, days: int | None, today: date) -> Stands | None:
    """What keeps it out whatever the rules say; None: nothing."""
    if vehicle.status == Status.SUSPENDED.value:
        return Stands.SUSPENDED
    if vehicle.status != Status.APPROVED.value:
        return Stands.WAITS
    if days is not None and days < 0:
        return Stands.OVER
    return Stands.NOT_YET if vehicle.valid_from and vehicle.valid_from > today else None


def _not_asked_again(carrier: Carrier, finished: Sequence[Application]) -> list[Application]:
    """Rejected ones after which the carrier has not asked for the same truck again."""
    rejected = [each for each in finished if each.state == State.REJECTED.value]
    return [each for each in rejected if not _later(carrier, each)]


def _later(carrier: Carrier, application: Application) -> Any:
    same = ownership.applications(carrier).where(
        Application.id > application.id,
        Application.plate_no == application.plate_no,
        Application.plate_colour == application.plate_colour,
        Application.state != State.WITHDRAWN.value,
    )
    return same.exists()
