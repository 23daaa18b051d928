"""Processes that belong to another one, and must not outlive it."""

import ctypes
import signal

PR_SET_PDEATHSIG = 1


def die_with_parent(how: signal.Signals) -> None:
    """Linux sends us `how` when the thread that started this process ends, however it ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)
