"""One step of an application: taken under a lock, written into the chain, and never twice."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from gate import clock, proof
from gate.carriers import states
from gate.carriers.contents import ApplicationError
from gate.carriers.states import State, Step
from gate.fields import Fields
from gate.models import Application, ApplicationStep, database, is_sqlite

LONGEST_WORDS = 500


@contextmanager
def step(application: Application, seen: int | None = None) -> Iterator[Application]:
    """A transaction with the application as it stands now; of two people at one moment the second one is told.

    `seen`: the revision that the person had before their eyes; raises ApplicationError where it is another by now.
    """
    with database.atomic():
        present = locked(application.id)
        if seen is not None and seen != present.revision:
            raise ApplicationError({"": "changed_meanwhile"})
        yield present


def locked(number: int) -> Application:
    """Nobody else changes it until this transaction ends."""
    query = Application.select().where(Application.id == number)
    found: Application = (query if is_sqlite() else query.for_update()).get()
    return found


def take(
    application: Application, step: Step, by: str, words: str, told: Mapping[str, Any]
) -> None:
    """The step with its entry, and the application as it leaves it, in the caller's transaction."""
    if not states.may(application.state, step):
        raise ApplicationError({"": "not_now"})
    if step in states.OF_THE_CARRIER and application.carrier.stopped_at:
        raise ApplicationError({"": "carrier_stopped"})
    now = clock.now()
    row = ApplicationStep(
        application=application,
        at=now,
        by=by,
        what=step.value,
        words=words,
        told=json.dumps(dict(told), ensure_ascii=False, sort_keys=True),
    )
    row.entry = proof.append(ApplicationStep.KIND, proof.facts(row), at=now)
    row.save(force_insert=True)
    application.state = states.BECOMES[step].value
    application.changed_at = now
    application.revision += 1
    application.save()


def words_of(words: str, *, required: bool = False) -> str:
    """What somebody says with it; raises ApplicationError."""
    fields = Fields({"words": words})
    said = fields.text("words", LONGEST_WORDS, required=required)
    fields.stop_at_mistakes(ApplicationError)
    return said


def is_asked_already(application: Application) -> bool:
    """Whether the same carrier asks for the same truck already."""
    same = Application.select().where(
        Application.carrier == application.carrier,
        Application.id != application.id,
        Application.plate_no == application.plate_no,
        Application.plate_colour == application.plate_colour,
        Application.state.in_(states.UNFINISHED - {State.DRAFT}),
    )
    return bool(same.exists())
