"""A box that holds the newest thing only."""

import threading
import time
from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """One puts, another takes; what is not taken in time is replaced, never queued."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._item: T | None = None
        self._closed = False

    def put(self, item: T) -> None:
        with self._changed:
            self._item = item
            self._changed.notify()

    def take(self, timeout: float) -> T | None:
        """The newest item not yet taken, or None when none came in time or the box is closed."""
        until = time.monotonic() + timeout
        with self._changed:
            while self._item is None and not self._closed:
                left = until - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    break
            item, self._item = self._item, None
            return item

    def close(self) -> None:
        """Let go whoever waits."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
