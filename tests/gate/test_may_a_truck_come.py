"""May it come? Day by day what the gates would say of a truck, split where a policy begins or ends."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from gate import clock, policies, prospect, register
from gate.models import Vehicle
from gate.prospect import Stretch
from gate.reasons import Reason
from tests import cast

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=clock.BEIJING)


@pytest.fixture
def truck(vehicles: dict[str, Vehicle], monkeypatch: pytest.MonkeyPatch) -> Vehicle:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return vehicles[cast.APPROVED.plate_no]


def told(days: list[list[Stretch]]) -> list[list[tuple[str, str, bool]]]:
    return [
        [(f"{each.starts:%H:%M}", f"{each.ends:%H:%M}", each.decision.opens) for each in day]
        for day in days
    ]


def stop_everybody(starts: datetime, ends: datetime, **more: Any) -> None:
    values = {"warning": "red", "measure": "4", "reason": "红色预警", "name": "停止公路运输"}
    window = {"starts": clock.stamp(starts), "ends": clock.stamp(ends)}
    policies.announce(values | window | more, "manager")


def test_without_a_policy_every_day_is_one_stretch(truck: Vehicle) -> None:
    days = told(prospect.of(truck, NOON, ("A", "B")))
    assert days == [[("12:00", "00:00", True)], *[[("00:00", "00:00", True)]] * 3]


def test_a_policy_splits_the_days_that_it_begins_and_ends_on(truck: Vehicle) -> None:
    begins = NOON + timedelta(hours=20)  # 08:00 tomorrow
    stop_everybody(begins, begins + timedelta(days=1))
    today, tomorrow, after, last = prospect.of(truck, NOON, ("A",))
    assert told([today, tomorrow, after, last]) == [
        [("12:00", "00:00", True)],
        [("00:00", "08:00", True), ("08:00", "00:00", False)],
        [("00:00", "08:00", False), ("08:00", "00:00", True)],
        [("00:00", "00:00", True)],
    ]
    assert tomorrow[1].decision.reason is Reason.CONTROL
    assert [each.name for each in tomorrow[1].decision.grounds.restrictions] == ["停止公路运输"]


def test_a_drill_keeps_nobody_out(truck: Vehicle) -> None:
    stop_everybody(NOON + timedelta(hours=20), NOON + timedelta(hours=30), drill=True)
    assert all(opens for day in told(prospect.of(truck, NOON, ())) for _, _, opens in day)


def test_a_permission_ends_with_its_day(truck: Vehicle) -> None:
    register.edit(truck.id, {"valid_to": "2026-11-27"}, "manager")
    days = told(prospect.of(truck, NOON, ()))
    assert [all(opens for _, _, opens in day) for day in days] == [True, True, False, False]
