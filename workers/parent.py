"""A process that must not outlive the one that started it."""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1

# Looked up here, because after a fork not even an import is safe.
_prctl = getattr(ctypes.CDLL(None), "prctl", None)


def die_with_parent(parent: int | None = None) -> None:
    """Have the kernel kill this process when the thread that started it ends, however it ends.

    It survives exec but is not inherited by children. `parent` is the process id of whoever started us, for a
    caller between fork and exec: a parent that died even before this call is noticed by it.
    """
    if _prctl is not None:
        _prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)
