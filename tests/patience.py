"""Waiting for what must come true, on machines that may be busy with something else."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
POLL_S = 0.02
PATIENCE_S = 60.0
"""A bound for what takes a moment here: reached only where it never comes."""


def until(true: Callable[[], T | None], what: str, seconds: float = PATIENCE_S) -> T:
    """The first answer of `true` that is not false; fails, saying what did not happen, after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := true()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} s"
        time.sleep(POLL_S)
    return answer
