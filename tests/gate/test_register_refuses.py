"""What the register does not take, and the field it says so at."""

from datetime import timedelta
from typing import Any

import pytest

from devices.interfaces import PlateColour
from gate import clock, register
from gate.identifiers import with_check_digit
from gate.models import Entry, Vehicle
from gate.register import RegisterError
from tests import cast

VIN = with_check_digit("LFWSRXSJ0M1A00777")
GOOD = {
    "plate_no": "冀B5T613",
    "plate_colour": "1",
    "vehicle_type": "Q11",
    "vin": VIN,
    "registration_date": "2021-08-01",
    "vehicle_model": "CA4250P66K25T1A1E6",
    "engine_model": "CA6DM3-55E63",
    "engine_maker": "一汽解放",
    "engine_no": "55017777",
    "fuel_type": "B",
    "emission_stage": "6",
    "use_nature": "F",
    "network_status": "1",
    "cargo_quantity": "32.5",
    "valid_from": "2026-01-01",
    "valid_to": "2026-12-31",
}
TOMORROW = (clock.now() + timedelta(days=1)).date().isoformat()


@pytest.mark.parametrize(
    ("mistake", "field", "key"),
    [
        ({"plate_no": ""}, "plate_no", "required"),
        ({"plate_no": "冀B5T61"}, "plate_no", "not_a_plate"),
        ({"plate_no": "冀BIO613"}, "plate_no", "not_a_plate"),
        ({"plate_colour": ""}, "plate_colour", "required"),
        ({"plate_colour": "9"}, "plate_colour", "unknown_code"),
        ({"plate_colour": "4"}, "plate_colour", "colour_against_form"),
        ({"plate_no": "冀B5T61挂", "plate_colour": "0"}, "plate_colour", "colour_against_form"),
        ({"vin": VIN[:-1]}, "vin", "vin_shape"),
        ({"vin": VIN[:-1] + "O"}, "vin", "vin_shape"),
        ({"vin": VIN[:8] + ("1" if VIN[8] != "1" else "2") + VIN[9:]}, "vin", "vin_check"),
        ({"vin": VIN + "7"}, "vin", "too_long"),
        ({"engine_no": VIN.lower()}, "engine_no", "engine_no_is_vin"),
        ({"vehicle_type": "Q99"}, "vehicle_type", "unknown_code"),
        ({"fuel_type": "柴油"}, "fuel_type", "unknown_code"),
        ({"emission_stage": "7"}, "emission_stage", "unknown_code"),
        ({"use_nature": "?"}, "use_nature", "unknown_code"),
        ({"network_status": "3"}, "network_status", "unknown_code"),
        ({"quantity_unit": "kg"}, "quantity_unit", "unknown_code"),
        ({"registration_date": TOMORROW}, "registration_date", "in_future"),
        ({"registration_date": "2021-02-30"}, "registration_date", "not_a_date"),
        ({"valid_to": "2025-12-31"}, "valid_to", "ends_before_it_begins"),
        ({"engine_maker": "潍" * 65}, "engine_maker", "too_long"),
        ({"vehicle_model": "CA\x004250"}, "vehicle_model", "unprintable"),
        ({"cargo_quantity": "much"}, "cargo_quantity", "not_a_number"),
        ({"cargo_quantity": "NaN"}, "cargo_quantity", "not_a_number"),
        ({"cargo_quantity": "-1"}, "cargo_quantity", "out_of_range"),
        ({"cargo_quantity": "1.2345"}, "cargo_quantity", "out_of_range"),
        ({"cargo_quantity": "1e400"}, "cargo_quantity", "out_of_range"),
    ],
)
def test_a_mistake_is_told_at_its_field(
    database: Any, mistake: dict[str, str], field: str, key: str
) -> None:
    with pytest.raises(RegisterError) as refused:
        register.create({**GOOD, **mistake}, by="manager")
    assert refused.value.errors == {field: key}
    assert Vehicle.select().count() == Entry.select().count() == 0


def test_every_mistake_is_told_at_once(database: Any) -> None:
    with pytest.raises(RegisterError) as refused:
        register.create({"plate_no": "??", "vin": "short", "fuel_type": "?"}, by="manager")
    assert refused.value.errors.keys() == {"plate_no", "plate_colour", "vin", "fuel_type"}


def test_a_plate_and_colour_have_one_file(vehicles: dict[str, Vehicle]) -> None:
    twice = {**GOOD, "plate_no": f" {cast.APPROVED.plate_no[:2]}·{cast.APPROVED.plate_no[2:]}"}
    with pytest.raises(RegisterError) as refused:
        register.create(twice, by="manager")
    assert refused.value.errors == {"plate_no": "duplicate"}


def test_the_same_plate_on_another_colour_is_another_vehicle(database: Any) -> None:
    register.create(GOOD, by="manager")
    register.create({**GOOD, "plate_colour": PlateColour.BLUE}, by="manager")
    assert Vehicle.select().count() == 2


def test_a_plate_cannot_be_changed_into_one_that_has_a_file(vehicles: dict[str, Vehicle]) -> None:
    file = register.create(GOOD, by="manager")
    with pytest.raises(RegisterError) as refused:
        register.edit(file.id, {"plate_no": cast.APPROVED.plate_no}, by="manager")
    assert refused.value.errors == {"plate_no": "duplicate"}


def test_a_foreign_vin_need_not_check(database: Any) -> None:
    # The last digit of a VIN from 1M8GDM9AXKP042788 changed: no Chinese maker's, so only its shape counts.
    assert register.create({**GOOD, "vin": "1M8GDM9AXKP042789"}, by="manager").vin


def test_an_incomplete_file_is_not_approved(database: Any) -> None:
    file = register.create({"plate_no": "冀B5T613", "plate_colour": "1"}, by="manager")
    with pytest.raises(RegisterError) as refused:
        register.approve(file.id, by="manager")
    assert refused.value.errors["vin"] == "needed_for_approval"
    assert Vehicle.get_by_id(file.id).status == "draft"


def test_a_trailer_needs_no_engine(database: Any) -> None:
    without = dict.fromkeys(("engine_model", "engine_maker", "engine_no", "emission_stage"), "")
    trailer = {"plate_no": "冀B5T61挂", "vehicle_type": "B11", "fuel_type": "Y"}
    file = register.create({**GOOD, **without, **trailer}, by="manager")
    assert register.approve(file.id, by="manager").status == "approved"


def test_an_approved_file_stays_complete(database: Any) -> None:
    file = register.create(GOOD, by="manager")
    register.approve(file.id, by="manager")
    with pytest.raises(RegisterError) as refused:
        register.edit(file.id, {"emission_stage": ""}, by="manager")
    assert refused.value.errors == {"emission_stage": "needed_for_approval"}


def test_what_changed_under_someones_eyes_is_not_overwritten(database: Any) -> None:
    file = register.create(GOOD, by="manager")
    seen = file.changed_seq
    register.edit(file.id, {"note": "first"}, by="manager", seen_seq=seen)
    with pytest.raises(RegisterError) as refused:
        register.edit(file.id, {"note": "second"}, by="admin", seen_seq=seen)
    assert refused.value.errors == {"": "changed_meanwhile"}
    assert Vehicle.get_by_id(file.id).note == "first"


def test_a_suspension_wants_a_reason_and_is_said_once(database: Any) -> None:
    file = register.create(GOOD, by="manager")
    with pytest.raises(RegisterError) as refused:
        register.suspend(file.id, by="manager", reason="  ")
    assert refused.value.errors == {"reason": "required"}
    register.suspend(file.id, by="manager", reason="OBD 报警")
    with pytest.raises(RegisterError):
        register.suspend(file.id, by="manager", reason="again")
