"""Lifting the arm for a vehicle that waits: one person at a time, at most once, or it waits on and says why."""

from datetime import timedelta

from redis import Redis

from gate import clock
from gate.cases import touching
from gate.cases.rules import WAITING, State
from gate.cases.touching import Taken
from gate.models import Case
from workers import orders
from workers.orders import Answer

JUST_NOW = timedelta(seconds=10)
"""So soon after an admission a second order for the same vehicle is two people who acted at once."""


def let_in(
    redis: Redis, case: Case, *, by: str, reason: str, in_emergency: bool = False
) -> tuple[Taken, Answer | None]:
    """Order the arm up for this case; no answer where somebody else was faster, or the rules refuse the vehicle."""
    taken = touching.claim(case, by, in_emergency=in_emergency)
    if not taken.won:
        return taken, None
    answer = orders.ask(
        redis, case.lane_id, orders.LIFT, by=by, reason=reason, passage_id=case.passage.id
    )
    if answer.done:
        return taken, answer
    return touching.give_back(case, by, answer.why), answer


def is_taken(case: Case) -> bool:
    """Whether the arm is being lifted for it, or was a moment ago."""
    if case.state in WAITING:
        return False
    return case.state == State.ADMITTED and clock.now() - case.at < JUST_NOW
