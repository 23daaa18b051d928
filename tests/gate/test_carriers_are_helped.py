"""What a carrier is told beside what it typed: a colour for its plate, doubts, and how each truck stands today."""

from datetime import timedelta

import pytest

from gate import clock, policies, register
from gate.carriers import hints, overview
from gate.carriers.overview import Stands
from gate.models import Carrier, Vehicle
from tests import cast
from tests.gate.carriers import TRUCK, signed_up


@pytest.mark.parametrize(
    ("plate", "colour"),
    [
        ("冀b·7k268", "1"),
        ("冀B06128D", "6"),
        ("冀BD31862", "4"),
        ("冀B5K82挂", "1"),
        ("冀B1234警", "2"),
        ("冀B12", ""),
    ],
)
def test_the_form_of_a_plate_says_its_likeliest_colour(plate: str, colour: str) -> None:
    assert hints.colour_of(plate) == colour


@pytest.mark.parametrize(
    ("told", "at", "key"),
    [
        (
            {"registration_date": "2023-05-01", "emission_stage": "4"},
            "emission_stage",
            "stage_too_old",
        ),
        (
            {"registration_date": "2012-05-01", "emission_stage": "6"},
            "emission_stage",
            "stage_too_new",
        ),
        ({"fuel_type": "C", "emission_stage": "6"}, "emission_stage", "stage_against_fuel"),
        ({"plate_no": "冀B06128D", "plate_colour": "6"}, "fuel_type", "fuel_against_plate"),
    ],
)
def test_what_seldom_fits_is_doubted_where_it_can_be_mended(
    told: dict[str, str], at: str, key: str
) -> None:
    assert hints.doubts(TRUCK) == {}
    assert hints.doubts(TRUCK | told).get(at) == key


def test_what_is_missing_or_no_value_yet_is_not_doubted() -> None:
    assert hints.doubts({}) == {}
    assert hints.doubts({"registration_date": "2", "emission_stage": "?", "fuel_type": "??"}) == {}


@pytest.fixture
def carrier(vehicles: dict[str, Vehicle]) -> Carrier:
    made = signed_up()
    for plate in vehicles:
        register.belongs_to(vehicles[plate].id, made, "manager")
    return made


def stands(carrier: Carrier) -> dict[str, Stands]:
    return {each.vehicle.plate_no: each.stands for each in overview.of(carrier).trucks}


def test_how_trucks_stand_is_what_the_gates_would_say(
    carrier: Carrier, vehicles: dict[str, Vehicle]
) -> None:
    soon, over = vehicles[cast.APPROVED.plate_no], vehicles[cast.ELECTRIC.plate_no]
    today = clock.now().date()
    register.edit(soon.id, {"valid_to": today + timedelta(days=30)}, "manager")
    register.edit(over.id, {"valid_to": today - timedelta(days=1)}, "manager")
    assert stands(carrier) == {
        cast.LISTED.plate_no: Stands.LISTED,
        cast.SUSPENDED.plate_no: Stands.SUSPENDED,
        cast.ELECTRIC.plate_no: Stands.OVER,
        cast.CHINA_FOUR.plate_no: Stands.KEPT_OUT,
        cast.APPROVED.plate_no: Stands.ENDS_SOON,
    }


def test_a_policy_in_force_keeps_a_good_truck_out(carrier: Carrier) -> None:
    assert stands(carrier)[cast.APPROVED.plate_no] is Stands.GOOD
    ends = clock.stamp(clock.now() + timedelta(hours=5))
    policies.announce({"warning": "red", "measure": "4", "ends": ends, "reason": "红色"}, "manager")
    assert stands(carrier)[cast.APPROVED.plate_no] is Stands.KEPT_OUT
    assert stands(carrier)[cast.ELECTRIC.plate_no] in (Stands.KEPT_OUT, Stands.GOOD)
