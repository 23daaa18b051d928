"""The vehicle that a dead watcher left standing: not written twice, and let in if it was to be let in."""

from dataclasses import dataclass
from datetime import timedelta

from gate import clock, ledger
from gate.admission import Sighting
from gate.ledger import Result
from gate.models import Passage

HELD_FOR = timedelta(seconds=120)
"""A vehicle whose arm never rose may have been standing for so long."""
LEAVING_FOR = timedelta(seconds=15)
"""One whose arm has risen is gone after this; the same plate later is another visit."""


@dataclass(frozen=True, slots=True)
class Inherited:
    """The last row of the lane, to be recognised by plate, colour and direction, never by its place alone."""

    passage: Passage
    lifted: bool

    def is_of(self, sighting: Sighting) -> bool:
        """Whether this very vehicle stands here still."""
        reading, row = sighting.reading, self.passage
        if reading is None or reading.colour is None:
            return False
        age = clock.now() - row.passed_at
        return (
            (reading.text, reading.colour.value) == (row.plate_no, row.plate_colour)
            and sighting.direction == row.direction
            and age <= (LEAVING_FOR if self.lifted else HELD_FOR)
        )

    @property
    def to_be_lifted(self) -> bool:
        return self.passage.verdict == "open" and not self.lifted


def take(lane_id: int) -> Inherited | None:
    """Mark rows without an outcome as unconfirmed, and take the last row of the lane if it may still matter."""
    ledger.mark_unconfirmed(lane_id)
    last = ledger.newest(lane_id, within=HELD_FOR)
    if last is None:
        return None
    up = (Result.LIFTED, Result.LIFTED_BY_PERSON, Result.LIFTED_AT_GATE)
    return Inherited(last, any(outcome.result in up for outcome in ledger.outcomes(last)))
