"""One stretch of the chain, checked: its entries, the rows that stand at them, and its part of the tree."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from peewee import DatabaseError, fn

from gate import merkle
from gate.models import CHAINED, Chained, Entry, database, is_sqlite
from gate.proof.chain import GENESIS
from gate.proof.link import link_problem
from gate.proof.rows import UNREADABLE, Telling

BLOCK = 6
"""The tree is kept from this level on: complete subtrees of 64 entries and more."""
SIZE = 1 << 14
"""Entries of one stretch: what a process takes at a time, and a whole subtree."""
UNREADABLE_FILE = (DatabaseError, sqlite3.DatabaseError)
"""What SQLite raises over values or pages that somebody has spoilt."""
MISSING = bytes(32)
"""Stands in the tree for an entry that is not there."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain does not hold, and how."""

    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What the entries up to a number come to: the hash of the last, and its incomplete block in the tree."""

    head: str
    peaks: tuple[bytes, ...]


@dataclass(slots=True)
class Found:
    """What was found in one stretch."""

    first: int
    last: int = 0
    head: str = GENESIS
    faults: list[Fault] = field(default_factory=list)
    blocks: list[bytes] = field(default_factory=list)
    """The complete subtrees of 2^BLOCK leaves, in order."""
    marks: dict[int, Mark] = field(default_factory=dict)
    numbers: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """Kind → numbers of its first and last row here, and the entry of the first."""


class _Rows:
    """The rows of one table in the order of their entries."""

    def __init__(self, model: type[Chained], first: int, last: int, faults: list[Fault]) -> None:
        self._kind = model.KIND
        self._telling = Telling(model)
        self._faults = faults
        self._first_number = self._last_number = self._begins = 0
        columns = ", ".join(f'"{name}"' for name in ("entry_id", "id", *self._telling.columns))
        self._cursor = _select(
            f'SELECT {columns} FROM "{model._meta.table_name}" '
            "WHERE entry_id >= {0} AND entry_id < {0} ORDER BY entry_id, id",
            first,
            last,
        )
        self._next = self._cursor.fetchone()

    def compare(self, seq: int, body: bytes | None) -> None:
        """Hold the row at this entry against what the entry tells; None when that cannot be read."""
        row = self._next
        if row is not None and row[0] < seq:
            self._pass_until(seq)
            row = self._next
        if row is None or row[0] != seq:
            self._faults.append(Fault(seq, f"the {self._kind} that it tells of is missing"))
            return
        if body is not None and not self._is_told(row, body):
            self._faults.append(Fault(seq, f"the {self._kind} differs from what was hashed"))
        # Rows refer to each other by their numbers, which only grow: exchanged ones are told here.
        if not self._begins:
            self._begins, self._first_number = seq, row[1]
        elif row[1] <= self._last_number:
            self._faults.append(Fault(seq, f"the {self._kind} {NOT_ITS_NUMBER}"))
        self._last_number = row[1]
        self._next = self._cursor.fetchone()

    def rest(self) -> tuple[int, int, int] | None:
        """Whatever stands behind the last entry has none; the numbers of the first and last that had one."""
        self._pass_until(None)
        return (self._first_number, self._last_number, self._begins) if self._begins else None

    def _pass_until(self, seq: int | None) -> None:
        while self._next is not None and (seq is None or self._next[0] < seq):
            self._faults.append(
                Fault(self._next[0], f"a {self._kind} stands here that the chain does not tell of")
            )
            self._next = self._cursor.fetchone()

    def _is_told(self, row: Sequence[Any], body: bytes) -> bool:
        try:
            return self._telling.is_told(row[2:], body)
        except UNREADABLE:
            return False


NOT_ITS_NUMBER = "does not bear the number it was given"


def check(first: int, last: int, marks: frozenset[int]) -> Found:
    """Check the entries from `first` on, up to `last` but SIZE of them at most, and what stands at them."""
    found = Found(first)
    try:
        _Walk(found, min(first + SIZE, last + 1), marks).go()
    except UNREADABLE_FILE as unreadable:
        if not is_sqlite():
            raise  # there it is the server that is away, not the entries that are spoilt
        told = f"it cannot be read, nor what follows up to {first + SIZE - 1}: {unreadable}"
        found.faults.append(Fault(max(found.last + 1, first), told))
    return found


class _Walk:
    """The way through one stretch."""

    def __init__(self, found: Found, end: int, marks: frozenset[int]) -> None:
        self._found, self._end, self._marks = found, end, marks
        self._leaves: list[bytes] = []
        before = _select(
            "SELECT seq, hash FROM entry WHERE seq > 0 AND seq < {0} ORDER BY seq DESC LIMIT 1",
            found.first,
        ).fetchone()
        self._expected: int = before[0] + 1 if before else 1
        self._previous: str = before[1] if before else GENESIS

    def go(self) -> None:
        found, faults, rows = self._found, self._found.faults, self._rows()
        marks, leaf = self._marks, self._leaves.append
        for seq, at, kind, stored, digest in self._entries():
            content = stored if type(stored) is bytes else as_bytes(stored)
            if seq != self._expected:
                self._miss(seq)
            body, problem = link_problem(seq, at, kind, self._previous, content, digest)
            if problem:
                faults.append(Fault(seq, problem))
            if kind in rows:
                rows[kind].compare(seq, body)
            leaf(sha256(b"\x00" + content).digest())
            self._expected, self._previous = seq + 1, digest
            if seq in marks:
                self._mark(seq)
        found.last, found.head = self._expected - 1, self._previous
        for kind, told in rows.items():
            if numbers := told.rest():
                found.numbers[kind] = numbers
        found.blocks = merkle.level_above(self._leaves, BLOCK)

    def _rows(self) -> dict[str, _Rows]:
        first, end = self._found.first, self._end
        return {model.KIND: _Rows(model, first, end, self._found.faults) for model in CHAINED}

    def _entries(self) -> Any:
        """Rows of (seq, at, kind, content, hash), in their order."""
        return _select(
            "SELECT seq, at, kind, content, hash FROM entry "
            "WHERE seq >= {0} AND seq < {0} ORDER BY seq",
            self._found.first,
            self._end,
        )

    def _miss(self, seq: int) -> None:
        self._found.faults.append(
            Fault(self._expected, f"entries {self._expected} to {seq - 1} are missing")
        )
        holes = seq - max(self._expected, self._found.first)
        self._leaves += [MISSING] * holes

    def _mark(self, seq: int) -> None:
        incomplete = len(self._leaves) % (1 << BLOCK)
        frontier = merkle.Frontier()
        for leaf in self._leaves[len(self._leaves) - incomplete :]:
            for _ in frontier.append(leaf):
                pass
        peaks = tuple(digest for _, digest in frontier.peaks)
        self._found.marks[seq] = Mark(self._previous, peaks)


def as_bytes(content: bytes | str | None) -> bytes:
    """The content of an entry, also of one that was replaced by something of another kind."""
    return content.encode() if isinstance(content, str) else bytes(content or b"")


def _select(statement: str, *values: Any) -> Any:
    return database.execute_sql(statement.replace("{0}", database.param), values)


def last_entry() -> int:
    """The number of the newest entry; 0 when there is none."""
    newest: int | None = Entry.select(fn.MAX(Entry.seq)).scalar()
    return newest or 0
