"""A rehearsal agrees with a count that knows nothing of how lanes judge."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from gate import clock, exemptions, visits
from gate.control import (
    Condition,
    ControlPolicy,
    Hours,
    Kind,
    NotUnderstood,
    ResponseLevel,
    Source,
    WarningLevel,
)
from gate.models import Passage
from gate.rehearsal import Rehearsal
from tests import month

Row = dict[str, Any]
DAYS = 30
DIESEL, GAS = {"B"}, {"E", "F"}


def policy(measure: str = "", own: tuple[Condition, ...] = (), **more: Any) -> ControlPolicy:
    now = clock.now()
    given: dict[str, Any] = {"starts": now, "ends": now + timedelta(days=2)} | more
    orange, two = WarningLevel.ORANGE, ResponseLevel.II
    return ControlPolicy(1, 1, "橙色", Source.CITY, orange, two, measure=measure, own=own, **given)


def heavy(row: Row) -> bool:
    return str(row["vehicle_type"])[:2] in ("H1", "Q1", "Z5") or row["vehicle_type"] == "Z11"


def dirtier(row: Row, than: str) -> bool:
    stage: str = row["emission_stage"]
    return stage != "D" and "X0123456".index(stage) <= int(than)


def measure_2(row: Row) -> bool:
    fuel: str = row["fuel_type"]
    return heavy(row) and fuel in DIESEL | GAS and dirtier(row, "5")


def unknown_to_2(row: Row) -> bool:
    """What measure 2 cannot judge: nobody knows the vehicle, or only that it is an old diesel of some kind."""
    stranger = not row["vehicle_type"]
    shapeless = row["vehicle_type"] == "X99" and row["fuel_type"] in DIESEL | GAS
    return stranger or (shapeless and dirtier(row, "5"))


def came(row: Row) -> bool:
    return bool(row["direction"] == "1" and (row["let_in"] or row["reasons"] == "control"))


@pytest.fixture
def past(database: Any) -> list[Row]:
    return month.enter(month.a_lane(), seed=5, days=DAYS, a_day=30, trucks=150)


def count(past: list[Row], held: Callable[[Row], bool]) -> tuple[int, int, Decimal]:
    rows = [row for row in past if came(row)]
    kept = [row for row in rows if held(row)]
    tonnes = sum((Decimal(row["cargo_quantity"]) for row in kept), Decimal(0))
    return len(rows), len(kept), tonnes


def told(found: Rehearsal) -> tuple[int, int, Decimal]:
    return found.total.came, found.total.held, found.total.held_tonnes


def test_measure_2_holds_as_many_as_a_count_by_hand(past: list[Row]) -> None:
    found = visits.rehearse(policy("2"), DAYS)
    assert told(found) == count(past, lambda row: measure_2(row) or unknown_to_2(row))
    kept = [row for row in past if came(row) and (measure_2(row) or unknown_to_2(row))]
    assert found.unclear == sum(map(unknown_to_2, kept)) > 0
    for name, tallies in (("carrier_name", found.by_carrier), ("emission_stage", found.by_stage)):
        by_hand = Counter(str(row[name]) for row in kept)
        assert {key: tally.held for key, tally in tallies.items() if tally.held} == by_hand
    by_hour = Counter(row["passed_at"].hour for row in kept)
    assert {hour: tally.held for hour, tally in found.by_hour.items() if tally.held} == by_hour
    plates = Counter(row["plate_no"] for row in kept)
    assert {each.plate_no: each.times for each in found.held_vehicles()} == plates


def test_the_first_measure_holds_fewer_and_the_last_one_all(past: list[Row]) -> None:
    held = [visits.rehearse(policy(measure), DAYS).total.held for measure in "124"]
    assert held[0] < held[1] < held[2] == sum(map(came, past))


def test_what_nobody_understands_holds_everybody(past: list[Row]) -> None:
    unclear = NotUnderstood(1, 1, "no JSON", starts=clock.now(), ends=clock.now())
    found = visits.rehearse(unclear, DAYS)
    assert found.total.held == found.unclear == found.total.came > 0


def test_own_hours_weekdays_and_a_quota_count_as_by_hand(past: list[Row]) -> None:
    morning = Condition(hours=(Hours(6 * 60, 9 * 60),), weekdays=frozenset({1, 2, 3, 4, 5}))
    found = visits.rehearse(policy(own=(morning,)), DAYS)

    def in_the_morning(row: Row) -> bool:
        at: datetime = row["passed_at"]
        return 6 <= at.hour < 9 and at.isoweekday() <= 5

    assert told(found) == count(past, in_the_morning)

    quota = visits.rehearse(policy(own=(Condition(daily_quota=15),)), DAYS)
    by_day = Counter(row["passed_at"].date() for row in past if came(row))
    assert quota.total.held == sum(max(0, times - 15) for times in by_day.values()) > 0


def test_a_restriction_on_machines_holds_no_truck(past: list[Row]) -> None:
    machines = Condition(restricts=frozenset({Kind.MACHINE}), below_stage="3")
    assert visits.rehearse(policy(own=(machines,)), DAYS).total.held == 0


def test_exempted_trucks_pass_and_are_counted_as_such(past: list[Row]) -> None:
    until = clock.stamp(clock.now() + timedelta(days=5))
    values = {"kind": "hazardous", "use_natures": ["R"], "valid_to": until, "reason": "氧气保供"}
    exemptions.grant(values, by="manager")
    found = visits.rehearse(policy("2"), DAYS)
    dangerous = [r for r in past if came(r) and measure_2(r) and r["use_nature"] == "R"]
    assert found.exempt == len(dangerous) > 0
    assert told(found) == count(
        past, lambda row: (measure_2(row) and row["use_nature"] != "R") or unknown_to_2(row)
    )


def test_a_drill_tells_of_those_who_came_since_it_began(past: list[Row]) -> None:
    began = clock.now() - timedelta(days=3)
    drill = policy("2", starts=began, drill=True)
    found = visits.report(drill)
    later = [row for row in past if row["passed_at"] >= began]
    assert told(found) == count(later, lambda row: measure_2(row) or unknown_to_2(row))


def test_long_rehearsals_tell_how_far_they_are(
    past: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "EVERY", 100)
    heard: list[int] = []
    visits.rehearse(policy("2"), DAYS, heard.append)
    assert heard == list(range(100, sum(map(came, past)) + 1, 100))


def test_only_the_last_days_are_asked(past: list[Row]) -> None:
    assert visits.rehearse(policy("4"), 7).total.came == sum(
        came(row) for row in past if row["passed_at"] >= visits.last_days(7)
    )
    assert visits.rehearse(policy("4"), 0).total.came == 0
    assert Passage.select().count() == len(past)
