"""Carriers as the plant sees them: found, with their record, stopped and let go on with a reason."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gate import register
from gate.carriers import answering, asking, companies, drafting, record
from gate.models import Application, Carrier, Lane, Vehicle
from tests import cast
from tests.browsing import as_person
from tests.gate.carriers import TRUCK, signed_up
from tests.portal.conftest import Passing


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


@pytest.fixture
def carrier(vehicles: dict[str, Vehicle]) -> Carrier:
    """With an approved truck and a suspended one, an application that waits and one that was rejected."""
    made = signed_up("13800138000", "曹妃甸矿石车队")
    for truck in (cast.APPROVED, cast.SUSPENDED):
        register.belongs_to(vehicles[truck.plate_no].id, made, "manager")
    for plate in ("冀B8A101", "冀B8A102"):
        draft = drafting.begin(made, "13800138000", TRUCK | {"plate_no": plate})
        asking.send(draft, "13800138000")
    answering.reject(Application.get_by_id(1), "manager", "证件与车辆不符。")
    return made


def test_its_record_counts_its_own_trucks_of_the_very_colour(
    carrier: Carrier, passing: Passing, lanes: list[Lane]
) -> None:
    rows: list[dict[str, Any]] = [
        {},
        {"verdict": "hold", "reasons": "unread"},
        {"verdict": "refuse", "reasons": "suspended", "plate_no": cast.SUSPENDED.plate_no},
        {"verdict": "refuse", "reasons": "suspended", "plate_colour": "0"},
        {"plate_no": cast.CHINA_FOUR.plate_no},
        {"seconds_ago": 91 * 86400},
    ]
    for number, row in enumerate(rows):
        passing(serial_no=f"S{number}", **row)
    told = record.of(carrier)
    assert (told.passages, told.held, told.refused) == (3, 1, 1)
    assert (told.trucks, told.approved, told.suspended, told.over) == (2, 1, 1, 0)
    assert (told.listed, told.rejected) == (0, 1)
    nobody = record.of(signed_up("13900139000", "晋源"))
    assert (nobody.passages, nobody.held, nobody.trucks, nobody.listed) == (0, 0, 0, 0)


def test_those_whose_applications_wait_stand_in_front(
    manager: FlaskClient, carrier: Carrier
) -> None:
    signed_up("13900139000", "安阳晋源物流")
    page = manager.get("/carriers/").text
    assert page.index("曹妃甸矿石车队") < page.index("安阳晋源物流")
    found = manager.get("/carriers/?q=13900").text
    assert "安阳晋源物流" in found
    assert "曹妃甸矿石车队" not in found


def test_it_is_stopped_with_a_reason_and_let_go_on(manager: FlaskClient, carrier: Carrier) -> None:
    address = f"/carriers/{carrier.id}"
    without = manager.post(f"{address}/stop", data={"reason": ""})
    assert without.status_code == 422
    assert 'id="reason-errors"' in without.text
    assert manager.post(f"{address}/stop", data={"reason": "套用行驶证"}).status_code == 303
    page = manager.get(address).text
    assert "套用行驶证" in page
    assert Carrier.get_by_id(carrier.id).stopped_at is not None
    assert manager.post(f"{address}/go-on", data={"reason": "已整改"}).status_code == 303
    told = [(each.what, each.by, each.reason) for each in companies.history(Carrier.get_by_id(1))]
    assert told[:2] == [("let_go_on", "manager", "已整改"), ("stopped", "manager", "")]
    assert told[-1][0] == "made"
    assert re.search(r"已整改.*套用行驶证", manager.get(address).text, re.S)


def test_an_inspector_looks_and_changes_nothing(app: Flask, carrier: Carrier) -> None:
    inspector = as_person(app, cast.INSPECTOR)
    page = inspector.get(f"/carriers/{carrier.id}")
    assert page.status_code == 200
    assert "/stop" not in page.text
    assert inspector.get("/carriers/4711").status_code == 404
    assert as_person(app, cast.GUARD).get("/carriers/").status_code == 403
