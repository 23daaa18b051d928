"""Walking the blocks in the order of time, from a place on, as far as a page needs; and counting what there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gate.search.columns import Block
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


def older(blocks: Iterable[Block], sieve: Sieve, before: Spot | None, most: int) -> list[Spot]:
    """The newest that come through, before a place."""
    found: list[Spot] = []
    for block in sorted(blocks, key=lambda block: -block.latest):
        if len(found) >= most and found[most - 1][0] > block.latest:
            break
        if sieve.may_be_in(block) and (before is None or block.earliest <= before[0]):
            last = block.rows if before is None else block.rank(*before)
            found = sorted([*found, *_spots(block, sieve, last, -most)], reverse=True)[:most]
    return found


def newer(blocks: Iterable[Block], sieve: Sieve, after: Spot, most: int) -> list[Spot]:
    """The oldest that come through, behind a place; the newest of them first."""
    found: list[Spot] = []
    for block in sorted(blocks, key=lambda block: block.earliest):
        if len(found) >= most and found[most - 1][0] < block.earliest:
            break
        if sieve.may_be_in(block) and block.latest >= after[0]:
            first = block.rank(after[0], after[1] + 1)
            found = sorted([*found, *_spots(block, sieve, first, most)])[:most]
    return found[::-1]


def _spots(block: Block, sieve: Sieve, edge: int, most: int) -> Sequence[Spot]:
    """At most so many on this side of an edge: before it where `most` is below zero."""
    begins, ends = _bounds(block, sieve)
    if most < 0:
        ends = min(ends, edge)
    else:
        begins = max(begins, edge)
    if begins >= ends:
        return ()
    if not sieve.masks and not sieve.names_passages:
        begins, ends = (
            (max(begins, ends + most), ends) if most < 0 else (begins, min(ends, begins + most))
        )
    through = sieve.through(block, begins, ends)
    through = through[most:] if most < 0 else through[:most]
    return list(zip(block.moments(through).tolist(), block.numbers(through).tolist(), strict=True))


def _bounds(block: Block, sieve: Sieve) -> tuple[int, int]:
    first, last = sieve.span
    begins = 0 if first <= block.earliest else block.rank(first, 0)
    ends = block.rows if last >= block.latest else block.rank(last + 1, 0)
    return begins, ends


def count(blocks: Iterable[Block], sieve: Sieve) -> Count:
    """How many come through; rows are looked at in so many blocks only, the newest first."""
    number = looked = 0
    for block in sorted(blocks, key=lambda block: -block.latest):
        if not sieve.may_be_in(block):
            continue
        known = sieve.count(block)
        if known is None:
            if looked == BLOCKS_COUNTED:
                return Count(number, exact=False)
            looked += 1
            known = len(sieve.through(block, *_bounds(block, sieve)))
        number += known
    return Count(number, exact=True)


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
