"""Rows of the passage table as the columns need them, read as plainly as the database gives them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gate import clock
from gate.models import SearchLoad, SearchTrait, database

TRAITS = tuple(field.name for field in SearchTrait._meta.sorted_fields if field.name != "id")
LOADS = tuple(field.name for field in SearchLoad._meta.sorted_fields if field.name != "id")
WANTED = ("id", "passed_at", *TRAITS, *LOADS, "plate_no")
_TRAIT = slice(2, 2 + len(TRAITS))
_LOAD = slice(_TRAIT.stop, _TRAIT.stop + len(LOADS))
MILLISECONDS = len("2026-11-22T08:15:30.125")
SPOT = WANTED[:2]
"""What an index of the table holds by itself."""
Raw = Sequence[Any]


def rows(where: str, *values: Any, names: Sequence[str] = WANTED) -> list[Raw]:
    """Rows under a condition in the database's own words, with ? for each value."""
    asked = f"SELECT {', '.join(names)} FROM passage WHERE {where}".replace("?", database.param)
    found: list[Raw] = database.execute_sql(asked, values).fetchall()
    return found


def trait(row: Raw) -> Raw:
    return row[_TRAIT]


def load(row: Raw) -> Raw:
    return row[_LOAD]


def moments(stamps: Sequence[str]) -> NDArray[np.int64]:
    """Milliseconds of Beijing time from what `clock.stamp` wrote."""
    cut = [stamp[:MILLISECONDS] for stamp in stamps]
    return np.array(cut, dtype="datetime64[ms]").astype(np.int64)


def millisecond(moment: datetime) -> int:
    """The same from a moment."""
    return int(moments([clock.stamp(moment)])[0])


def moment_of(millisecond: int) -> datetime:
    """And back."""
    return clock.parse(str(np.datetime64(millisecond, "ms")))
