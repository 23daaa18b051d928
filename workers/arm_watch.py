"""Watching the arm: a rise without an order of ours is noticed, and an open arm nobody uses is lowered."""

from devices.interfaces import ArmPosition, BarrierState

OURS_S = 12.0
"""After an order of ours the arm may be up for so long without anybody else having lifted it."""
IDLE_OPEN_S = 10.0
"""An open arm with free loops is ordered down after this; the controller's own safety still rules."""


class ArmWatch:
    """Fed with every state of the controller."""

    def __init__(self) -> None:
        self._position: ArmPosition | None = None
        self._ordered_at = float("-inf")
        self._free_since: float | None = None

    def ordered(self, now: float) -> None:
        """An order of ours went to the arm."""
        self._ordered_at = now

    def risen_alone(self, state: BarrierState, now: float) -> bool:
        """True once when the arm has left its lower limit and no order of ours explains it."""
        if state.position is ArmPosition.UNKNOWN:
            return False  # limit switches that contradict each other hide no rise that they frame
        before, self._position = self._position, state.position
        rises = before is ArmPosition.CLOSED and state.position in (
            ArmPosition.MOVING,
            ArmPosition.OPEN,
        )
        return rises and now - self._ordered_at > OURS_S

    def should_lower(self, state: BarrierState, now: float) -> bool:
        """True once when the arm has stood open over free loops for long enough."""
        if state.position is not ArmPosition.OPEN or state.occupied:
            self._free_since = None
            return False
        if self._free_since is None:
            self._free_since = now
        if now - self._free_since < IDLE_OPEN_S:
            return False
        self._free_since = None
        return True
