"""Walking the blocks in the order of time, from a place on, as far as a page needs; and counting what there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from gate.search.columns import Block, Column
from gate.search.query import Query
from gate.search.sieve import Sieve

Spot = tuple[int, int]
"""Millisecond and number of a passage: the order of time, and of numbers within a moment."""
BLOCKS_COUNTED = 64
"""Of so many blocks at most the rows themselves are looked at to count them."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; not `exact`: at least so many."""

    number: int
    exact: bool


class Walk:
    """One search on its way through the blocks. What it has looked at once, it does not look at again to count."""

    def __init__(self, blocks: Sequence[Block], sieve: Sieve) -> None:
        self._blocks, self._sieve = blocks, sieve
        self._may: dict[int, bool] = {}
        self._counted: dict[int, int] = {}

    def older(self, before: Spot | None, most: int) -> list[Spot]:
        """The newest that come through, before a place."""
        found: list[Spot] = []
        for block in sorted(self._blocks, key=lambda block: -block.latest):
            if len(found) >= most and found[most - 1][0] > block.latest:
                break
            if (before is None or block.earliest <= before[0]) and self._may_be_in(block):
                last = block.rows if before is None else block.rank(*before)
                through = self._through(block)
                through = through[: np.searchsorted(through, last)][-most:]
                found = sorted([*found, *_spots(block, through)], reverse=True)[:most]
        return found

    def newer(self, after: Spot, most: int) -> list[Spot]:
        """The oldest that come through, behind a place; the newest of them first."""
        found: list[Spot] = []
        for block in sorted(self._blocks, key=lambda block: block.earliest):
            if len(found) >= most and found[most - 1][0] < block.earliest:
                break
            if block.latest >= after[0] and self._may_be_in(block):
                through = self._through(block)
                first = np.searchsorted(through, block.rank(after[0], after[1] + 1))
                found = sorted([*found, *_spots(block, through[first:][:most])])[:most]
        return found[::-1]

    def count(self) -> Count:
        """How many come through; rows are looked at in so many further blocks only, the newest first."""
        number = looked = 0
        for block in sorted(self._blocks, key=lambda block: -block.latest):
            if not self._may_be_in(block):
                continue
            known = self._counted.get(block.last_id)
            if known is None:
                known = self._sieve.count(block)
            if known is None:
                looked += 1
                if looked > BLOCKS_COUNTED:
                    return Count(number, exact=False)
                known = len(self._through(block))
            number += known
        return Count(number, exact=True)

    def _may_be_in(self, block: Block) -> bool:
        if block.last_id not in self._may:
            self._may[block.last_id] = self._sieve.may_be_in(block)
        return self._may[block.last_id]

    def _through(self, block: Block) -> Column:
        first, last = self._sieve.span
        begins = 0 if first <= block.earliest else block.rank(first, 0)
        ends = block.rows if last >= block.latest else block.rank(last + 1, 0)
        through = self._sieve.through(block, begins, ends)
        self._counted[block.last_id] = len(through)
        return through


def _spots(block: Block, positions: Column) -> Iterable[Spot]:
    if not len(positions):
        return ()
    numbers, moments = block.numbers(positions), block.moments(positions)
    return zip(moments.tolist(), numbers.tolist(), strict=True)


@dataclass(frozen=True, slots=True)
class Found:
    """What a page shows, newest first; whether there is more in the direction that was walked."""

    spots: Sequence[Spot]
    more: bool
    count: Count
    complete: bool = True
    reached: Spot = (0, 0)
    """Where a walk that is not complete has come to."""


def cut(query: Query, spots: Sequence[Spot], count: Count) -> Found:
    """What belongs on the page of what was found, which is one more where there is more."""
    newer = query.after is not None
    shown = spots[-query.limit :] if newer else spots[: query.limit]
    return Found(shown, len(spots) > len(shown), count)


def unfinished(query: Query, spots: Sequence[Spot], reached: Spot) -> Found:
    """What was found until there was no time left. A page of newer ones, which may be short, ends where it has come."""
    if query.after is not None:
        return Found(spots, True, Count(len(spots), exact=False))
    return Found(spots, True, Count(len(spots), exact=False), complete=False, reached=reached)
