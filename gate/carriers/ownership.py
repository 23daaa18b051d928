"""What is a carrier's own. Whatever a carrier's page shows is asked for here; what is not theirs is not there."""

import json
from collections.abc import Iterator
from typing import Any

from gate.models import Application, ApplicationStep, Carrier, Vehicle
from gate.vehicle_file import PICTURES, TRUCK

OWN_PICTURES = (*PICTURES, TRUCK)


def applications(carrier: Carrier) -> Any:
    """The question for its applications, the last changed first."""
    own = Application.select().where(Application.carrier == carrier)
    return own.order_by(Application.changed_at.desc(), Application.id.desc())


def application(carrier: Carrier, number: int) -> Application | None:
    """One of its own; another carrier's is none."""
    found: Application | None = applications(carrier).where(Application.id == number).first()
    return found


def vehicles(carrier: Carrier) -> Any:
    """The question for files of its trucks, the last changed first."""
    own = Vehicle.select().where(Vehicle.carrier == carrier)
    return own.order_by(Vehicle.changed_seq.desc())


def vehicle(carrier: Carrier, number: int) -> Vehicle | None:
    found: Vehicle | None = vehicles(carrier).where(Vehicle.id == number).first()
    return found


def is_own_picture(carrier: Carrier, fingerprint: str) -> bool:
    """Whether this carrier sent a picture, or has it in the file of one of its trucks."""
    if not fingerprint:
        return False
    files = vehicles(carrier).where(_any_picture(fingerprint))
    return files.exists() or any(
        fingerprint in {told.get(name) for name in OWN_PICTURES}
        for told in _told(carrier, fingerprint)
    )


def _any_picture(fingerprint: str) -> Any:
    found = Vehicle.truck_image == fingerprint
    for name in PICTURES:
        found |= getattr(Vehicle, name) == fingerprint
    return found


def _told(carrier: Carrier, fingerprint: str) -> Iterator[dict[str, Any]]:
    """Whatever this carrier's applications say by now, or said when they were sent, that holds this text."""
    for own in applications(carrier).where(Application.content.contains(fingerprint)):
        yield json.loads(own.content)
    steps = (
        ApplicationStep.select(ApplicationStep.told)
        .join(Application)
        .where(Application.carrier == carrier, ApplicationStep.told.contains(fingerprint))
    )
    for step in steps:
        yield json.loads(step.told).get("content", {})
