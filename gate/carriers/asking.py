"""What a carrier does about an application: send it, answer, take it back, or ask a person to look again."""

from gate import clock
from gate.carriers import stepping
from gate.carriers.contents import ApplicationError, missing, mistakes_in, values_of
from gate.carriers.states import State, Step
from gate.models import Application


def send(application: Application, by: str, words: str = "") -> Application:
    """To the plant: for the first time, as the answer to what it asked, whole and without mistakes."""
    with stepping.step(application) as present:
        step = Step.ANSWERED if present.state == State.ASKED.value else Step.SENT
        values = values_of(present)
        errors = dict.fromkeys(missing(values), "required") | mistakes_in(values)
        if stepping.is_asked_already(present):
            errors["plate_no"] = "applied_already"
        if errors:
            raise ApplicationError(errors)
        said = stepping.words_of(words)
        present.sent_at = clock.now()
        stepping.take(present, step, by, said, {"content": values})
    return present


def withdraw(application: Application, by: str) -> Application:
    """The carrier wants it no more."""
    with stepping.step(application) as present:
        stepping.take(present, Step.WITHDRAWN, by, "", {})
    return present


def appeal(application: Application, by: str, words: str) -> Application:
    """It was rejected: the carrier says why a person should look again."""
    with stepping.step(application) as present:
        said = stepping.words_of(words, required=True)
        if stepping.is_asked_already(present):
            raise ApplicationError({"": "applied_already"})
        present.sent_at = clock.now()
        stepping.take(present, Step.APPEALED, by, said, {})
    return present
