"""A closed road: while its sign stands, nobody new sets out; those under way arrive and leave."""

from pathlib import Path

from devices.simulated.visits import Guests, Visit

SIGN = "road_closed"
"""The name of the sign: a file in the plant's log folder."""


class Roadworks:
    """An usher behind a sign."""

    def __init__(self, usher: Guests, sign: Path, *, closed: bool = False) -> None:
        self._usher, self._sign = usher, sign
        if closed:
            sign.touch()
        else:
            sign.unlink(missing_ok=True)  # a closed road does not outlast the plant

    def take(self) -> Visit | None:
        """The next visit if it is ready and the road is open."""
        return None if self._sign.exists() else self._usher.take()

    def give_back(self, visit: Visit, passed: bool) -> None:
        self._usher.give_back(visit, passed)
