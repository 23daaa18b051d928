"""A barrier arm as a body: it takes time to travel, and can turn round half way."""

from collections.abc import Callable
from time import monotonic

DOWN, UP = 0.0, 1.0


class Arm:
    """Where the arm is follows from where it was, where it is sent, and the clock: nothing has to tick."""

    def __init__(self, travel_s: float, clock: Callable[[], float] = monotonic) -> None:
        self.travel_s = travel_s
        self._clock = clock
        # One assignment per change: other threads look at the arm while it is being sent.
        self._leg = (DOWN, DOWN, clock())

    @property
    def fraction(self) -> float:
        """0 is down and closed, 1 is up and open."""
        start, target, since = self._leg
        moved = (self._clock() - since) / self.travel_s
        return min(start + moved, UP) if target == UP else max(start - moved, DOWN)

    @property
    def target(self) -> float:
        return self._leg[1]

    @property
    def is_open(self) -> bool:
        return self.fraction == UP

    @property
    def is_closed(self) -> bool:
        return self.fraction == DOWN

    def send(self, target: float) -> float:
        """Start towards `target`; returns the seconds until it gets there."""
        start = self.fraction
        self._leg = (start, target, self._clock())
        return abs(target - start) * self.travel_s
