"""Lifting an arm: one order, then the limit switches until they say that it stands open."""

import time
from dataclasses import dataclass

from devices.interfaces import ArmPosition, Barrier, DeviceError
from gate.ledger import Result

TRAVEL_S = 3.0
"""How long an arm may take to its upper limit switch before the lift counts as failed."""
POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Lift:
    """What came of one order to the arm. `ordered` is when the controller acknowledged it."""

    result: Result
    position: ArmPosition
    problem: str = ""
    ordered: float | None = None


def lift_and_confirm(barrier: Barrier | None) -> Lift:
    """Order the arm up once, then read its limit switches until it stands open."""
    if barrier is None:
        return Lift(Result.NOT_LIFTED, ArmPosition.UNKNOWN, "the barrier is not connected")
    try:
        barrier.lift()
    except DeviceError as error:
        # An order that timed out may still be obeyed: look, rather than order twice.
        if not error.may_still_happen:
            return Lift(Result.NOT_LIFTED, ArmPosition.UNKNOWN, error.message)
        return _confirm(barrier, error.message, None)
    return _confirm(barrier, "", time.monotonic())


def _confirm(barrier: Barrier, problem: str, ordered: float | None) -> Lift:
    deadline = time.monotonic() + TRAVEL_S
    position = ArmPosition.UNKNOWN
    while time.monotonic() < deadline:
        try:
            position = barrier.state().position
        except DeviceError as error:
            problem = problem or error.message
        if position is ArmPosition.OPEN:
            return Lift(Result.LIFTED, position, problem, ordered)
        time.sleep(POLL_S)
    return Lift(
        Result.NOT_LIFTED, position, problem or "the arm did not reach its upper limit", ordered
    )
