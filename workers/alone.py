"""One house per data folder: a second one would share the first one's Redis, spool and ports."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(Exception):
    """Another house runs on this data folder; the message is a sentence for a person."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the data folder; raises AlreadyRunning. The kernel lets go when the process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".running").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"Greengate already runs on {folder}: stop it first.") from None
        yield
