"""Rows of the ledger as they are hashed: told anew from their columns, and compared with what was told then."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from json.encoder import encode_basestring
from typing import Any

from peewee import BooleanField, DecimalField, Field, FloatField

from gate import clock
from gate.models import Chained, Entry
from gate.models.base import MomentField
from gate.proof.chain import canonical

UNREADABLE = (TypeError, ValueError, ArithmeticError)
"""What a column raises that holds something of another kind than it should."""

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_quoted: Callable[[str], str] = encode_basestring


def facts(row: Chained) -> dict[str, Any]:
    """A row of the ledger as it is hashed: every column but its own number and that of its entry."""
    return {f.column_name: _plain(f, row.__data__.get(f.name)) for f in _hashed(type(row))}


def is_as_hashed(row: Chained, entry: Entry) -> bool:
    """Whether a row says today what its entry says. Columns younger than the entry must hold what they began with."""
    telling, said = Telling(type(row)), facts(row)
    try:
        body = json.loads(bytes(entry.content))["body"]
        return telling.says(said, canonical(body))
    except (KeyError, *UNREADABLE):
        return False


class Telling:
    """How the rows of one table are told, from values as the database gives them and in the order of `columns`.

    A dict and a JSON encoder would do the same in twice the time: here each value is written for itself.
    """

    def __init__(self, model: type[Chained]) -> None:
        fields = sorted(_hashed(model), key=lambda field: str(field.column_name))
        self.columns: list[str] = [field.column_name for field in fields]
        self._special: list[tuple[int, Callable[[Any], Any]]] = [
            (place, partial(_plain, field))
            for place, field in enumerate(fields)
            if isinstance(field, BooleanField | DecimalField | FloatField)
        ]
        began = facts(model())
        self._younger = {name: _json(began[name]) for name in model.YOUNGER}
        self._expect(frozenset())

    def is_told(self, values: Iterable[Any], body: bytes) -> bool:
        """Whether an entry with this body tells of these values; raises UNREADABLE."""
        plain = list(values)
        for place, turn in self._special:
            plain[place] = turn(plain[place])
        told = [_quoted(value) if type(value) is str else _word(value) for value in plain]
        return self._tells(told, body)

    def says(self, said: Mapping[str, Any], body: bytes) -> bool:
        """The same of facts."""
        return self._tells([_json(said[name]) for name in self.columns], body)

    def _tells(self, told: list[str], body: bytes) -> bool:
        return self._worded(told) == body or self._tells_otherwise(told, body)

    def _expect(self, absent: frozenset[str]) -> None:
        """Entries without these columns, from now on: neighbours are of the same program."""
        self._absent = absent
        self._lacking = [
            (place, self._younger[name])
            for place, name in enumerate(self.columns)
            if name in absent
        ]
        there = [place for place, name in enumerate(self.columns) if name not in absent]
        self._there = there if absent else None
        names = ",".join(f'"{self.columns[place]}":%s' for place in there)
        self._template = f"{{{names}}}"

    def _worded(self, told: list[str]) -> bytes | None:
        if any(told[place] != began for place, began in self._lacking):
            return None
        there = told if self._there is None else [told[place] for place in self._there]
        return (self._template % tuple(there)).encode()

    def _tells_otherwise(self, told: list[str], body: bytes) -> bool:
        """For an entry of another program, which did not have some of the columns."""
        known = json.loads(body)
        absent = frozenset(self.columns) - known.keys() if isinstance(known, dict) else self._absent
        if absent == self._absent or not absent <= self._younger.keys():
            return False
        self._expect(absent)
        return self._worded(told) == body


def _word(value: Any) -> str:
    """One value as JSON, the frequent kinds first."""
    if type(value) is str:
        return _quoted(value)
    if type(value) is int:
        return str(value)
    return "null" if value is None else _json(value)


def _hashed(model: type[Chained]) -> Sequence[Field]:
    return [field for field in model._meta.sorted_fields if field.name not in ("id", "entry")]


def _plain(field: Field, value: Any) -> Any:
    # By the column, not by the value: what is about to be written and what is read back look the same.
    if value is None:
        return None
    if isinstance(field, DecimalField):
        return f"{Decimal(str(value)):.3f}"
    if isinstance(field, FloatField):
        return f"{value:.4f}"
    if isinstance(field, BooleanField):
        return bool(value) if value in (0, 1) else value
    if isinstance(field, MomentField):
        return value if isinstance(value, str) else clock.stamp(value)
    return value
