"""A query put into numbers: which traits, loads and plates suit it, in which span of time, which passages at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np

from gate import plates
from gate.models import Supplement, Upload
from gate.search import hands, patterns, raw
from gate.search.columns import Block, Column
from gate.search.hands import Numbers
from gate.search.index import Index
from gate.search.patterns import Mask
from gate.search.query import Match, Opened, Query, Written

EVER = (-(2**62), 2**62)
COUNTED = {"trait": "traits_counted", "load": "loads_counted", "plate": "plates_counted"}
FEW_NUMBERS = 12
"""So many are compared one after the other in less time than it takes to look each row's number up."""
UNSETTLED_UPLOADS = ("waiting", "refused")
"""Few of all: those that are in such a state are known one by one."""
MOST_APART = {Match.ONE: 1.25, Match.TWO: 9.0}
"""How far plates may be apart, the province's quarter included (see gate.lookalikes)."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """What lets a row through: its numbers have True in every mask; its own number is in `only`, and not in `never`."""

    masks: dict[str, Mask]
    """By the name of a column."""
    span: tuple[int, int] = EVER
    """From this moment until that one, both included."""
    only: Numbers | None = None
    never: Numbers | None = None

    @property
    def names_passages(self) -> bool:
        return self.only is not None or self.never is not None

    def without(self, name: str) -> "Sieve":
        return replace(self, masks={key: mask for key, mask in self.masks.items() if key != name})

    def may_be_in(self, block: Block) -> bool:
        """False where nothing of the block can come through."""
        first, last = self.span
        if block.latest < first or block.earliest > last:
            return False
        if self.only is not None and not len(_within(self.only, block)):
            return False
        return all(mask.take(block.of(COUNTED[name])[0]).any() for name, mask in self.masks.items())

    def count(self, block: Block) -> int | None:
        """How many come through, where that can be told without looking at the rows; else None."""
        whole = self.span[0] <= block.earliest and block.latest <= self.span[1]
        if not whole or self.names_passages or len(self.masks) > 1:
            return None
        for name, mask in self.masks.items():
            numbers, times = block.of(COUNTED[name])
            return int(times[mask.take(numbers)].sum())
        return block.rows

    def through(self, block: Block, first: int, last: int) -> Column:
        """Positions between these two that come through, in the order of time."""
        found: Column | None = None
        for name, suiting, _ in self._by_rows(block):
            if found is None:
                found = (
                    np.flatnonzero(self._suit(name, block.of(name)[first:last], suiting)) + first
                )
                found = self._in_particular(block, found)
            elif len(found):  # else not even a column is read
                found = found[self.masks[name].take(block.of(name)[found])]
        return self._in_particular(block, np.arange(first, last)) if found is None else found

    def _by_rows(self, block: Block) -> list[tuple[str, Column, int]]:
        """Each condition with the numbers that suit it in this block, what fewest rows have first."""
        told = []
        for name, mask in self.masks.items():
            numbers, times = block.of(COUNTED[name])
            suits = mask.take(numbers)
            told.append((name, numbers[suits], int(times[suits].sum())))
        return sorted(told, key=lambda each: each[2])

    def _suit(self, name: str, column: Column, suiting: Column) -> Mask:
        if len(suiting) > FEW_NUMBERS:
            return self.masks[name].take(column)
        found = np.zeros(len(column), bool)
        for number in suiting:
            found |= column == number
        return found

    def _in_particular(self, block: Block, found: Column) -> Column:
        for numbers, wanted in ((self.only, True), (self.never, False)):
            if numbers is not None and len(found):
                named = np.zeros(block.last_id - block.first_id + 1, bool)
                named[_within(numbers, block) - block.first_id] = True
                found = found[named.take(block.places(found)) == wanted]
        return found


def of(query: Query, index: Index) -> Sieve:
    """The sieve of a query, in the numbers of this index. Hold its lock."""
    masks: dict[str, Mask] = {}
    if (wanted := _traits(query)) is not None:
        masks["trait"] = index.traits.mask(wanted)
    if query.carrier or query.cargo:
        masks["load"] = index.loads.mask(_loads(query))
    if (plate := _plates(query, index)) is not None:
        masks["plate"] = plate
    first, last = EVER
    if query.start is not None:
        first = raw.millisecond(query.start)
    if query.end is not None:
        last = raw.millisecond(query.end)
    return Sieve(masks, (first, last), *_named(query))


def _traits(query: Query) -> Callable[[Sequence[Any]], bool] | None:
    asked = {
        "lane_id": query.lane_id,
        "gate_no": query.gate_no,
        "direction": query.direction,
        "plate_colour": query.colour,
        "emission_stage": query.stage,
        "fuel_type": query.fuel,
        "verdict": query.verdict,
        "opening_mode": "2" if query.opened == Opened.BY_ITSELF else "",
    }
    equal = [(raw.TRAITS.index(name), value) for name, value in asked.items() if value]
    if not equal and not query.reason:
        return None
    reasons = raw.TRAITS.index("reasons")

    def suits(trait: Sequence[Any]) -> bool:
        return all(trait[place] == value for place, value in equal) and (
            not query.reason or query.reason in trait[reasons].split(",")
        )

    return suits


def _loads(query: Query) -> Callable[[Sequence[str]], bool]:
    carrier, cargo = query.carrier.lower(), query.cargo.lower()
    return lambda load: carrier in load[0].lower() and cargo in load[1].lower()


def _plates(query: Query, index: Index) -> Mask | None:
    text = plates.normalise(query.plate)
    if not text:
        return None
    if query.match == Match.EXACT:
        return index.plates.these([text])
    if query.match in MOST_APART:
        return index.plates.alike(text, MOST_APART[Match(query.match)])
    return index.plates.of_pattern(patterns.pattern_of(text))


def _named(query: Query) -> tuple[Numbers | None, Numbers | None]:
    """Passages in particular: what is told of them elsewhere, and may change."""
    only: list[Numbers] = []
    never: list[Numbers] = []
    if query.upload in UNSETTLED_UPLOADS:
        owed: Any = Upload.select(Upload.passage).where(Upload.state == query.upload)
        only.append(_numbers(owed))
    if query.opened:
        (only if query.opened == Opened.BY_HAND else never).append(hands.numbers())
    if query.written:
        told = _numbers(Supplement.select(Supplement.passage))
        (only if query.written == Written.BY_HAND else never).append(told)
    return (
        reduce(np.intersect1d, only) if only else None,
        reduce(np.union1d, never) if never else None,
    )


def _numbers(asked: Any) -> Numbers:
    return np.unique(np.array([number for (number,) in asked.tuples()], np.int64))


def _within(numbers: Numbers, block: Block) -> Numbers:
    first = np.searchsorted(numbers, block.first_id, "left")
    last = np.searchsorted(numbers, block.last_id, "right")
    return numbers[first:last]
