"""待处理车辆: vehicles that wait at a lane for a person, from the row that held them until they are settled (R-015).

`keeping` is what the ledger and the lane tell, `touching` what people do, `rules` what may become of a case.
"""

from collections.abc import Iterable
from typing import Any

from peewee import fn

from gate.cases.rules import WAITING
from gate.models import Case, CaseNote, Passage
from gate.ready import ready


def open() -> list[Case]:
    """Every case that waits, the one that came first in front; each with its passage."""
    return _waiting()


def get(number: int) -> Case | None:
    """The case of this number with its passage, settled or not."""
    found: Case | None = _whole().where(Case.id == number).first()
    return found


def of_passages(numbers: Iterable[int]) -> dict[int, Case]:
    """The cases of these passages, by the number of the passage."""
    return {case.passage.id: case for case in _of_passages(list(numbers))}


def questions() -> list[Case]:
    """What waits for the manager's answer, the longest waiting in front."""
    return list(_whole().where(*_asked()).order_by(Case.asked_at))


def counting_questions() -> Any:
    """The question how many wait for the manager's answer."""
    return Case.select(fn.COUNT(Case.id)).where(*_asked())


def count_questions() -> int:
    number: int = counting_questions().scalar()
    return number


def answered_lately(most: int = 20) -> list[Case]:
    """The newest answers."""
    answered = _whole().where(Case.answered_at.is_null(False))
    return list(answered.order_by(Case.answered_at.desc()).limit(most))


def notes(passage: Passage) -> list[CaseNote]:
    """What people did about it, oldest first."""
    return _notes(passage)


@ready
def _waiting() -> Any:
    return _whole().where(Case.state.in_(WAITING)).order_by(Case.opened_at, Case.id)


@ready
def _of_passages(numbers: list[int]) -> Any:
    return _whole().where(Case.passage.in_(numbers))


@ready
def _notes(passage: Passage) -> Any:
    return CaseNote.select().where(CaseNote.passage == passage).order_by(CaseNote.id)


def _asked() -> tuple[Any, ...]:
    return Case.state.in_(WAITING), Case.asked_at.is_null(False), Case.answered_at.is_null()


def _whole() -> Any:
    return Case.select(Case, Passage).join(Passage)
