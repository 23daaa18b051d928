"""Questions that are asked all day: their SQL is written at the first time, and later only the values are another.

peewee writes the SQL of a question anew each time, which takes many times as long as SQLite takes to answer it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import Enum
from functools import lru_cache, update_wrapper
from typing import Any

from peewee import Value

from gate import clock
from gate.models.base import Table, database
from gate.ready_rows import Row, maker

LONGEST_LIST = 120
"""A page shows fewer rows; a longer list is written anew, so that not every length is kept."""
Shape = tuple[int | None, ...]
"""For each value the length of a list, or None for a single one."""


class _Place:
    """Where a value belongs: which one, and its place in a list."""

    def __init__(self, number: int, index: int | None = None) -> None:
        self.number, self.index = number, index

    def filled(self, values: Sequence[Any]) -> Any:
        value = values[self.number]
        return _plain(value if self.index is None else value[self.index])


class Ready:
    """A function that makes a select out of values, called with the values: the rows that it finds.

    The function is called with places in their stead, so it may compare and limit by them and nothing else: no value
    decides what the question is, None is no value, and a list may be empty.
    """

    def __init__(self, ask: Callable[..., Any]) -> None:
        self._ask = ask
        self._written = lru_cache(maxsize=LONGEST_LIST * 2)(self._write)
        self._makers: dict[str, Callable[[Row], Any]] = {}
        """By the kind of database: what makes its rows, as the first answer has shown it."""
        update_wrapper(self, ask)

    def __call__(self, *values: Any) -> list[Any]:
        return list(self._asked(values))

    def one(self, *values: Any) -> Any:
        """The first row, or None."""
        return next(iter(self._asked(values)), None)

    def _asked(self, values: Sequence[Any]) -> Iterator[Any]:
        shape = tuple(len(v) if isinstance(v, list) else None for v in values)
        if any(length is not None and length > LONGEST_LIST for length in shape):
            return iter(self._ask(*values))
        kind = type(database.obj).__name__
        sql, holes = self._written(kind, shape)
        filled = [hole.filled(values) if isinstance(hole, _Place) else hole for hole in holes]
        cursor = database.execute_sql(sql, filled)
        made = self._makers.get(kind)
        if made is None:
            made = self._makers[kind] = maker(self._question(shape), cursor)
        return map(made, cursor)

    def _write(self, _of: str, shape: Shape) -> tuple[str, Sequence[Any]]:
        """By the kind of database, which has its own SQL, and by the lengths of lists."""
        sql, holes = database.get_sql_context().sql(self._question(shape)).query()
        return sql, holes

    def _question(self, shape: Shape) -> Any:
        return self._ask(*(_places(number, length) for number, length in enumerate(shape)))


def rows(question: Any) -> list[Any]:
    """What a question finds that is another each time: its SQL is written anew, its rows are made as quickly."""
    cursor = database.execute(question)
    return list(map(maker(question, cursor), cursor))


def ready(ask: Callable[..., Any]) -> Ready:
    return Ready(ask)


def _places(number: int, length: int | None) -> Any:
    if length is None:
        return Value(_Place(number), converter=False)
    return [Value(_Place(number, index), converter=False) for index in range(length)]


def _plain(value: Any) -> Any:
    """As the database takes it: what fields would make of it."""
    if isinstance(value, datetime):
        return clock.stamp(value)
    if isinstance(value, Enum):
        return value.value
    return value.id if isinstance(value, Table) else value
