"""The whole chain, checked: stretch by stretch, on every core if asked to, and the tree over it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import starmap
from multiprocessing import get_context

from peewee import JOIN, fn

from gate.models import CHAINED, Entry, open_database
from gate.proof import stretch
from gate.proof.chain import GENESIS
from gate.proof.heads import Heads
from gate.proof.stretch import NOT_ITS_NUMBER, Fault, Found
from gate.tree_head import Head

Progress = Callable[[int, int], None]
"""Told now and then: how many entries are checked, of how many."""
Tasks = list[tuple[int, int, frozenset[int]]]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk over the whole chain found."""

    entries: int
    head: str
    faults: tuple[Fault, ...]
    checkpoints: int = 0

    @property
    def holds(self) -> bool:
        return not self.faults


def verify(
    *,
    url: str | None = None,
    processes: int = 1,
    held: Sequence[Head] = (),
    progress: Progress | None = None,
) -> Verification:
    """Walk the chain from the first entry and compare every row of the ledger with what was hashed.

    Entries that are appended meanwhile are not looked at. With more than one process, each opens the
    database at `url` for itself. `held` are heads of checkpoints from outside; what is wrong
    with one of those is told of entry 0.
    """
    last = stretch.last_entry()
    heads, numbers = Heads(last, held), _Numbers()
    faults: list[Fault] = []
    head, reached = GENESIS, 0
    with _checking(url, processes) as check:
        for found in check([(first, last, heads.sizes) for first in _starts(last)]):
            faults += [*found.faults, *numbers.follow(found), *heads.follow(found)]
            if found.last:
                head, reached = found.head, found.last
            if progress is not None:
                progress(reached, last)
    faults += [*_beyond(last), *heads.rest(reached)]
    faults.sort(key=lambda fault: fault.seq)
    return Verification(reached, head, tuple(faults), heads.count)


class _Numbers:
    """That rows of a kind bear numbers which only grow, from one stretch to the next."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def follow(self, found: Found) -> Iterator[Fault]:
        for kind, (first, last, entry) in found.numbers.items():
            if first <= self._last.get(kind, 0):
                yield Fault(entry, f"the {kind} {NOT_ITS_NUMBER}")
            self._last[kind] = last


@contextmanager
def _checking(url: str | None, processes: int) -> Iterator[Callable[[Tasks], Iterable[Found]]]:
    if processes < 2 or url is None:
        yield lambda tasks: starmap(stretch.check, tasks)
        return
    # Spawned, not forked: a child must not speak over a connection of its parent.
    pool = ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=open_database, initargs=(url,)
    )
    with pool:
        yield lambda tasks: pool.map(stretch.check, *zip(*tasks, strict=True)) if tasks else ()


def _starts(last: int) -> Iterator[int]:
    """Where stretches begin that hold anything."""
    first = 1
    while first <= last:
        numbers = [fn.MIN(Entry.seq).alias("seq")]
        held = [Entry.select(*numbers).where(Entry.seq >= first).scalar()]
        held += [
            model.select(fn.MIN(model.entry)).where(model.entry >= first).scalar()
            for model in CHAINED
        ]
        nearest = min((number for number in held if number is not None), default=last + 1)
        if nearest > last:
            return
        first = (nearest - 1) // stretch.SIZE * stretch.SIZE + 1
        yield first
        first += stretch.SIZE


def _beyond(last: int) -> Iterator[Fault]:
    """Entries before the first, and rows where there are no entries at all."""
    for (seq,) in Entry.select(Entry.seq).where(Entry.seq < 1).tuples().iterator():
        yield Fault(seq, "no entry bears such a number")
    for model in CHAINED:
        stray = (
            model.select(model.entry)
            .join(Entry, JOIN.LEFT_OUTER, on=(Entry.seq == model.entry))
            .where((model.entry > last) | (model.entry < 1), Entry.seq.is_null())
        )
        for (seq,) in stray.tuples().iterator():
            told = f"a {model.KIND} stands here that the chain does not tell of"
            yield Fault(_number(seq), told)


def _number(seq: object) -> int:
    return seq if isinstance(seq, int) else 0
