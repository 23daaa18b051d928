"""A carrier books a visit of an own truck; guards see it where they see the others, and only its owner calls it off."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from gate import announced, clock, register
from gate.models import AnnouncedVisit, Carrier, Lane, Vehicle
from tests import cast
from tests.browsing import as_person


@pytest.fixture
def truck(carriers: dict[str, Carrier], vehicles: dict[str, Vehicle], lanes: list[Lane]) -> Vehicle:
    """A truck of the first carrier; the second one has none."""
    vehicle = vehicles[cast.APPROVED.plate_no]
    return register.belongs_to(vehicle.id, carriers["beifang"], "manager")


def window(truck: Vehicle, **more: Any) -> dict[str, str]:
    starts = clock.now() - timedelta(minutes=1)
    ends = starts + timedelta(hours=4)
    told = {"truck": str(truck.id), "gate_no": "A", "cargo_name": "铁矿粉", "quantity_unit": "T"}
    return told | {"starts": f"{starts:%Y-%m-%dT%H:%M}", "ends": f"{ends:%Y-%m-%dT%H:%M}"} | more


def test_what_a_carrier_books_stands_with_the_others(app: Flask, truck: Vehicle) -> None:
    beifang, guard = as_person(app, cast.CARRIER), as_person(app, cast.GUARD)
    answer = beifang.post("/my/visits", data=window(truck, carrier_name="别家", channel="phone"))
    assert answer.status_code == 303
    visit = AnnouncedVisit.get()
    assert (visit.channel, visit.carrier_name) == ("carrier", cast.CARRIER.display_name)
    assert truck.plate_no in beifang.get("/my/visits").text.replace("<span>", "").replace(
        "</span>", ""
    )
    shown = guard.get("/visits/").text
    assert "承运单位网上预约" in shown
    assert (truck.plate_no, truck.plate_colour) in announced.now_due(clock.now())
    beifang.post(f"/my/visits/{visit.id}/call-off")
    assert not announced.expected(clock.now())


def test_nobody_books_or_calls_off_for_another_carrier(app: Flask, truck: Vehicle) -> None:
    beifang, jinyuan = as_person(app, cast.CARRIER), as_person(app, cast.OTHER_CARRIER)
    refused = jinyuan.post("/my/visits", data=window(truck))
    assert refused.status_code == 422
    assert not AnnouncedVisit.select().exists()
    beifang.post("/my/visits", data=window(truck))
    number = AnnouncedVisit.get().id
    assert truck.plate_no[2:] not in jinyuan.get("/my/visits").text
    assert jinyuan.post(f"/my/visits/{number}/call-off").status_code == 404
    assert announced.expected(clock.now())


def test_a_guard_cannot_say_that_the_carrier_booked(app: Flask, truck: Vehicle) -> None:
    told = window(truck) | {"plate_no": truck.plate_no, "plate_colour": truck.plate_colour}
    answer = as_person(app, cast.GUARD).post("/visits/", data=told | {"channel": "carrier"})
    assert answer.status_code == 422


def test_the_days_to_come_stand_on_the_page_of_an_own_truck(app: Flask, truck: Vehicle) -> None:
    assert "可以进厂" in as_person(app, cast.CARRIER).get(f"/my/trucks/{truck.id}/when").text
    assert as_person(app, cast.OTHER_CARRIER).get(f"/my/trucks/{truck.id}/when").status_code == 404
