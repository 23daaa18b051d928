"""At which passages a person lifted the arm: told by outcomes, which may come long after the passage."""

from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from gate.models import Outcome, SearchHands, database
from gate.ready import ready
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
            folded = _folded_since(self._last)
            parts = [np.frombuffer(row.content, np.int64) for row in folded]
            last = max([self._last, *(row.last_id for row in folded)])
            newest = max([last, *(number for (number,) in _newest())])
            parts.append(_by_hand(last, newest))
            if any(map(len, parts)):
                self._numbers = np.unique(np.concatenate([self._numbers, *parts]))
            self._last = newest
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
        row = SearchHands.insert(last_id=ends, content=_by_hand(begins, ends).tobytes())
        row.on_conflict_ignore().execute()  # whoever was faster has written the same


def _by_hand(after: int, until: int) -> Numbers:
    """The passages of outcomes by a person, of outcomes behind one number up to another."""
    return np.array([number for (number,) in _told_between(after, until)], np.int64)


@ready
def _told_between(after: int, until: int) -> Any:
    told = Outcome.select(Outcome.passage).where(Outcome.id > after, Outcome.id <= until)
    return told.where(Outcome.result.in_(BY_HAND)).order_by(Outcome.id).tuples()


@ready
def _newest() -> Any:
    return Outcome.select(Outcome.id).order_by(Outcome.id.desc()).limit(1).tuples()


@ready
def _folded_since(last: int) -> Any:
    return SearchHands.select().where(SearchHands.last_id > last)


_of: WeakKeyDictionary[Any, Hands] = WeakKeyDictionary()
_lock = Lock()


def numbers() -> Numbers:
    """The numbers of passages at which a person lifted the arm, sorted."""
    with _lock:
        known = _of.setdefault(database.obj, Hands())
    return known.numbers()
