"""How evidence is named: by the fingerprint of its bytes. What a row names can be proved to be what was kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader

PHOTOGRAPH, FILM = ".jpg", ".mp4"


class EvidenceError(Exception):
    """A photograph or a film could not be kept; the message says why."""


class StoreAway(OSError):
    """What is kept elsewhere cannot be asked for now; the message says why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies in the store under one fingerprint: its bytes, and when it was last kept."""

    suffix: str
    size: int
    at: datetime
    open: Callable[[], BufferedReader]
    """A file to read and to seek in, to be closed by whoever opened it; raises OSError, StoreAway included."""


def is_fingerprint(text: str) -> bool:
    """Whether this is a SHA-256 in hexadecimal digits, and so no path to anywhere."""
    return len(text) == 64 and all(char in "0123456789abcdef" for char in text)


def key_of(fingerprint: str, suffix: str = "") -> str:
    """Where it lies below the root of a disk or the prefix of a bucket: the same in both."""
    return f"{fingerprint[:2]}/{fingerprint[2:4]}/{fingerprint}{suffix}"
