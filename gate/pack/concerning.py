"""Which entries of the chain concern a passage: its own, and whatever was written about it or decided it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from peewee import ForeignKeyField, chunked

from gate import clock, let_go
from gate.checkpoints import KEY
from gate.models import CHAINED, Chained, ControlPolicyRow, Entry, Passage, ReceiptOf
from gate.proof.stretch import last_entry

AT_ONCE = 200


def entries_of(passages: Iterable[int]) -> Iterator[int]:
    """Numbers of entries, some more than once, in no order."""
    for some in chunked(passages, AT_ONCE):
        numbers = list(some)
        rows = list(Passage.select().where(Passage.id.in_(numbers)))
        for passage in rows:
            yield passage.entry.seq
            yield from _deciding(passage)
            yield from let_go.entries_about(passage.passed_at, passage.passed_at)
        yield from _about(Passage, numbers)
        receipts = ReceiptOf.select(ReceiptOf.entry).where(ReceiptOf.passage.in_(numbers))
        yield from (entry for (entry,) in receipts.tuples().iterator())
        pairs = [row.pairs_with_id for row in rows if row.pairs_with_id]
        others = Passage.select(Passage.entry).where(Passage.id.in_(pairs))
        yield from (entry for (entry,) in others.tuples().iterator())


def always() -> Iterator[int]:
    """Entries that every pack holds: the keys that sign, and every version of the rules; there are few."""
    found = Entry.select(Entry.seq).where(Entry.kind.in_((KEY, "rules")))
    yield from (seq for (seq,) in found.tuples().iterator())


def period(start: datetime, end: datetime) -> tuple[int, int]:
    """The entries of a time, and one before and after it where there is one: first and last number.

    By the moments of writing, which only grow as long as the clock is not set back.
    """
    last = last_entry()
    first = _first_at(clock.stamp(start), last)
    return max(first - 1, 1), min(_first_at(clock.stamp(end), last), last)


def late(start: datetime, end: datetime, last: int) -> Iterator[int]:
    """Passages of a time that were written down after its last entry: their database was away."""
    during = Passage.passed_at.between(clock.stamp(start), clock.stamp(end))
    found = Passage.select(Passage.id).where(during, Passage.entry > last)
    yield from (number for (number,) in found.tuples().iterator())


def _first_at(moment: str, last: int) -> int:
    """The first of the entries that was written at a moment or later; one behind the last when none was."""
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        if clock.stamp(Entry.get_by_id(middle).at) < moment:
            low = middle + 1
        else:
            high = middle
    return low


def _deciding(passage: Passage) -> Iterator[int]:
    """The policies and the list that it was judged by."""
    if passage.list_version:
        yield passage.list_version
    for told in filter(None, passage.policies.split(",")):
        policy, _, version = told.partition(".")
        if policy.isdecimal() and version.isdecimal():
            row = ControlPolicyRow.get_or_none(
                ControlPolicyRow.policy_id == int(policy), ControlPolicyRow.version == int(version)
            )
            if row is not None:
                yield row.changed_seq


def _about(model: type[Chained], numbers: list[int]) -> Iterator[int]:
    """Rows of the ledger that name these rows, and those that name them in turn."""
    for naming, field in _naming(model):
        about = naming.select(naming.id, naming.entry).where(field.in_(numbers))
        told = list(about.tuples().iterator())
        yield from (entry for _, entry in told)
        for some in chunked([number for number, _ in told], AT_ONCE):
            yield from _about(naming, list(some))


def _naming(model: type[Chained]) -> Iterator[tuple[type[Chained], Any]]:
    for other in CHAINED:
        for field in other._meta.sorted_fields:
            if isinstance(field, ForeignKeyField) and field.rel_model is model:
                yield other, field
