"""Several questions with one number for an answer each, put to the database as one."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from peewee import Select

from gate.ready import Ready, ready

CHOICES = 64
"""Each role asks for its own choice of them."""


class AtOnce:
    """Questions under their names, each a query of one column and one row, made of the same values (see gate.ready)."""

    def __init__(self, **questions: Callable[..., Any]) -> None:
        self._questions = questions
        self._chosen = lru_cache(CHOICES)(self._choose)

    def numbers(self, names: tuple[str, ...], *values: Any) -> dict[str, Any]:
        """The answers to these of the questions, under their names."""
        told = self._chosen(names).one(*values) if names else ()
        return dict(zip(names, told, strict=True))

    def _choose(self, names: tuple[str, ...]) -> Ready:
        def ask(*values: Any) -> Any:
            return Select(columns=[self._questions[name](*values) for name in names]).tuples()

        return ready(ask)
