"""Drafts of applications: begun, and saved as far as they are typed, on whichever device. They ask for nothing."""

from collections.abc import Mapping
from typing import Any

from gate import clock
from gate.carriers import states
from gate.carriers.contents import ApplicationError, put, values_of
from gate.carriers.states import State
from gate.carriers.stepping import locked
from gate.models import Application, Carrier, Vehicle, database

MOST_UNFINISHED = 600
"""Of one carrier: a fleet of 500, and some."""


def begin(
    carrier: Carrier,
    by: str,
    values: Mapping[str, Any] | None = None,
    vehicle: Vehicle | None = None,
) -> Application:
    """A draft; for a change of a vehicle's file it begins with what is there. Raises ApplicationError."""
    unfinished = Application.select().where(
        Application.carrier == carrier, Application.state.in_(states.UNFINISHED)
    )
    if unfinished.count() >= MOST_UNFINISHED:
        raise ApplicationError({"": "too_many_drafts"})
    now = clock.now()
    draft = Application(
        carrier=carrier,
        state=State.DRAFT.value,
        vehicle=vehicle,
        created_at=now,
        created_by=by,
        changed_at=now,
    )
    put(draft, values or {})
    draft.save(force_insert=True)
    return draft


def empty_one(carrier: Carrier) -> Application | None:
    """A draft of this carrier in which nothing is yet."""
    found: Application | None = Application.get_or_none(
        Application.carrier == carrier,
        Application.state == State.DRAFT.value,
        Application.content == "{}",
        Application.vehicle.is_null(),
    )
    return found


def save(
    application: Application, values: Mapping[str, Any], *, revision: int | None = None
) -> Application:
    """Keep what was typed, right or wrong; what is not given stays. Raises ApplicationError.

    `revision`: the one that the person had before their eyes; if another device has saved meanwhile they are told.
    """
    with database.atomic():
        present = locked(application.id)
        if State(present.state) not in states.EDITABLE:
            raise ApplicationError({"": "not_editable"})
        if revision is not None and revision != present.revision:
            raise ApplicationError({"": "changed_meanwhile"})
        put(present, values_of(present) | dict(values))
        present.revision += 1
        present.changed_at = clock.now()
        present.save()
    return present
