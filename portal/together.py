"""What many screens ask for at the same moment is made once for all of them."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock


class Together:
    """Shares answers among those who ask meanwhile. Nobody is given one that was begun before they asked.

    While one is being made, all who come wait for the next one: of twenty screens that hear the doorbell at once,
    the first gets an answer of its own and the others share a second one.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._turns: dict[Hashable, Lock] = {}
        self._next: dict[Hashable, Future[str]] = {}

    def ask(self, key: Hashable, make: Callable[[], str]) -> str:
        """The answer for this key, made here or by another thread. Keys are kept for good: let them be few."""
        with self._lock:
            turn = self._turns.setdefault(key, Lock())
            waiting = self._next.get(key)
            if waiting is None:
                mine = self._next[key] = Future()
        if waiting is not None:
            return waiting.result()
        with turn:
            with self._lock:
                del self._next[key]  # whoever comes from now on asks for a newer one
            try:
                mine.set_result(make())
            except BaseException as error:
                mine.set_exception(error)
                raise
        return mine.result()
