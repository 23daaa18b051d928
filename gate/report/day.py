"""One day of the ledger, from midnight to midnight in Beijing."""

from datetime import date, datetime, time, timedelta
from typing import Any

from gate import clock
from gate.models import Passage
from gate.search import Row, rows_of

AT_ONCE = 500


def span(day: date) -> tuple[datetime, datetime]:
    """Its first moment, and the first one behind it."""
    begins = datetime.combine(day, time(), clock.BEIJING)
    return begins, begins + timedelta(days=1)


def is_over(day: date) -> bool:
    return span(day)[1] <= clock.now()


def has_begun(day: date) -> bool:
    return span(day)[0] <= clock.now()


def rows(day: date) -> list[Row]:
    """Its passages as they count by now, in the order of time: some thousand at most."""
    begins, ends = map(clock.stamp, span(day))
    asked: Any = Passage.select(Passage.id).where(
        Passage.passed_at >= begins, Passage.passed_at < ends
    )
    numbers = [number for (number,) in asked.order_by(Passage.passed_at, Passage.id).tuples()]
    parts = (numbers[place : place + AT_ONCE] for place in range(0, len(numbers), AT_ONCE))
    return [row for part in parts for row in rows_of(part)]
