"""Several questions with one number for an answer each, put to the database as one."""

from collections.abc import Mapping
from typing import Any

from peewee import Select

from gate.models import database


def numbers(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The answers under the names of their questions; each question is a query of one column and one row."""
    if not asked:
        return {}
    told = database.execute(Select(columns=list(asked.values()))).fetchone()
    return dict(zip(asked, told, strict=True))
