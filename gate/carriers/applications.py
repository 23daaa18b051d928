"""Applications as they are found again: what was said about each, and which of them wait."""

import json
from collections.abc import Sequence
from typing import Any

from peewee import fn

from gate.carriers import states
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


def asked_for(application: Application) -> tuple[str, Sequence[str]]:
    """What the plant wants, while it waits for the carrier: in words, and at which fields."""
    if application.state != State.ASKED.value:
        return "", ()
    step = steps_of(application)[-1]
    return str(step.words), tuple(told_in(step).get("fields", ()))


def waiting() -> Any:
    """The question for what waits for the plant: appeals in front, then whoever has waited longest."""
    rows = Application.select(Application, Carrier).join(Carrier)
    wanted = rows.where(Application.state.in_(states.WAITING))
    appealed_last = Application.state != State.APPEALED.value
    return wanted.order_by(appealed_last, Application.sent_at, Application.id)


def counting_waiting() -> Any:
    """The question how many wait for the plant."""
    return Application.select(fn.COUNT(Application.id)).where(Application.state.in_(states.WAITING))
