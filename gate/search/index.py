"""What this process knows of the blocks, and the newest rows that are in no block yet. Read anew before each search."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from threading import RLock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from gate.models import Passage, SearchBlock, SearchLoad, SearchPlate, SearchTrait, database
from gate.ready import ready
from gate.search import columns, raw
from gate.search.columns import Block, Column, Kept
from gate.search.raw import Raw
from gate.search.words import Plates, Words

MOST_UNFOLDED = 200_000
"""More rows than this are not read into memory: until they are in blocks, the table itself is asked."""

FEW = 2_000
"""New rows are added to the newest block in memory until it has so many."""
_TOLD = (
    SearchBlock.last_id,
    SearchBlock.generation,
    SearchBlock.first_id,
    SearchBlock.rows,
    SearchBlock.earliest,
    SearchBlock.latest,
)


class NotFolded(Exception):
    """Too many rows are in no block yet."""


class Index:
    """The blocks of one database, their dictionaries, and the rows behind the last block."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.kept = Kept()
        self._begin()

    def _begin(self) -> None:
        self.traits, self.loads, self.plates = Words(), Words(), Plates()
        self.blocks: list[Block] = []
        self.generation = 0
        self.amended: tuple[tuple[int, int], list[Raw], list[Raw]] = ((0, 0), [], [])
        """Passages as written and as they count now, up to this review and supplement (see gate.search.amended)."""
        self.kept.clear()
        self.forget_newest()

    def forget_newest(self) -> None:
        """Read the rows behind the last block anew, and number anew what only they name."""
        for words in (self.traits, self.loads, self.plates):
            words.settle(())
        self._last = self.last_folded
        self._newest: list[tuple[Sequence[Column], Block]] = []

    @property
    def last_folded(self) -> int:
        return self.blocks[-1].last_id if self.blocks else 0

    def all(self) -> list[Block]:
        """Every row of the ledger, as of now; raises NotFolded. Hold the lock."""
        self.take_in_blocks()
        self._take_in_newest()
        return [*self.blocks, *(block for _, block in self._newest)]

    def take_in_blocks(self) -> None:
        """Whatever others have folded meanwhile, or made anew."""
        told = _told_since(self.last_folded)
        if self.blocks and (not told or told[0][1] != self.generation):
            self._begin()
            told = _told_since(0)
        new = [row for row in told if row[0] > self.last_folded]
        if not new:
            return
        self._settle()
        self.generation = new[0][1]
        for last_id, _, first_id, *span in new:
            of = partial(self._column, last_id)
            self.blocks.append(Block(last_id, first_id, (span[0], span[1], span[2]), of))
        self.kept.hold([row[0] for row in new])
        self.forget_newest()

    def _settle(self) -> None:
        for words, model, names in (
            (self.traits, SearchTrait, raw.TRAITS),
            (self.loads, SearchLoad, raw.LOADS),
            (self.plates, SearchPlate, ("plate_no",)),
        ):
            fields = [getattr(model, name) for name in names]
            more = model.select(*fields).where(model.id >= words.settled).order_by(model.id)
            values = more.tuples().iterator()
            words.settle(value if len(names) > 1 else value[0] for value in values)

    def _column(self, last_id: int, name: str) -> Column:
        return self.kept.get(columns.key(last_id, name))

    def _take_in_newest(self) -> None:
        if not self._newest and _newest_number() - self._last > MOST_UNFOLDED:
            raise NotFolded
        found = raw.rows("id > ? ORDER BY id LIMIT ?", self._last, MOST_UNFOLDED)
        if not found:
            return
        self._last = found[-1][0]
        encoded = self.encoded(found)
        if self._newest and self._newest[-1][1].rows < FEW:
            before, _ = self._newest.pop()
            encoded = [np.concatenate(pair) for pair in zip(before, encoded, strict=True)]
        self._newest.append((encoded, block_of(encoded)))
        if sum(block.rows for _, block in self._newest) > MOST_UNFOLDED:
            self.forget_newest()
            raise NotFolded

    def encoded(self, rows: Sequence[Raw]) -> Sequence[Column]:
        """Rows as columns: number, moment, trait, load and plate; the last three say nothing of mere spots."""
        number, moment = np.array([row[0] for row in rows], np.int64), [row[1] for row in rows]
        if len(rows[0]) == len(raw.SPOT):
            return (number, raw.moments(moment), *[np.zeros(len(rows), np.int64)] * 3)
        trait, load, plate = self.traits.number, self.loads.number, self.plates.number
        return (
            number,
            raw.moments(moment),
            np.array([trait(raw.trait(row)) for row in rows], np.int64),
            np.array([load(raw.load(row)) for row in rows], np.int64),
            np.array([plate(row[-1]) for row in rows], np.int64),
        )


@ready
def _told_since(last: int) -> Any:
    told = SearchBlock.select(*_TOLD).where(SearchBlock.last_id >= last)
    return told.order_by(SearchBlock.last_id).tuples()


def _newest_number() -> int:
    newest = Passage.select(Passage.id).order_by(Passage.id.desc()).limit(1).scalar()
    return int(newest or 0)


def block_of(encoded: Sequence[Column]) -> Block:
    """A block that lives in memory alone."""
    (last_id, first_id), span, held = columns.packed(*encoded)
    return Block(last_id, first_id, span, held.__getitem__)


_of: WeakKeyDictionary[Any, Index] = WeakKeyDictionary()
_lock = RLock()


@contextmanager
def reading() -> Iterator[Index]:
    """The index of the open database, held still while it is asked what its numbers mean."""
    with _lock:
        index = _of.setdefault(database.obj, Index())
    with index.lock:
        yield index
