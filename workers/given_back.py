"""Memory that is free goes back to the system at a moment at which nobody waits."""

import ctypes
from functools import cache
from typing import Any


def give_back_memory() -> None:
    """Have the C library let go of the holes in its heap: after a vehicle those are pictures that nobody looks at."""
    if (trim := _trim()) is not None:
        trim(0)


@cache
def _trim() -> Any:
    """glibc alone keeps its heap until it is told, and can be told."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
