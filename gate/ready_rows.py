"""Rows of a question that is asked all day: how they are made of what a cursor gives is worked out once.

peewee works it out anew each time, and puts each of a row's sixty values into its place by itself.
"""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    CharField,
    ForeignKeyField,
    IntegerField,
    ModelCursorWrapper,
    ModelObjectCursorWrapper,
    TextField,
)

Row = Sequence[Any]
Convert = Callable[[Any], Any]
Column = tuple[int, str, Convert | None]
"""Its place in the row, its name, and what makes a value of ours of it."""
Link = tuple[Any, str, Any, bool, bool, bool]
"""As peewee tells it: which table has what under which name; whether that is a dict, may be missing, is a key of it."""

AS_THEY_ARE = (AutoField, BigIntegerField, CharField, IntegerField, TextField)
"""Fields whose values are kept here as the database gives them."""


def maker(question: Any, cursor: Any) -> Callable[[Row], Any]:
    """What makes of each row of this cursor what the question itself would have made of it."""
    wrapper: Any = question._get_cursor_wrapper(cursor)
    wrapper.initialize()
    wrapper.cursor = None  # wanted for the names of its columns, and not to be kept open
    if isinstance(wrapper, ModelObjectCursorWrapper) and wrapper.is_model:
        named = enumerate(zip(wrapper.unique_columns, wrapper.converters, strict=True))
        return _Piece(wrapper.model, [(place, *column) for place, column in named]).made
    if isinstance(wrapper, ModelCursorWrapper) and _is_of_tables(wrapper):
        return _Joined(wrapper).made
    made: Callable[[Row], Any] = wrapper.process_row
    return made


def _is_of_tables(wrapper: Any) -> bool:
    return all(is_model for *_, is_model in wrapper._constructor_list)


class _Piece:
    """What a row tells of one table."""

    def __init__(self, model: Any, columns: Sequence[Column]) -> None:
        own = [column for column in columns if column[1] in model._meta.fields]
        self._model = model
        self._names = [name for _, name, _ in own]
        self._take = _taker([place for place, *_ in own])
        self._converters = [(i, convert) for i, (*_, convert) in enumerate(own) if convert]
        self._needed = [(i, c) for i, c in self._converters if not _changes_nothing(c)]
        self._further = [column for column in columns if column[1] not in model._meta.fields]

    def read(self, row: Row) -> Any:
        """The instance, or None where the row tells nothing: an outer join has found none."""
        told = self._take(row)
        if told.count(None) < len(told) or any(
            row[place] is not None for place, *_ in self._further
        ):
            return self.made(row)
        return None

    def made(self, row: Row) -> Any:
        instance = self.empty()
        instance.__data__ = dict(zip(self._names, self._values(self._take(row)), strict=True))
        for place, name, convert in self._further:
            setattr(instance, name, convert(row[place]) if convert else row[place])
        return instance

    def empty(self) -> Any:
        instance = self._model.__new__(self._model)
        instance.__data__, instance._dirty, instance.__rel__ = {}, set(), {}
        return instance

    def _values(self, told: Row) -> Row:
        # SQLite keeps bytes in a column of text, too, where somebody has put them there.
        converters = self._converters if bytes in map(type, told) else self._needed
        if not converters:
            return told
        values = list(told)
        for place, convert in converters:
            values[place] = convert(values[place])
        return values


class _Joined:
    """A row with what belongs to it from other tables, put together as peewee does."""

    def __init__(self, wrapper: Any) -> None:
        models = {key: model for key, model, _ in wrapper._constructor_list}
        columns: dict[Any, list[Column]] = {key: [] for key in models}
        for place, key, name, convert in wrapper._row_spec:
            columns[key if key in models else wrapper.model].append((place, name, convert))
        self._root = wrapper.model
        self._pieces = {key: _Piece(model, columns[key]) for key, model in models.items()}
        self._links: Sequence[Link] = wrapper.src_to_dest
        self._behind = wrapper._dest_reachable

    def made(self, row: Row) -> Any:
        found = {key: piece.read(row) for key, piece in self._pieces.items()}
        for link in self._links:
            self._tie(found, link)
        return found[self._root]

    def _tie(self, found: dict[Any, Any], link: Link) -> None:
        whose, name, what, _, may_be_missing, is_key = link
        if found[whose] is None and found[what] is None and may_be_missing:
            return
        other = found[what]
        if other is None and any(found[key] is not None for key in self._behind.get(what, ())):
            other = found[what] = self._pieces[what].empty()
        if other is None and not may_be_missing:
            return
        owner = found[whose] = found[whose] or self._pieces[whose].empty()
        if other is None and is_key:
            owner.__rel__[name] = None  # looked for and not there; its key stays
        else:
            setattr(owner, name, other)
            owner._dirty.clear()


def _taker(places: list[int]) -> Callable[[Row], Row]:
    """What takes the values at these places."""
    if places == list(range(len(places) and places[0], len(places) and places[-1] + 1)):
        return itemgetter(slice(places[0], places[-1] + 1) if places else slice(0))
    return itemgetter(*places)


def _changes_nothing(convert: Convert) -> bool:
    """Whether a converter only makes sure of what the database already does."""
    field = getattr(convert, "__self__", None)
    while isinstance(field, ForeignKeyField):
        field = field.rel_field
    return type(field) in AS_THEY_ARE
