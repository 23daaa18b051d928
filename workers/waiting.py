"""A vehicle that was let through on paper and still stands before a closed arm."""

import time
from dataclasses import dataclass, field, replace

from devices.interfaces import ArmPosition, BarrierState
from gate.admission import Admitted, Sighting
from gate.book import Written
from gate.ledger import Result

MOST_TRIES = 4
"""So often the arm is ordered for one vehicle; then a person has to look."""
PAUSE_S = 2.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whose arm is to be ordered again, and how often that has been tried."""

    written: Written
    sighting: Sighting
    """What settled who stands here."""
    tries: int = 0
    not_before: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, admitted: Admitted, sighting: Sighting) -> "Waiting | None":
        """For a decision to open whose arm did not rise: too late a frame, or a device that failed."""
        stuck = admitted.result in (Result.TOO_LATE, Result.NOT_LIFTED)
        first = cls(admitted.written, sighting)
        return first.after(admitted.result) if stuck else None

    def may_try(self, state: BarrierState | None) -> bool:
        """Only at an arm that answers and is down: one that rose late after all is not ordered twice."""
        down = state is not None and state.position is ArmPosition.CLOSED
        return down and time.monotonic() >= self.not_before

    def later(self) -> "Waiting":
        """Nothing could be written, so nothing was tried."""
        return replace(self, not_before=time.monotonic() + PAUSE_S)

    def after(self, result: Result | None) -> "Waiting | None":
        """What is left to do after a try; None when the arm is up, is not to rise, or enough was tried."""
        # Too old a picture ordered nothing: it uses up no try.
        tries = self.tries + (result is not Result.TOO_LATE)
        if result in (Result.LIFTED, Result.NO_LONGER_OPEN) or tries >= MOST_TRIES:
            return None
        pause = 0.0 if result is Result.TOO_LATE else PAUSE_S
        return replace(self, tries=tries, not_before=time.monotonic() + pause)
