"""Visits announced beforehand: kept in the chain, counted ahead in a rehearsal, and opening nothing."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from gate import announced, clock, policies, proof, register, visits
from gate.announced import VisitError
from gate.codes import IN
from gate.control import Condition, Source
from gate.models import AnnouncedVisit, Entry, Vehicle
from gate.outlook import Outlook
from gate.policy import Reason, Verdict, decide
from gate.standing import Standing
from tests import cast, control
from tests.gate import rows

HOUR = timedelta(hours=1)


def told(truck: cast.Truck = cast.UNKNOWN, **changes: Any) -> dict[str, Any]:
    now = clock.now()
    return {
        "plate_no": truck.plate_no,
        "plate_colour": truck.colour.value,
        "starts": clock.stamp(now + HOUR),
        "ends": clock.stamp(now + 3 * HOUR),
        "channel": "phone",
        "carrier_name": "临沂沂蒙专线",
        "cargo_name": "液氧",
        "cargo_quantity": "21.5",
    } | changes


def test_who_announced_what_stands_in_the_chain(database: Any) -> None:
    visit = announced.announce(told(plate_no="鲁q·6y429"), "guard")
    announced.withdraw(visit.id, "manager", "改为铁路运输")
    first, last = Entry.select().order_by(Entry.seq)
    body, end = (json.loads(bytes(entry.content))["body"] for entry in (first, last))
    assert first.kind == last.kind == "visit"
    assert (body["what"], body["by"], body["plate_no"]) == ("announced", "guard", "鲁Q6Y429")
    assert body["after"]["cargo_quantity"] == "21.500"
    assert (end["what"], end["by"], end["reason"]) == ("withdrawn", "manager", "改为铁路运输")
    assert announced.expected(clock.now()) == []
    assert announced.over(clock.now()) == [visit]
    with pytest.raises(VisitError):
        announced.withdraw(visit.id, "manager", "再次撤销")
    assert proof.verify().holds


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"plate_no": "鲁Q6"}, {"plate_no": "not_a_plate"}),
        ({"plate_colour": "4"}, {"plate_colour": "colour_against_form"}),
        ({"ends": ""}, {"ends": "required"}),
        ({"ends": "2026-01-01T08:00", "starts": "2026-01-01T07:00"}, {"ends": "in_past"}),
        ({"ends": "2026-01-01T08:00"}, {"ends": "over_before_it_begins"}),
        ({"ends": clock.stamp(clock.now() + timedelta(days=9))}, {"ends": "window_too_long"}),
        ({"gate_no": "Z"}, {"gate_no": "unknown_code"}),
        ({"channel": "dream"}, {"channel": "unknown_code"}),
        ({"cargo_quantity": "-1"}, {"cargo_quantity": "out_of_range"}),
    ],
)
def test_what_announces_nobody_is_refused(
    database: Any, changes: dict[str, Any], errors: dict[str, str]
) -> None:
    with pytest.raises(VisitError) as refused:
        announced.announce(told(**changes), "guard")
    assert refused.value.errors == errors
    assert AnnouncedVisit.select().count() == Entry.select().count() == 0


def test_an_announcement_opens_nothing(database: Any) -> None:
    announced.announce(told(starts=""), "guard")
    standing = Standing()
    standing.refresh()
    facts = standing.facts(cast.UNKNOWN.plate_no, cast.UNKNOWN.colour, IN, clock.now())
    assert decide(facts, standing.rules).reasons == (Reason.NOT_REGISTERED,)


def test_only_the_very_plate_and_colour_in_its_window_is_due(database: Any) -> None:
    visit = announced.announce(told(), "guard")
    key = (visit.plate_no, visit.plate_colour)
    assert announced.now_due(visit.starts - timedelta(milliseconds=1)) == {}
    assert announced.now_due(visit.starts) == {key: visit}
    assert announced.now_due(visit.ends) == {}


def test_a_rehearsal_counts_the_visits_of_its_time(
    database: Any, vehicles: dict[str, Vehicle]
) -> None:
    now = clock.now()
    for truck in (cast.CHINA_FOUR, cast.APPROVED, cast.UNKNOWN):
        announced.announce(told(truck, carrier_name=""), "guard")
    announced.announce(told(cast.LISTED, starts=now + 30 * HOUR, ends=now + 31 * HOUR), "guard")
    two = control.policy("2", starts=now, ends=now + 24 * HOUR)
    found = visits.ahead(two)
    assert (found.total.came, found.total.held, found.unclear) == (3, 2, 1)
    held = {each.plate_no: each for each in found.held_vehicles()}
    assert held.keys() == {cast.CHINA_FOUR.plate_no, cast.UNKNOWN.plate_no}
    # Of a registered one the file says what the announcement does not.
    assert held[cast.CHINA_FOUR.plate_no].carrier_name == cast.CARRIER.display_name
    assert held[cast.CHINA_FOUR.plate_no].certain
    assert not held[cast.UNKNOWN.plate_no].certain
    later = control.policy("2", starts=now + 4 * HOUR, ends=now + 24 * HOUR)
    assert visits.ahead(later).total.came == 0


def test_what_it_carries_is_taken_from_the_announcement(
    database: Any, vehicles: dict[str, Vehicle]
) -> None:
    announced.announce(told(cast.APPROVED), "guard")
    iron, oxygen = (Condition(cargo=frozenset({name})) for name in ("铁矿粉", "液氧"))
    assert visits.ahead(control.policy("", iron)).total.held == 0
    found = visits.ahead(control.policy("", oxygen))
    assert found.total.held == 1
    assert found.total.held_tonnes == Decimal("21.5")


def test_an_exemption_of_that_hour_lets_an_announced_visit_pass(
    database: Any, vehicles: dict[str, Vehicle]
) -> None:
    now = clock.now()
    announced.announce(told(cast.CHINA_FOUR), "guard")
    two = control.policy("2", starts=now, ends=now + 24 * HOUR)
    control.exempt(cargo="液氧", valid_from=now, valid_to=now + HOUR / 2)
    assert visits.ahead(two).total.held == 1
    control.exempt(cargo="液氧", valid_from=now, valid_to=now + 2 * HOUR)
    found = visits.ahead(two)
    assert (found.total.held, found.exempt) == (0, 1)


def test_the_outlook_says_what_a_lane_would_say_then(
    database: Any, vehicles: dict[str, Vehicle]
) -> None:
    now = clock.now()
    rows.lane()
    ends = clock.stamp(now + 2 * HOUR)
    policies.announce(
        {"warning": "red", "measure": "4", "source": Source.ENTERPRISE.value}
        | {"starts": clock.stamp(now + HOUR), "ends": ends, "reason": "应急"},
        "manager",
    )
    outlook = Outlook()
    who = (cast.APPROVED.plate_no, cast.APPROVED.colour.value)
    assert outlook.of(*who, now).verdict is Verdict.OPEN
    assert outlook.of(*who, now + HOUR).reason is Reason.CONTROL
    assert outlook.of(*who, clock.parse(ends)).verdict is Verdict.OPEN
    listed = (cast.LISTED.plate_no, cast.LISTED.colour.value)
    assert outlook.of(*listed, now).reason is Reason.LISTED
    stranger = (cast.UNKNOWN.plate_no, cast.UNKNOWN.colour.value)
    assert outlook.of(*stranger, now).reasons == (Reason.NOT_REGISTERED,)
    register.suspend(vehicles[cast.APPROVED.plate_no].id, "li", "黑烟")
    assert outlook.of(*who, now).reason is Reason.SUSPENDED
