"""A block of passages as columns, in the order of time: what is asked of many rows is asked of packed numbers."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gate.models import SearchColumn, database

NAMES = (
    "number",
    "moment",
    "trait",
    "load",
    "plate",
    "traits_counted",
    "loads_counted",
    "plates_counted",
)
"""Each has its place among the numbers of a block's columns; no place is ever given to another."""
PLACES = 8
MOST_KEPT = 512 * 2**20
"""So many bytes of columns stay in the memory of a process: those of some forty million passages."""
Column = NDArray[Any]


ASKED_OF_EVERY_BLOCK = ("traits_counted", "loads_counted")
"""They tell which blocks need not be looked at. They are small."""
AT_ONCE = 500


class BlockGone(Exception):
    """The blocks have been made anew since they were listed."""


class Kept:
    """Columns that were read lately, the oldest of them making room."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most, self._size = most, 0
        self._columns: OrderedDict[int, Column] = OrderedDict()
        self._held: dict[int, Column] = {}
        self._lock = Lock()

    def get(self, key: int) -> Column:
        """A column by its number; raises BlockGone."""
        with self._lock:
            if key in self._held:
                return self._held[key]
            if key in self._columns:
                self._columns.move_to_end(key)
                return self._columns[key]
        column = read(key)
        with self._lock:
            if key not in self._columns:
                self._columns[key] = column
                self._size += column.nbytes
            while self._size > self._most:
                self._size -= self._columns.popitem(last=False)[1].nbytes
        return column

    def hold(self, last_ids: Sequence[int]) -> None:
        """Read at once, and never make room with, what every search asks of these blocks."""
        keys = [key(last_id, name) for last_id in last_ids for name in ASKED_OF_EVERY_BLOCK]
        found = dict(read_many(keys))
        with self._lock:
            self._held.update(found)

    def clear(self) -> None:
        with self._lock:
            self._columns.clear()
            self._held.clear()
            self._size = 0


class Block:
    """So many passages: `of` gives a column by its name. Passages and moments are sorted, as is everything beside."""

    def __init__(
        self, last_id: int, first_id: int, span: tuple[int, int, int], of: Callable[[str], Column]
    ) -> None:
        self.last_id, self.first_id, self.of = last_id, first_id, of
        self.rows, self.earliest, self.latest = span

    def numbers(self, positions: Column) -> Column:
        return self.first_id + self.places(positions).astype(np.int64)

    def places(self, positions: Column) -> Column:
        """How far the numbers at these positions are from the first of the block."""
        told = self.of("number")
        return told[positions] if len(told) else positions

    def moments(self, positions: Column) -> Column:
        return self.earliest + self.of("moment")[positions].astype(np.int64)

    def rank(self, moment: int, number: int) -> int:
        """How many of the rows stand before this place in the order of time."""
        if moment < self.earliest:
            return 0
        if moment > self.latest:
            return self.rows
        first = _sorted_into(self.of("moment"), moment - self.earliest, "left")
        last = _sorted_into(self.of("moment"), moment - self.earliest, "right")
        if number > self.last_id:
            return last
        same = self.places(np.arange(first, last))
        return first + _sorted_into(same, max(number - self.first_id, 0), "left")


def _sorted_into(column: Column, value: int, side: Literal["left", "right"]) -> int:
    # In the column's own type: numpy would otherwise widen all of it first.
    return int(np.searchsorted(column, column.dtype.type(value), side))


def packed(
    number: Column, moment: Column, trait: Column, load: Column, plate: Column
) -> tuple[tuple[int, int], tuple[int, int, int], Mapping[str, Column]]:
    """Columns as a block keeps them: in the order of time, and in the narrowest numbers that hold them."""
    order = np.lexsort((number, moment))
    first, earliest = int(number.min()), int(moment.min())
    columns = {
        "number": _unless_counting(number[order] - first),
        "moment": moment[order] - earliest,
        "trait": trait[order],
        "load": load[order],
        "plate": plate[order],
        "traits_counted": np.stack(np.unique(trait, return_counts=True)),
        "loads_counted": np.stack(np.unique(load, return_counts=True)),
        "plates_counted": np.stack(np.unique(plate, return_counts=True)),
    }
    narrow = {name: _narrow(column) for name, column in columns.items()}
    ends = (int(number.max()), first)
    return ends, (len(number), earliest, int(moment.max())), narrow


def _unless_counting(places: Column) -> Column:
    """Nothing where passages stand in the order of their numbers with none left out, which then need no telling."""
    return places[:0] if np.array_equal(places, np.arange(len(places))) else places


def _narrow(column: Column) -> Column:
    return column.astype(np.min_scalar_type(int(column.max(initial=0))))


def key(last_id: int, name: str) -> int:
    """The number of a column in the database."""
    return last_id * PLACES + NAMES.index(name)


def read(number: int) -> Column:
    """A column from the database; raises BlockGone."""
    found = database.execute_sql(
        f"SELECT kind, content FROM search_column WHERE id = {database.param}", (number,)
    ).fetchone()
    if found is None:
        raise BlockGone
    return unpacked(number, *found)


def read_many(numbers: Sequence[int]) -> Iterator[tuple[int, Column]]:
    """Those of these columns that are there."""
    for first in range(0, len(numbers), AT_ONCE):
        some = numbers[first : first + AT_ONCE]
        places = ", ".join([database.param] * len(some))
        asked = f"SELECT id, kind, content FROM search_column WHERE id IN ({places})"
        for number, kind, content in database.execute_sql(asked, some).fetchall():
            yield number, unpacked(number, kind, content)


def unpacked(number: int, kind: str, content: Any) -> Column:
    column: Column = np.frombuffer(content, kind)
    return column.reshape(2, -1) if NAMES[number % PLACES].endswith("_counted") else column


def row(last_id: int, name: str, column: Column) -> dict[str, Any]:
    """A column as the database keeps it."""
    kind, content = column.dtype.str, column.tobytes()
    return {SearchColumn.id.name: key(last_id, name), "kind": kind, "content": content}
