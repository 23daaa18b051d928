"""Rows of the ledger as they are hashed: told anew from their columns, and compared with what was told then."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from peewee import BooleanField, DecimalField, Field, FloatField

from gate import clock
from gate.models import Chained, Entry
from gate.models.base import MomentField
from gate.proof.chain import canonical

UNREADABLE = (TypeError, ValueError, ArithmeticError)
"""What a column raises that holds something of another kind than it should."""

Kinds = tuple[Any, ...]
"""The type of each value of a row, and behind them the values of its booleans."""
_WRITTEN: Mapping[type, str] = {str: '"%s"', int: "%s", type(None): "null%.0s"}
_NOT_AT_ONCE = "\\%s"
"""With a mark that such a body does not have, so that a value of another kind is looked at for itself."""

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


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

    A dict and a JSON encoder would do the same in four times the time: here the values of a row are set into a
    sentence that is made once for the kinds they are of.
    """

    def __init__(self, model: type[Chained]) -> None:
        fields = sorted(_hashed(model), key=lambda field: str(field.column_name))
        self.columns: list[str] = [field.column_name for field in fields]
        self._special: list[tuple[int, Field]] = [
            (place, field)
            for place, field in enumerate(fields)
            if isinstance(field, BooleanField | DecimalField | FloatField)
        ]
        began = facts(model())
        self._younger = {name: _json(began[name]) for name in model.YOUNGER}
        self._flags = [
            place for place, field in enumerate(fields) if isinstance(field, BooleanField)
        ]
        self._sentences: dict[Kinds, str] = {}
        self._expect(frozenset())

    def is_told(self, values: Iterable[Any], body: bytes) -> bool:
        """Whether an entry with this body tells of these values; raises UNREADABLE."""
        plain = list(values)
        for place, field in self._special:
            plain[place] = _plain(field, plain[place])
        return self._tells_at_once(plain, body) or self._tells([_json(v) for v in plain], body)

    def _tells_at_once(self, plain: Sequence[Any], body: bytes) -> bool:
        """Where nothing was escaped in the body, its quotation marks are those of the sentence.

        If both are the same then, no value holds such a mark either, and each is the one that was told.
        """
        if self._absent or b"\\" in body:
            return False
        kinds: Kinds = (*map(type, plain), *[plain[place] for place in self._flags])
        sentence = self._sentences.get(kinds) or self._sentence(kinds)
        return (sentence % tuple(plain)).encode() == body

    def says(self, said: Mapping[str, Any], body: bytes) -> bool:
        """The same of facts."""
        return self._tells([_json(said[name]) for name in self.columns], body)

    def _sentence(self, kinds: Kinds) -> str:
        """Where values of these kinds stand in a body: text between quotation marks, a number as it is."""
        words = [_WRITTEN.get(kind, _NOT_AT_ONCE) for kind in kinds[: len(self.columns)]]
        for place, flag in zip(self._flags, kinds[len(self.columns) :], strict=True):
            words[place] = f"{_json(flag)}%.0s"
        told = (f'"{name}":{word}' for name, word in zip(self.columns, words, strict=True))
        self._sentences[kinds] = f"{{{','.join(told)}}}"
        return self._sentences[kinds]

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
