"""Applications as they are found again: what was said about each, and which of them wait."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from peewee import fn

from gate import plates
from gate.carriers import states
from gate.carriers.contents import values_of
from gate.carriers.states import State
from gate.models import Application, ApplicationStep, Carrier


def steps_of(application: Application) -> list[ApplicationStep]:
    """What was said and done about it, in order."""
    found = ApplicationStep.select().where(ApplicationStep.application == application)
    return list(found.order_by(ApplicationStep.id))


def told_in(step: ApplicationStep) -> dict[str, Any]:
    """What a step tells beside its words."""
    told: dict[str, Any] = json.loads(step.told)
    return told


def last_sent(application: Application) -> dict[str, Any]:
    """What the carrier said when it last came to the plant: what it changes since is its own till it is sent."""
    for step in reversed(steps_of(application)):
        if "content" in (told := told_in(step)):
            content: dict[str, Any] = told["content"]
            return content
    return values_of(application)


def asked_for(application: Application) -> tuple[str, Sequence[str]]:
    """What the plant wants, while it waits for the carrier: in words, and at which fields."""
    if application.state != State.ASKED.value:
        return "", ()
    step = steps_of(application)[-1]
    return str(step.words), tuple(told_in(step).get("fields", ()))


def waiting() -> Any:
    """The question for what waits for the plant: appeals in front, then whoever has waited longest."""
    return found(states.WAITING)


def found(wanted: Collection[State], text: str = "", carrier_id: int | None = None) -> Any:
    """The question for applications in these states whose plate or carrier holds the text.

    In front stands what the plant has to do, as `waiting` has it; of what it has done the last.
    """
    rows = Application.select(Application, Carrier).join(Carrier)
    rows = rows.where(
        Application.state.in_([state.value for state in wanted]), Application.sent_at.is_null(False)
    )
    if sought := text.strip():
        plate = Application.plate_no.contains(plates.normalise(sought))
        rows = rows.where(plate | Carrier.name.contains(sought))
    if carrier_id is not None:
        rows = rows.where(Application.carrier == carrier_id)
    if not set(wanted) <= states.WAITING:
        return rows.order_by(Application.changed_at.desc(), Application.id.desc())
    appealed_last = Application.state != State.APPEALED.value
    return rows.order_by(appealed_last, Application.sent_at, Application.id)


def waiting_since() -> Any:
    """The question since when the one waits that has waited longest."""
    oldest = fn.MIN(Application.sent_at)
    return Application.select(oldest).where(Application.state.in_(states.WAITING))


def counting_waiting() -> Any:
    """The question how many wait for the plant."""
    return Application.select(fn.COUNT(Application.id)).where(Application.state.in_(states.WAITING))
