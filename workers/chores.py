"""Things a loop does every so often, each in its own rhythm."""

import time
from collections.abc import Callable

Rhythm = float | Callable[[], float]
"""Seconds between two turns, or who tells them after each turn."""


class Chores:
    """Runs what is due; a chore that was held up is done once, not caught up with."""

    def __init__(self, *chores: tuple[Rhythm, Callable[[], None]]) -> None:
        self._due: dict[int, float] = {}
        self._all = chores

    def run(self) -> None:
        """Do every chore whose time has come."""
        for number, (every, chore) in enumerate(self._all):
            if time.monotonic() >= self._due.get(number, 0.0):
                chore()
                self._due[number] = time.monotonic() + (every() if callable(every) else every)
