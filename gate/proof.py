"""The chain: every entry holds the hash of the one before, and is kept as the very bytes that were hashed."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from peewee import DecimalField, Field, FloatField

from gate import clock, many
from gate.models import CHAINED, Chained, Entry, database, is_sqlite
from gate.models.base import MomentField

GENESIS = "0" * 64
"""What the first entry names as its predecessor."""

_APPEND_LOCK = 0x6761_7465
"""One number for everybody who appends on PostgreSQL; SQLite has one writer by itself."""


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one way these values are written as bytes: JSON, keys sorted, no spaces, UTF-8."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def append(kind: str, body: Mapping[str, Any], *, at: datetime | None = None) -> Entry:
    """Add an entry. Call it inside the transaction that writes what the entry is about."""
    last, head = _end_of_chain()
    return Entry.create(**_link(last + 1, head, kind, body, clock.stamp(at or clock.now())))


def append_all(
    kind: str, bodies: Iterable[Mapping[str, Any]], *, at: datetime | None = None
) -> Sequence[int]:
    """Add many entries of one moment, in few statements; their numbers, in the same order."""
    last, head = _end_of_chain()
    moment = clock.stamp(at or clock.now())
    links: list[dict[str, Any]] = []
    for seq, body in enumerate(bodies, start=last + 1):
        links.append(_link(seq, head, kind, body, moment))
        head = links[-1]["hash"]
    many.insert(Entry, links)
    return range(last + 1, last + 1 + len(links))


def _end_of_chain() -> tuple[int, str]:
    """Number and hash of the last entry; nobody else appends until this transaction ends."""
    if not database.in_transaction():
        raise RuntimeError("an entry and its row are written in one transaction")
    if not is_sqlite():
        database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_APPEND_LOCK,))
    last = Entry.select(Entry.seq, Entry.hash).order_by(Entry.seq.desc()).first()
    return (last.seq, last.hash) if last else (0, GENESIS)


def _link(
    seq: int, previous: str, kind: str, body: Mapping[str, Any], moment: str
) -> dict[str, Any]:
    content = canonical(
        {"seq": seq, "at": moment, "kind": kind, "previous": previous, "body": body}
    )
    digest = hashlib.sha256(content).hexdigest()
    return {"seq": seq, "at": moment, "kind": kind, "content": content, "hash": digest}


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain does not hold, and how."""

    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk over the whole chain found."""

    entries: int
    head: str
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def verify() -> Verification:
    """Walk the chain from the first entry, and compare every row of the ledger with what was hashed."""
    faults: list[Fault] = []
    head, expected = GENESIS, 1
    try:
        for entry in Entry.select().order_by(Entry.seq).iterator():
            faults.extend(_faults_of(entry, head, expected))
            head, expected = entry.hash, entry.seq + 1
    except ValueError as unreadable:
        faults.append(Fault(expected, f"it cannot be read, nor what follows: {unreadable}"))
    for model in CHAINED:
        faults.extend(_rows_against_entries(model))
    return Verification(expected - 1, head, tuple(faults))


def _faults_of(entry: Entry, previous: str, expected: int) -> Iterator[Fault]:
    content = bytes(entry.content)
    if entry.seq != expected:
        yield Fault(expected, f"entries {expected} to {entry.seq - 1} are missing")
    if hashlib.sha256(content).hexdigest() != entry.hash:
        yield Fault(entry.seq, "its bytes are not the ones that were hashed")
        return
    told = _told(entry)
    if told.get("previous") != previous:
        yield Fault(entry.seq, "it does not follow the entry before it")
    columns = {"seq": entry.seq, "kind": entry.kind, "at": clock.stamp(entry.at)}
    if {name: told.get(name) for name in columns} != columns:
        yield Fault(entry.seq, "its columns differ from what was hashed")


def _told(entry: Entry) -> dict[str, Any]:
    try:
        told = json.loads(bytes(entry.content))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _rows_against_entries(model: type[Chained]) -> Iterator[Fault]:
    kind = model.KIND
    seen = last = 0
    try:
        for row in model.select(model, Entry).join(Entry).order_by(Entry.seq).iterator():
            seen += 1
            if not is_as_hashed(row, row.entry):
                yield Fault(row.entry.seq, f"the {kind} differs from what was hashed")
            # Rows refer to each other by their numbers, which only grow: exchanged ones are told here.
            if row.id <= last:
                yield Fault(row.entry.seq, f"the {kind} does not bear the number it was given")
            last = row.id
    except (ValueError, ArithmeticError) as unreadable:
        yield Fault(0, f"a {kind} cannot be read, nor those after it: {unreadable}")
    yield from _counted(model, seen)


def _counted(model: type[Chained], seen: int) -> Iterator[Fault]:
    told = Entry.select().where(Entry.kind == model.KIND).count()
    held = model.select().count()  # one that names an entry that is not there has not been seen
    if not seen == told == held:
        yield Fault(
            0, f"the chain tells of {told} rows of kind {model.KIND}, the table holds {held}"
        )


def is_as_hashed(row: Chained, entry: Entry) -> bool:
    """Whether a row says today what its entry says. Columns younger than the entry must hold what they began with."""
    told = _told(entry).get("body")
    said = facts(row)
    if not isinstance(told, dict) or not told.keys() <= said.keys():
        return False
    return {**_beginnings(row), **told} == said


def _beginnings(row: Chained) -> dict[str, Any]:
    """What columns hold in rows that are older than they are."""
    return {name: said for name, said in facts(type(row)()).items() if name in row.YOUNGER}


def facts(row: Chained) -> dict[str, Any]:
    """A row of the ledger as it is hashed: every column but its own number and that of its entry."""
    return {
        field.column_name: _plain(field, row.__data__.get(field.name))
        for field in row._meta.sorted_fields
        if field.name not in ("id", "entry")
    }


def _plain(field: Field, value: Any) -> Any:
    # By the column, not by the value: what is about to be written and what is read back look the same.
    if value is None:
        return None
    if isinstance(field, DecimalField):
        return f"{Decimal(str(value)):.3f}"
    if isinstance(field, FloatField):
        return f"{value:.4f}"
    if isinstance(field, MomentField):
        return value if isinstance(value, str) else clock.stamp(value)
    return value
