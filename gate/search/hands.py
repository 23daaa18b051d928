"""At which passages a person lifted the arm: told by outcomes, which may come long after the passage."""

from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from gate.models import Outcome, SearchHands, database
from gate.search.query import BY_HAND

OUTCOMES = 200_000
"""So many outcomes are looked through for one row of the derived table."""
Numbers = NDArray[np.int64]


class Hands:
    """The numbers of such passages, sorted, as far as this process has read the outcomes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._numbers: Numbers = np.zeros(0, np.int64)
        self._last = 0

    def numbers(self) -> Numbers:
        """All of them, as of now."""
        with self._lock:
            folded = SearchHands.select().where(SearchHands.last_id > self._last)
            parts = [np.frombuffer(row.content, np.int64) for row in folded]
            last = max([self._last, *(row.last_id for row in folded)])
            newer = _by_hand(last, None)
            parts.append(np.array([row[1] for row in newer], np.int64))
            if any(map(len, parts)):
                self._numbers = np.unique(np.concatenate([self._numbers, *parts]))
            self._last = max([last, *(row[0] for row in newer)])
            return self._numbers


def fold() -> None:
    """Note the hands of outcomes that have come meanwhile, once there are many."""
    while True:
        last = SearchHands.select(SearchHands.last_id).order_by(SearchHands.last_id.desc())
        begins = last.limit(1).scalar() or 0
        ends = (
            Outcome.select(Outcome.id)
            .where(Outcome.id > begins)
            .order_by(Outcome.id)
            .offset(OUTCOMES - 1)
            .limit(1)
            .scalar()
        )
        if ends is None:
            return
        numbers = np.array([row[1] for row in _by_hand(begins, ends)], np.int64)
        row = SearchHands.insert(last_id=ends, content=numbers.tobytes())
        row.on_conflict_ignore().execute()  # whoever was faster has written the same


def _by_hand(after: int, until: int | None) -> list[Any]:
    """(outcome, passage) of outcomes by a person."""
    told = Outcome.select(Outcome.id, Outcome.passage)
    told = told.where(Outcome.id > after, Outcome.result.in_(BY_HAND))
    if until is not None:
        told = told.where(Outcome.id <= until)
    return list(told.order_by(Outcome.id).tuples())


_of: WeakKeyDictionary[Any, Hands] = WeakKeyDictionary()
_lock = Lock()


def numbers() -> Numbers:
    """The numbers of passages at which a person lifted the arm, sorted."""
    with _lock:
        known = _of.setdefault(database.obj, Hands())
    return known.numbers()
