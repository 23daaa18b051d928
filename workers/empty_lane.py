"""Nobody stands at a lane: whoever waited there for a person has gone."""

from gate.book import AWAY
from gate.cases import keeping


class EmptyLane:
    """The cases of one lane, as its watcher knows that nobody is there to wait."""

    def __init__(self, lane_id: int) -> None:
        self._lane_id = lane_id

    def end_cases(self) -> bool:
        """Whether any ended. With the database away they end at the next look, or with the next row of the lane."""
        try:
            return keeping.any_waiting(self._lane_id) and keeping.gone(self._lane_id) > 0
        except AWAY:
            return False
