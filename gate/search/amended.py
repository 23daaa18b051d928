"""Supplemented and corrected passages are found by what they say now, too; by what was written like any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from peewee import Select, fn

from gate import clock, corrected
from gate.models import CorrectionReview, Passage, Supplement
from gate.ready import ready
from gate.search import raw
from gate.search.columns import Block, Column
from gate.search.index import Index, block_of
from gate.search.sieve import Sieve


@dataclass(frozen=True, slots=True)
class Amended:
    """Such passages as columns: as they were written, and as they count now."""

    written: Sequence[Column]
    now: Sequence[Column]

    def block(self, asked: Sieve) -> list[Block]:
        """Those that answer a query now, and did not as they were written."""
        wanted = _answering(self.now, asked) - _answering(self.written, asked)
        chosen = np.isin(self.now[0], list(wanted))
        return [block_of([column[chosen] for column in self.now])] if wanted else []


def read(index: Index) -> Amended | None:
    """All of them; before a query is put into this index's numbers, since it may be given new ones. Hold the lock."""
    last = _newest()
    if last != index.amended[0]:
        index.amended = (last, *_pair())
    _, written, now = index.amended
    return Amended(index.encoded(written), index.encoded(now)) if now else None


def _answering(encoded: Sequence[Column], asked: Sieve) -> set[int]:
    block = block_of(encoded)
    return set(block.numbers(asked.through(block, 0, block.rows)).tolist())


def _newest() -> tuple[int, int]:
    """The last review and the last supplement, in one question."""
    review, supplement = _ends.one()
    return review or 0, supplement or 0


@ready
def _ends() -> Any:
    ends = [model.select(fn.MAX(model.id)) for model in (CorrectionReview, Supplement)]
    return Select(columns=ends).tuples()


def _pair() -> tuple[list[raw.Raw], list[raw.Raw]]:
    """Every passage that was supplemented or corrected: as it was written, and as it counts now."""
    agreed: Any = CorrectionReview.select().where(CorrectionReview.agreed)
    told: Any = Supplement.select(Supplement.passage)
    numbers = {answer.correction.__data__["passage"] for answer in agreed}
    numbers |= {number for (number,) in told.tuples()}
    passages = Passage.select().where(Passage.id.in_(list(numbers)))
    changed = [each for each in corrected.each(passages).values() if each.changes]
    return [_raw(one.original) for one in changed], [_raw(one.now) for one in changed]


def _raw(passage: Passage) -> raw.Raw:
    said = passage.__data__
    spot = (passage.id, clock.stamp(passage.passed_at))
    return (*spot, *(said[name] for name in raw.WANTED[len(raw.SPOT) :]))
