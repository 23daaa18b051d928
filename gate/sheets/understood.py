"""The rows of a table from outside: each either understood or with what is wrong with it, item by item."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that cannot be taken: its line, its plate as it was written, the key of the mistake by item."""

    line: int
    plate: str
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Read(Generic[Told]):
    """What was understood of a table, and what was not."""

    told: tuple[Told, ...]
    wrong: tuple[Wrong, ...]

    @property
    def rows(self) -> int:
        return len(self.told) + len(self.wrong)
