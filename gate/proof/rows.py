"""Rows of the ledger as they are hashed: told anew from their columns, and compared with what was told then."""

import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from peewee import BooleanField, DecimalField, Field, FloatField

from gate import clock
from gate.models import Chained, Entry
from gate.models.base import MomentField
from gate.proof.chain import canonical

UNREADABLE = (TypeError, ValueError, ArithmeticError)
"""What a column raises that holds something of another kind than it should."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def facts(row: Chained) -> dict[str, Any]:
    """A row of the ledger as it is hashed: every column but its own number and that of its entry."""
    return {f.column_name: _plain(f, row.__data__.get(f.name)) for f in _hashed(type(row))}


def is_as_hashed(row: Chained, entry: Entry) -> bool:
    """Whether a row says today what its entry says. Columns younger than the entry must hold what they began with."""
    telling, said = Telling(type(row)), facts(row)
    try:
        body = json.loads(bytes(entry.content))["body"]
        return telling.says({name: said[name] for name in telling.columns}, canonical(body))
    except (KeyError, *UNREADABLE):
        return False


class Telling:
    """How the rows of one table are told, from values as the database gives them and in the order of `columns`."""

    def __init__(self, model: type[Chained]) -> None:
        fields = sorted(_hashed(model), key=lambda field: str(field.column_name))
        self.columns: list[str] = [field.column_name for field in fields]
        self._plain: list[tuple[int, Callable[[Any], Any]]] = [
            (place, partial(_plain, field))
            for place, field in enumerate(fields)
            if isinstance(field, BooleanField | DecimalField | FloatField)
        ]
        began = facts(model())
        self._younger = {name: began[name] for name in model.YOUNGER}
        self._absent: frozenset[str] = frozenset()
        """Columns that the last entry did not have: its neighbours are of the same program."""

    def is_told(self, values: Iterable[Any], body: bytes) -> bool:
        """Whether an entry with this body tells of these values; raises UNREADABLE."""
        plain = list(values)
        for place, turn in self._plain:
            plain[place] = turn(plain[place])
        return self.says(dict(zip(self.columns, plain, strict=True)), body)

    def says(self, said: dict[str, Any], body: bytes) -> bool:
        """The same of facts, in the order of `columns`."""
        return self._without(self._absent, said) == body or self._is_told_otherwise(said, body)

    def _is_told_otherwise(self, said: dict[str, Any], body: bytes) -> bool:
        """For an entry that another program wrote, which did not have some of the columns."""
        told = json.loads(body)
        absent = frozenset(said.keys() - told.keys()) if isinstance(told, dict) else self._absent
        if absent == self._absent or not absent <= self._younger.keys():
            return False
        self._absent = absent
        return self._without(absent, said) == body

    def _without(self, absent: frozenset[str], said: dict[str, Any]) -> bytes | None:
        if absent:
            if any(said[name] != self._younger[name] for name in absent):
                return None
            said = {name: value for name, value in said.items() if name not in absent}
        return _encode(said).encode()


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
