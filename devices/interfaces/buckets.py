"""A store for objects, elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class Stored:
    """One object in a bucket: its key, its bytes, and when it was last kept."""

    key: str
    size: int
    at: datetime


class Bucket(Protocol):
    """Objects in a store of their own, written once each and never over. Every call raises DeviceError."""

    def look(self, key: str) -> Stored | None:
        """What lies under a key."""

    def find(self, prefix: str) -> Iterable[Stored]:
        """Whatever lies under keys that begin like this."""

    def put(self, key: str, content: BinaryIO, size: int, at: datetime) -> None:
        """Store it, unless something lies there already: that stays as it is."""

    def renew(self, key: str, at: datetime) -> None:
        """What lies there is needed anew: only its time becomes another."""

    def read(self, key: str, start: int, length: int) -> bytes:
        """A part of it, never more than that."""

    def remove(self, key: str) -> None:
        """Remove it; nothing where nothing is."""

    def is_versioned(self) -> bool:
        """Whether what somebody else removes there can be brought back."""
