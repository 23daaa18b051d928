"""Passages that answer a query, a page at a time, and all of them one after the other."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from peewee import fn

from gate import corrected
from gate.corrected import Corrected
from gate.models import Correction, Outcome, Passage, Supplement, Upload
from gate.ready import ready
from gate.search import amended, raw, sieve, table, walking
from gate.search.columns import Block, BlockGone
from gate.search.index import Index, NotFolded, block_of, reading
from gate.search.query import Place, Query
from gate.search.sieve import Sieve
from gate.search.walking import Found, Spot, Walk

FEW_PLATES = 20
"""Of so many plates the rows are gathered by the table's own index: a truck comes some hundred times a year."""
MOST_GATHERED = 20_000
NUMBERS_AT_ONCE = 5_000
ASKED_AT_ONCE, MOST_ASKED = 500, 10_000
"""So many passages are asked one by one what became of their upload, before a page says how far it has come."""


@dataclass(frozen=True, slots=True)
class Row:
    """A passage, the last that became of its arm, and what is owed for it."""

    passage: Passage
    outcome: Outcome | None
    upload: Upload | None
    counts: Corrected
    """What it says with the corrections counted in."""


@dataclass(frozen=True, slots=True)
class Page:
    """Passages, newest first; where older ones begin, and newer ones; how many there are in all."""

    rows: tuple[Row, ...]
    older: Place | None
    newer: Place | None
    total: int
    exact: bool = True
    """False: there are `total` at least."""
    complete: bool = True
    """False: so few rows because looking further would have taken too long; go on at `older`."""


def passages(query: Query) -> Page:
    """One page of the passages that answer the query."""
    found = _found_now(query)
    if query.after is not None and not found.spots:
        query = replace(query, after=None)  # nothing is newer: the newest page itself
        found = _found_now(query)
    return _page(query, found)


def every(query: Query, *, at_once: int = 1000) -> Iterator[Row]:
    """All that answer the query, newest first; the memory holds so many at once."""
    asked = replace(query, before=None, after=None, limit=at_once)
    while True:
        page = passages(asked)
        yield from page.rows
        if page.older is None:
            return
        asked = replace(asked, before=page.older)


def numbers(query: Query) -> Iterator[int]:
    """The numbers of all that answer the query, newest first."""
    asked = replace(query, before=None, after=None, limit=NUMBERS_AT_ONCE)
    while True:
        found = _found_now(asked)
        yield from (number for _, number in found.spots)
        place = found.reached if not found.complete else found.spots[-1] if found.more else None
        if place is None:
            return
        asked = replace(asked, before=(raw.moment_of(place[0]), place[1]))


def rows_of(numbers: Sequence[int]) -> tuple[Row, ...]:
    """These passages in this order, each with the last that became of it, what is owed, and what is corrected."""
    found = {passage.id: passage for passage in _whole(list(numbers))}
    shown = [found[number] for number in numbers if number in found]
    written = {p.id: one for p in shown if (one := getattr(p, "told", None))}
    counts = corrected.of_known(
        found, written, [p.id for p in shown if getattr(p, "amended", False)]
    )
    return tuple(
        Row(p, getattr(p, "last", None), getattr(p, "owed", None), counts[p.id]) for p in shown
    )


@ready
def _whole(numbers: list[int]) -> Any:
    told = Outcome.alias()
    last = told.select(told.id).where(told.passage == Passage.id)
    return (
        Passage.select(Passage, Outcome, Upload, Supplement, has_corrections().alias("amended"))
        .left_outer_join(
            Outcome, on=(Outcome.id == last.order_by(told.id.desc()).limit(1)), attr="last"
        )
        .switch(Passage)
        .left_outer_join(Upload, on=(Upload.passage == Passage.id), attr="owed")
        .switch(Passage)
        .left_outer_join(Supplement, on=(Supplement.passage == Passage.id), attr="told")
        .where(Passage.id.in_(numbers))
    )


def has_corrections() -> Any:
    """A column that tells whether anybody has written a correction of the passage."""
    return fn.EXISTS(Correction.select(Correction.id).where(Correction.passage == Passage.id))


def _page(query: Query, found: Found) -> Page:
    spots = [(raw.moment_of(moment), number) for moment, number in found.spots]
    first, last = (spots[0], spots[-1]) if spots else (None, None)
    if query.after is not None:
        older, newer = last, first if found.more else None
    else:
        older, newer = last if found.more else None, first if query.before else None
    if not found.complete:
        older = raw.moment_of(found.reached[0]), found.reached[1]
    return Page(
        rows_of([number for _, number in spots]),
        older,
        newer,
        found.count.number,
        found.count.exact,
        found.complete,
    )


def _found_now(query: Query) -> Found:
    while True:
        with suppress(BlockGone):  # they are being made anew
            return _found(query)


def _found(query: Query) -> Found:
    try:
        with reading() as index:
            blocks: Sequence[Block] = index.all()
            since = amended.read(index)
            asked = sieve.of(query, index)
            gathered = _gathered(query, index, asked)
            corrected_since = since.block(asked) if since else []
    except NotFolded:
        return table.found(query)
    if gathered is not None:
        blocks, asked = gathered, asked.without("plate")
    blocks = [*blocks, *corrected_since]
    if query.upload and query.upload not in sieve.UNSETTLED_UPLOADS:
        return _asked_one_by_one(query, Walk(blocks, asked))
    walk = Walk(blocks, asked)
    spots = _walk(query, walk, query.limit + 1)
    return walking.cut(query, spots, walk.count())


def _walk(query: Query, walk: Walk, most: int) -> list[Spot]:
    if query.after is not None:
        return walk.newer(_spot(query.after), most)
    return walk.older(_spot(query.before) if query.before else None, most)


def _spot(place: Place) -> Spot:
    return raw.millisecond(place[0]), place[1]


def _gathered(query: Query, index: Index, asked: Sieve) -> list[Block] | None:
    """The rows of few plates, as a block; None where they are not few. Hold the lock."""
    mask = asked.masks.get("plate")
    if mask is None or not 0 < (among := np.flatnonzero(mask)).size <= FEW_PLATES:
        return None
    texts = [index.plates.values[number] for number in among]
    where = f"plate_no IN ({', '.join('?' * len(texts))}) LIMIT ?"
    bare = not {"trait", "load"} & asked.masks.keys()
    names = raw.SPOT if bare else raw.WANTED
    rows = raw.rows(where, *texts, MOST_GATHERED + 1, names=names)
    if len(rows) > MOST_GATHERED:
        return None
    return [block_of(index.encoded(rows))] if rows else []


def _asked_one_by_one(query: Query, walk: Walk) -> Found:
    """Where it is not known beforehand in which state uploads are: so many steps, and then a word how far."""
    spots: list[Spot] = []
    looked, place = 0, query
    while looked < MOST_ASKED:
        some = _walk(place, walk, ASKED_AT_ONCE)
        suit = _in_state(query.upload, [number for _, number in some])
        through = [spot for spot in some if spot[1] in suit]
        spots = [*through, *spots] if query.after else [*spots, *through]
        if len(some) < ASKED_AT_ONCE or len(spots) > query.limit:
            known = len(some) < ASKED_AT_ONCE and not (query.before or query.after)
            return walking.cut(query, spots, walking.Count(len(spots), exact=known))
        looked += len(some)
        edge = some[0] if query.after else some[-1]
        reached = (raw.moment_of(edge[0]), edge[1])
        place = replace(query, after=reached) if query.after else replace(query, before=reached)
    return walking.unfinished(query, spots, edge)


def _in_state(state: str, numbers: Sequence[int]) -> set[int]:
    owed: Any = Upload.select(Upload.passage).where(Upload.passage.in_(numbers))
    return {number for (number,) in owed.where(Upload.state == state).tuples()}
