"""What the plant does about an application: ask for more, reject or approve. Only an approval touches the register."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any

from gate import clock, exceedance, register
from gate.carriers import states, stepping
from gate.carriers.contents import ITEMS, ApplicationError, values_of
from gate.carriers.states import Step
from gate.facts import Status
from gate.models import Application, Vehicle


class Obstacle(StrEnum):
    """What a person must know before they approve."""

    ANOTHER_CARRIER = "another_carrier"
    """The truck is in the register for somebody else, and would change hands."""
    PLANTS_OWN = "plants_own"
    """The plant keeps its file, and the carrier would from now on see and change it."""
    SUSPENDED = "suspended"
    """Every lane refuses it on purpose, and would let it in again."""
    LISTED = "listed"
    """It is on the over-emission list: it stays refused whatever is approved."""


def ask(
    application: Application,
    by: str,
    words: str,
    fields: Sequence[str] = (),
    *,
    seen: int | None = None,
) -> Application:
    """The plant wants something more: in words, and at which fields."""
    with stepping.step(application, seen) as present:
        said = stepping.words_of(words, required=True)
        wanted = [name for name in ITEMS if name in fields]
        stepping.take(present, Step.ASKED, by, said, {"fields": wanted})
    return present


def reject(
    application: Application, by: str, words: str, *, seen: int | None = None
) -> Application:
    """The plant does not let this truck in, for a reason that the carrier reads."""
    with stepping.step(application, seen) as present:
        _decide(present, Step.REJECTED, by, stepping.words_of(words, required=True), {})
    return present


def approve(
    application: Application,
    by: str,
    corrections: Mapping[str, Any],
    *,
    words: str = "",
    knowing: Collection[Obstacle] = (),
    seen: int | None = None,
) -> Vehicle:
    """Onto the whitelist, with what the plant has filled in or put right: validity, and missing items of 表C.3.

    `knowing`: obstacles that the person has read and approves in spite of. Raises ApplicationError for any other
    one and for the state, RegisterError with what the file still lacks.
    """
    with stepping.step(application, seen) as present:
        said = stepping.words_of(words)
        if not states.may(present.state, Step.APPROVED):
            raise ApplicationError({"": "not_now"})
        values = values_of(present) | dict(corrections)
        if unknown := obstacles(present, values) - set(knowing):
            raise ApplicationError({"": min(unknown)})
        vehicle = _into_the_register(present, values, by)
        present.vehicle = vehicle
        told = {"vehicle_id": vehicle.id, "entry": vehicle.changed_seq}
        told["put_right"] = {
            name: str(value)
            for name, value in corrections.items()
            if str(value or "") != str(values_of(present).get(name) or "")
        }
        _decide(present, Step.APPROVED, by, said, told)
    return vehicle


def obstacles(application: Application, values: Mapping[str, Any]) -> frozenset[Obstacle]:
    """What an approval would undo or overlook, so that a person says yes to it on purpose."""
    file = file_of(application, values)
    plate, colour, vin = (str(values.get(n) or "") for n in ("plate_no", "plate_colour", "vin"))
    found = set()
    if file and file.carrier is None:
        found.add(Obstacle.PLANTS_OWN)
    elif file and file.carrier != application.carrier:
        found.add(Obstacle.ANOTHER_CARRIER)
    if file and file.status == Status.SUSPENDED.value:
        found.add(Obstacle.SUSPENDED)
    if exceedance.at(plate, colour, vin, clock.now()):
        found.add(Obstacle.LISTED)
    return frozenset(found)


def file_of(application: Application, values: Mapping[str, Any]) -> Vehicle | None:
    """The file that an approval would change: the one that it is about, or else the one of this plate."""
    return application.vehicle or Vehicle.get_or_none(
        Vehicle.plate_no == values.get("plate_no"),
        Vehicle.plate_colour == values.get("plate_colour"),
    )


def _into_the_register(application: Application, values: Mapping[str, Any], by: str) -> Vehicle:
    """The file that it changes, or the one of this plate, or a new one: written, and approved."""
    row = {**values, "carrier_name": application.carrier.name}
    present = file_of(application, values)
    written = register.edit(present.id, row, by) if present else register.create(row, by)
    written = register.belongs_to(written.id, application.carrier, by)
    if written.status == Status.APPROVED.value:
        return written
    return register.approve(written.id, by)


def _decide(
    application: Application, step: Step, by: str, words: str, told: Mapping[str, Any]
) -> None:
    application.decided_at, application.decided_by = clock.now(), by
    stepping.take(application, step, by, words, told)
