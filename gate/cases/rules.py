"""What may become of a vehicle that waits for a person, who may do it, and what is to be done next; pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from gate.codes import IN
from gate.objections.identity import IDENTITY
from gate.reasons import VERDICTS, Reason, Verdict


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    LIFTING = "lifting"
    """Somebody has ordered the arm up for it and waits for the lane's answer."""
    ADMITTED = "admitted"
    SENT_AWAY = "sent_away"
    GONE = "gone"
    """It drove off, or another vehicle stands in its place."""
    HANDED = "handed"
    """The manager deals with it."""


WAITING = (State.OPEN, State.LIFTING)
LIFTING_FOR = timedelta(seconds=10)
"""Longer than an order lives and an arm travels: after that nothing of this order can move the arm any more."""
YES, NO = "yes", "no"


class Touch(StrEnum):
    """What a person did, as the ledger tells it. Lifting the arm is told by outcomes."""

    ASKED = "asked"
    ALLOWED = "allowed"
    DENIED = "denied"
    TAKEN_OVER = "taken_over"
    SENT_AWAY = "sent_away"
    PLATE_TYPED = "plate_typed"
    NOT_ADMITTED = "not_admitted"
    """Somebody wanted to let it in, and the arm did not move."""


class Step(StrEnum):
    """The one thing to do next."""

    ADMIT = "admit"
    SEND_AWAY = "send_away"
    WAIT = "wait"
    CORRECT = "correct"
    TEMPORARY = "temporary"
    CHECK = "check"
    """Look at vehicle and papers; then it may be let in."""


_PLATE_IN_DOUBT = IDENTITY - {Reason.NO_PLATE, Reason.EMERGENCY_PLATE, Reason.TEMPORARY_PLATE}
_STRANGER = {Reason.NOT_REGISTERED, Reason.EXPIRED}


def verdict_of(reasons: Iterable[str]) -> Verdict:
    """What reasons ask for, the strictest of them; those of a newer program hold."""
    asked = {_VERDICTS.get(reason, Verdict.HOLD) for reason in reasons}
    return next((v for v in (Verdict.REFUSE, Verdict.HOLD) if v in asked), Verdict.OPEN)


_VERDICTS = {reason.value: verdict for reason, verdict in VERDICTS.items()}


def needs_manager(verdict: str, answer: str) -> bool:
    """What the rules refuse (over-emission list, control policy, suspension, stage) is not a guard's to admit."""
    return verdict == Verdict.REFUSE and answer != YES


def is_free(state: str, at: datetime | None, now: datetime) -> bool:
    """Whether somebody may take it in hand: an order of which nothing was heard is over after a while."""
    if state == State.LIFTING:
        return at is None or now - at > LIFTING_FOR
    return state == State.OPEN


def in_doubt(reasons: str) -> bool:
    """Whether it is not certain who stands there: what the register says of the plate as read settles nothing then."""
    return bool({reason.value for reason in IDENTITY} & set(reasons.split(",")))


def next_step(
    verdict: str, reasons: str, direction: str, *, asked: bool = False, answer: str = ""
) -> Step:
    """What a person best does now. `asked`: the manager was, whatever came of it."""
    if verdict == Verdict.OPEN or answer == YES:
        return Step.ADMIT
    if asked and not answer:
        return Step.WAIT
    if verdict == Verdict.REFUSE or answer == NO:
        return Step.SEND_AWAY
    reason = reasons.split(",")[0]
    if reason in _PLATE_IN_DOUBT:
        return Step.CORRECT
    if reason in _STRANGER and direction == IN:
        return Step.TEMPORARY
    return Step.CHECK
