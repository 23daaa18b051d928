"""What a day's report tells besides its rows: other days, gaps, and who has not left."""

from datetime import date, datetime, timedelta
from typing import Any

from peewee import SQL, fn

from gate import clock, gaps, trips, warning_times
from gate.codes import IN
from gate.lens import kept
from gate.models import Lane, OpenTrip, Passage
from gate.report.day import span

AVERAGED = 30
"""Days, the reported one included, over which passages are averaged."""
DAY = 10
"""Characters of a moment that are its day."""


def averages(day: date) -> dict[str, Any]:
    """Passages a day on days with and without a warning, separately (R-085); days before the first row do not count."""
    begins, ends = span(day - timedelta(days=AVERAGED - 1))[0], span(day)[1]
    on = fn.SUBSTR(Passage.passed_at, 1, DAY).coerce(False)
    asked: Any = Passage.select(on, fn.COUNT(Passage.id)).where(
        Passage.passed_at >= clock.stamp(begins), Passage.passed_at < clock.stamp(ends)
    )
    counted: dict[str, int] = dict(asked.group_by(SQL("1")).tuples())
    days = _days(min(counted, default=day.isoformat()), day)
    warned = _warned(begins, ends)
    return {
        "normal": _average([d for d in days if d not in warned], counted),
        "warning": _average([d for d in days if d in warned], counted),
        "days": AVERAGED,
        "warned": day.isoformat() in warned,
    }


def away(day: date) -> list[dict[str, Any]]:
    """Gaps that touch the day: lanes that nobody watched, cameras away, clocks that were off."""
    begins, ends = span(day)
    names = {lane.id: f"{lane.code} {lane.name}" for lane in Lane.select()}
    return [
        {
            "cause": gap.cause,
            "lane": names.get(gap.lane_id, ""),
            "began": clock.stamp(gap.began),
            "ended": clock.stamp(gap.ended) if gap.ended else "",
        }
        for gap in gaps.within(begins, ends)
    ]


def lenses(day: date) -> list[dict[str, Any]]:
    """Lenses with which something was the matter on the day, as far as it was known by its end."""
    begins, ends = span(day)
    names = {lane.id: f"{lane.code} {lane.name}" for lane in Lane.select()}
    return [
        {
            "cause": kept.trouble_of(row).cause.value,
            "lane": names.get(row.lane_id, ""),
            "began": clock.stamp(row.began),
            "ended": clock.stamp(row.ended_at) if row.ended_at else "",
        }
        for row in kept.told_within(begins, ends)
    ]


def not_left(day: date) -> tuple[list[Passage], int]:
    """Entries of that day that stand open by now, and how many stand open for too long in all (R-039)."""
    begins, ends = map(clock.stamp, span(day))
    open_now = (
        Passage.select()
        .join(OpenTrip, on=(OpenTrip.passage == Passage.id))
        .where(OpenTrip.direction == IN, OpenTrip.since >= begins, OpenTrip.since < ends)
    )
    return list(open_now.order_by(Passage.passed_at)), trips.standing().warned


def _days(first: str, last: date) -> list[str]:
    begins = date.fromisoformat(first)
    return [
        (begins + timedelta(days=place)).isoformat() for place in range((last - begins).days + 1)
    ]


def _warned(begins: datetime, ends: datetime) -> set[str]:
    """Days on which control was in force at any time."""
    found: set[str] = set()
    for start, end in warning_times.within((begins, ends)):
        last = end - timedelta(milliseconds=1)
        found |= set(_days(_day_of(start), date.fromisoformat(_day_of(last))))
    return found


def _day_of(moment: datetime) -> str:
    return moment.astimezone(clock.BEIJING).date().isoformat()


def _average(days: list[str], counted: dict[str, int]) -> dict[str, int]:
    return {"days": len(days), "passages": sum(counted.get(day, 0) for day in days)}
