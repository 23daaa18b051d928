"""Making blocks of rows that have come meanwhile. Any process may, at any time; the ledger itself is only read."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from gate import many
from gate.models import (
    SearchBlock,
    SearchColumn,
    SearchHands,
    SearchLoad,
    SearchPlate,
    SearchTrait,
    database,
    is_sqlite,
)
from gate.models.base import Table
from gate.search import columns, hands, raw
from gate.search.columns import Column
from gate.search.index import Index
from gate.search.words import Words

ROWS = 65_536
"""Rows of a block: so many are asked in one stroke."""
DERIVED = (SearchColumn, SearchBlock, SearchHands, SearchTrait, SearchLoad, SearchPlate)
_FOLD_LOCK = 0x666F_6C64
"""One number for everybody who folds on PostgreSQL; SQLite has one writer by itself."""
Progress = Callable[[int], None]


def _quietly(_: int) -> None:
    return


def fold(progress: Progress = _quietly, *, index: Index | None = None) -> int:
    """Put into blocks whatever fills one; how many were made.

    Reading and packing need no lock; only what was packed is written under one, in a few milliseconds. An index of
    one's own spares those who search in this process the wait.
    """
    made, index = 0, index or Index()
    hands.fold()
    while last_id := _fold_one(index):
        made += 1
        progress(last_id)
    return made


def rebuild(progress: Progress = _quietly) -> int:
    """Throw away all that was derived and make it anew; how many blocks there are. Searches go on meanwhile."""
    with database.atomic():
        _alone()
        for model in DERIVED:
            model.delete().execute()
    return fold(progress)


def _fold_one(index: Index) -> int:
    """The last number of the block that was made, here or by somebody else; 0 when too few rows have come."""
    index.take_in_blocks()
    rows = raw.rows("id > ? ORDER BY id LIMIT ?", index.last_folded, ROWS)
    if len(rows) < ROWS:
        return 0
    (last_id, first_id), span, packed = columns.packed(*index.encoded(rows))
    _write(index, last_id, first_id, span, packed)
    index.take_in_blocks()
    return index.last_folded


def _write(
    index: Index,
    last_id: int,
    first_id: int,
    span: tuple[int, int, int],
    packed: Mapping[str, Column],
) -> None:
    with database.atomic():
        _alone()
        newest = SearchBlock.select().order_by(SearchBlock.last_id.desc()).first()
        known = (newest.last_id, newest.generation) if newest else (0, 0)
        if known != (index.last_folded, index.generation if newest else 0):
            return  # somebody else has folded them meanwhile, and as well
        _write_words(SearchTrait, raw.TRAITS, index.traits)
        _write_words(SearchLoad, raw.LOADS, index.loads)
        _write_words(SearchPlate, ("plate_no",), index.plates)
        many.insert(SearchColumn, (columns.row(last_id, *each) for each in packed.items()))
        rows, earliest, latest = span
        SearchBlock.insert(
            last_id=last_id,
            generation=index.generation or secrets.randbits(48) + 1,
            first_id=first_id,
            rows=rows,
            earliest=earliest,
            latest=latest,
        ).execute()


def _write_words(model: type[Table], names: Sequence[str], words: Words) -> None:
    new: Iterable[Any] = enumerate(words.values[words.settled :], start=words.settled)
    rows = (
        {
            "id": number,
            **dict(zip(names, (value,) if isinstance(value, str) else value, strict=True)),
        }
        for number, value in new
    )
    many.insert(model, rows)


def _alone() -> None:
    if not is_sqlite():
        database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_FOLD_LOCK,))
