"""What does not agree in an application: with itself, with the papers that eyes have read, with other files."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from gate import register
from gate.carriers import asking, drafting
from gate.carriers.contradictions import contradictions
from gate.carriers.examining import examine
from gate.papers import LICENCE_BACK, LICENCE_FRONT, Told, readings
from tests.gate.carriers import TRUCK, signed_up
from tests.gate.test_register_refuses import GOOD

TODAY = date(2026, 11, 26)
AGE = ("emission_stage", "registration_date")
CORNERS = ((0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.2))


def read(**values: str) -> dict[str, Told]:
    return {name: Told(value, value, 0.9, False, CORNERS) for name, value in values.items()}


def found(
    changed: Mapping[str, Any],
    told: Mapping[str, Mapping[str, Told]] | None = None,
    **elsewhere: Any,
) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (each.key, each.fields)
        for each in contradictions({**TRUCK, **changed}, told or {}, elsewhere, TODAY)
    ]


def test_a_truck_whose_papers_agree_has_none() -> None:
    same = {
        name: str(TRUCK[name]) for name in ("plate_no", "vin", "engine_no", "registration_date")
    }
    front = read(**same, vehicle_model="解放牌CA4250P66K25T1A1E6", inspected_until="2026-11")
    assert found({}, {LICENCE_FRONT: front, LICENCE_BACK: read(plate_no="冀B7K268")}) == []


@pytest.mark.parametrize(
    ("changed", "key", "fields"),
    [
        ({"registration_date": "2023-03-01", "emission_stage": "5"}, "stage_too_old", AGE),
        ({"registration_date": "2015-03-01", "emission_stage": "6"}, "stage_too_new", AGE),
        ({"vin": "LFWSRXSJ9M1A00268"}, "vin_check", ("vin",)),
        ({"engine_no": TRUCK["vin"]}, "vin_is_engine_no", ("engine_no", "vin")),
        ({"plate_no": "冀B06128D", "plate_colour": "6"}, "fuel_against_plate", ("fuel_type", "plate_no")),
        ({"fuel_type": "C"}, "stage_against_fuel", ("emission_stage", "fuel_type")),
        ({"plate_colour": "0"}, "type_against_colour", ("vehicle_type", "plate_colour")),
        ({"vehicle_type": "H31"}, "type_against_colour", ("vehicle_type", "plate_colour")),
        ({"emission_list_image": ""}, "emission_list_missing", ("emission_list_image",)),
    ],
)  # fmt: skip
def test_what_does_not_agree_with_itself(changed: Any, key: str, fields: tuple[str, ...]) -> None:
    assert (key, fields) in found(changed)


def test_what_eyes_read_stands_against_what_was_typed() -> None:
    told = {LICENCE_FRONT: read(engine_no="55010288", plate_no="冀B7K268", owner="陈北方")}
    assert found({}, told) == [("read_differs", ("engine_no",))]
    assert found({"engine_no": ""}, told) == []


def test_front_and_back_of_one_licence_name_one_truck() -> None:
    told = {LICENCE_FRONT: read(plate_no="冀B7K268"), LICENCE_BACK: read(plate_no="冀B7K269")}
    assert ("pages_differ", ("plate_no",)) in found({}, told)


def test_an_inspection_is_good_through_its_month() -> None:
    assert found({}, {LICENCE_BACK: read(inspected_until="2026-10")}) == [("inspection_over", ())]
    assert found({}, {LICENCE_BACK: read(inspected_until="2026-11")}) == []


def test_a_number_that_stands_in_another_file_is_told_with_its_plate() -> None:
    (told,) = contradictions(TRUCK, {}, {"vin": ["冀B5T613"]}, TODAY)
    assert (told.key, told.fields, told.more) == ("vin_elsewhere", ("vin",), {"plates": "冀B5T613"})


@pytest.mark.usefixtures("database")
def test_two_carriers_that_ask_for_one_truck_are_told_of_each_other() -> None:
    first = asking.send(drafting.begin(signed_up(), "13800138000", TRUCK), "13800138000")
    other = signed_up("13900139000", "安阳晋源物流有限公司")
    for plate in ("冀B7K268", "冀B7K269"):
        asking.send(
            drafting.begin(other, "13900139000", {**TRUCK, "plate_no": plate}), "13900139000"
        )
    drafting.begin(other, "13900139000", TRUCK)
    told = [(each.fields, each.more) for each in examine(first, TRUCK).contradictions]
    assert told == [
        (("plate_no",), {"carrier": other.name, "plate": "冀B7K268"}),
        (("vin",), {"carrier": other.name, "plate": "冀B7K269"}),
    ]


@pytest.mark.usefixtures("database")
def test_an_application_is_examined_with_its_readings_and_other_files() -> None:
    register.create({**GOOD, "vin": TRUCK["vin"], "engine_no": "-"}, "manager")
    draft = drafting.begin(signed_up(), "13800138000", TRUCK)
    readings.ask(str(TRUCK["licence_front_image"]), LICENCE_FRONT)
    taken = readings.take()
    assert taken is not None
    readings.done(taken, read(engine_no="55010288"), (1600, 1000))
    looked = examine(draft, TRUCK)
    assert [each.key for each in looked.contradictions] == ["vin_elsewhere", "read_differs"]
    assert looked.doubtful == {"vin", "engine_no"}
    assert looked.read["engine_no"][0].told.value == "55010288"
    assert (looked.file, looked.obstacles) == (None, [])
