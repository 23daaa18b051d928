"""A condition holds when every part that is given holds: times in Beijing, places, cargo, quotas."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate import clock
from gate.control import Condition, Hours, Subject

TRUCK = Subject(
    plate_no="冀B7K268",
    plate_colour="1",
    vehicle_type="Q11",
    fuel_type="B",
    emission_stage="4",
    use_nature="F",
    cargo_name="铁矿粉",
    gate_no="A",
    entered_today=49,
)


def at(text: str) -> datetime:
    """A moment of the week that begins on Monday, the 16th of November 2026."""
    day, time = text.split()
    number = 16 + ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].index(day)
    return clock.parse(f"2026-11-{number}T{time}")


NOON = at("Wed 12:00")
DAY, NIGHT = Hours(8 * 60, 18 * 60), Hours(22 * 60, 6 * 60)

PARTS: list[tuple[dict[str, Any], dict[str, Any], bool | None]] = [
    ({}, {}, True),
    ({"vehicle_types": frozenset({"Q11", "H17"})}, {}, True),
    ({"vehicle_types": frozenset({"H17"})}, {}, False),
    ({"vehicle_types": frozenset({"H17"})}, {"vehicle_type": ""}, None),
    ({"fuels": frozenset("BE")}, {}, True),
    ({"fuels": frozenset("E")}, {}, False),
    ({"fuels": frozenset("E")}, {"fuel_type": ""}, None),
    ({"below_stage": "5"}, {}, True),
    ({"below_stage": "4"}, {}, False),
    ({"below_stage": "1"}, {"emission_stage": "X"}, True),
    ({"below_stage": "D"}, {"emission_stage": "6"}, True),
    ({"below_stage": "D"}, {"emission_stage": "D"}, False),
    ({"below_stage": "1"}, {"emission_stage": ""}, None),
    ({"gates": frozenset("AB")}, {}, True),
    ({"gates": frozenset("B")}, {}, False),
    ({"gates": frozenset("B")}, {"gate_no": ""}, None),
    ({"cargo": frozenset({"铁矿粉"})}, {"cargo_name": " 铁矿粉 "}, True),
    ({"cargo": frozenset({"焦炭"})}, {}, False),
    ({"cargo": frozenset({"焦炭"})}, {"cargo_name": " "}, None),
    ({"daily_quota": 49}, {}, True),
    ({"daily_quota": 50}, {}, False),
    ({"daily_quota": 0}, {"entered_today": 0}, True),
    ({"daily_quota": 50}, {"entered_today": None}, None),
    # Two parts: what is certainly not so outweighs what is not known.
    ({"fuels": frozenset("E"), "gates": frozenset("A")}, {}, False),
    ({"fuels": frozenset("E"), "gates": frozenset("B")}, {"fuel_type": ""}, False),
    ({"fuels": frozenset("E"), "gates": frozenset("A")}, {"fuel_type": ""}, None),
]


@pytest.mark.parametrize(("parts", "changes", "holds"), PARTS)
def test_every_part_that_is_given_must_hold(
    parts: dict[str, Any], changes: dict[str, Any], holds: bool | None
) -> None:
    assert Condition(**parts).applies(replace(TRUCK, **changes), NOON) is holds


@pytest.mark.parametrize(
    ("hours", "weekdays", "moment", "holds"),
    [
        ((DAY,), (), "Wed 08:00:00.000", True),
        ((DAY,), (), "Wed 07:59:59.999", False),
        ((DAY,), (), "Wed 17:59:59.999", True),
        ((DAY,), (), "Wed 18:00:00.000", False),
        ((NIGHT,), (), "Wed 22:00", True),
        ((NIGHT,), (), "Wed 21:59:59.999", False),
        ((NIGHT,), (), "Wed 00:00", True),
        ((NIGHT,), (), "Wed 05:59:59.999", True),
        ((NIGHT,), (), "Wed 06:00", False),
        ((DAY, NIGHT), (), "Wed 03:00", True),
        ((DAY, NIGHT), (), "Wed 20:00", False),
        ((), (3,), "Wed 00:00", True),
        ((), (3,), "Wed 23:59:59.999", True),
        ((), (3,), "Thu 00:00", False),
        ((DAY,), (3,), "Thu 12:00", False),
        # The night of Friday reaches into Saturday; the small hours of Friday belong to Thursday.
        ((NIGHT,), (5,), "Fri 23:00", True),
        ((NIGHT,), (5,), "Sat 05:59", True),
        ((NIGHT,), (5,), "Fri 05:59", False),
        ((NIGHT,), (7,), "Mon 01:00", True),
        ((Hours(0, 24 * 60),), (1,), "Mon 23:59:59.999", True),
        ((Hours(12 * 60, 0),), (), "Mon 23:59", True),
        ((Hours(12 * 60, 0),), (), "Mon 00:00", False),
    ],
)
def test_hours_and_weekdays_are_those_of_beijing(
    hours: tuple[Hours, ...], weekdays: tuple[int, ...], moment: str, holds: bool
) -> None:
    condition = Condition(hours=hours, weekdays=frozenset(weekdays))
    assert condition.applies(TRUCK, at(moment)) is holds
    assert condition.applies(TRUCK, at(moment).astimezone(UTC)) is holds


@pytest.mark.parametrize(("start", "end"), [(0, 0), (60, 60), (-1, 60), (0, 1441), (1440, 60)])
def test_hours_that_leave_open_what_they_mean_cannot_be(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no hours"):
        Hours(start, end)


minutes = st.integers(0, 1439)


@given(minutes, st.integers(1, 1440), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001
def test_a_range_and_the_rest_of_the_day_share_no_minute_and_miss_none(
    start: int, end: int, naive: datetime
) -> None:
    if start == end or (start, end) == (0, 1440):
        return
    moment = naive.replace(tzinfo=clock.BEIJING)
    inside = Hours(start, end).day_of(moment) is not None
    rest = Hours(end % 1440, start or 1440).day_of(moment) is not None
    assert inside is not rest


@given(st.integers(0, 60 * 48))
def test_a_night_over_midnight_is_one_night(minute: int) -> None:
    moment = at("Fri 00:00") + timedelta(minutes=minute)
    began = NIGHT.day_of(moment)
    if began is not None:
        evening = datetime(began.year, began.month, began.day, 22, tzinfo=clock.BEIJING)
        assert evening <= moment < evening + timedelta(hours=8)
