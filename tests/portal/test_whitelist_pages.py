"""The whitelist as a whole: found by when permissions end, extended together, exported as it was found."""

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from redis import Redis

from gate import clock, register
from gate.models import Look, User, Vehicle
from portal import create_app
from settings import Settings
from tests import cast
from tests.browsing import HTMX, as_person
from tests.gate.carriers import signed_up

END = clock.now().date() + timedelta(days=400)


@pytest.fixture
def app(
    settings: Settings, redis: Redis, people: dict[str, User], vehicles: dict[str, Vehicle]
) -> Flask:
    return create_app(settings, redis=redis)


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


def of(truck: cast.Truck) -> Vehicle:
    found: Vehicle = Vehicle.get(Vehicle.plate_no == truck.plate_no)
    return found


def test_what_ends_soon_is_found_and_extended_after_it_was_seen(manager: FlaskClient) -> None:
    soon = clock.now().date() + timedelta(days=5)
    register.edit(of(cast.APPROVED).id, {"valid_to": soon}, "manager")
    found = manager.get("/vehicles/?ends=7", headers=HTMX).text
    assert cast.APPROVED.plate_no[2:] in found
    assert cast.CHINA_FOUR.plate_no[2:] not in found
    look = manager.get(f"/vehicles/extend?all=1&ends=7&valid_to={END}")
    assert f"<del>{soon}</del>" in look.text
    assert f"<ins>{END}</ins>" in look.text
    marks = re.findall(r'name="mark" value="([\d.]+)"', look.text)
    assert len(marks) == 1
    sent = {"valid_to": str(END), "mark": marks, "ends": "7"}
    done = manager.post("/vehicles/extend", data=sent)
    assert done.location.endswith("/vehicles/?ends=7")
    assert of(cast.APPROVED).valid_to == END
    again = manager.post("/vehicles/extend", data=sent)
    assert again.status_code == 422
    assert 'class="alert alert-danger"' in again.text


def test_chosen_ones_alone_are_extended_and_a_wrong_day_is_told(manager: FlaskClient) -> None:
    first, second = of(cast.APPROVED).id, of(cast.SUSPENDED).id
    page = manager.get(f"/vehicles/extend?vehicle={first}&vehicle={second}&valid_to={END}").text
    assert re.findall(r'name="mark" value="(\d+)\.', page) == [str(first)]
    assert "未审核通过。" in page
    wrong = manager.get(f"/vehicles/extend?vehicle={first}&valid_to=2020-01-01")
    assert wrong.status_code == 422
    assert 'class="alert alert-danger"' in wrong.text
    nobody = manager.post("/vehicles/extend", data={"valid_to": str(END)})
    assert nobody.status_code == 422
    assert "请至少选择一辆车" in nobody.text


def test_an_export_holds_what_was_found_and_says_who_asked(app: Flask) -> None:
    inspector = as_person(app, cast.INSPECTOR)
    answer = inspector.get("/vehicles/tables/whitelist.xlsx?status=suspended")
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    heading = rows[0].index("状态")
    assert [(row[0], row[heading]) for row in rows[1:]] == [(cast.SUSPENDED.plate_no, "已暂停")]
    look = Look.select().order_by(Look.id.desc()).get()
    assert (look.by, look.what, look.told) == ("inspector", "export", "whitelist status=suspended")
    assert as_person(app, cast.GUARD).get("/vehicles/tables/whitelist.xlsx").status_code == 403


def test_whose_a_truck_is_is_told_and_all_of_one_carrier_found(manager: FlaskClient) -> None:
    carrier = signed_up(name="曹妃甸矿石车队")
    vehicle = register.belongs_to(of(cast.CHINA_FOUR).id, carrier, "manager")
    told = manager.get(f"/vehicles/{vehicle.id}").text
    assert re.search(r"归属车队: <del>—</del> → <ins>曹妃甸矿石车队</ins>", told)
    page = manager.get(f"/vehicles/?carrier={carrier.id}").text
    assert "只显示 曹妃甸矿石车队 的车辆" in page
    assert cast.APPROVED.plate_no[2:] not in page


def test_a_long_history_is_told_whole_for_those_who_ask(manager: FlaskClient) -> None:
    vehicle = of(cast.APPROVED)
    for number in range(52):
        register.edit(vehicle.id, {"note": f"第{number}次"}, "manager")
    short = manager.get(f"/vehicles/{vehicle.id}").text
    assert "第51次" in short
    assert "第0次" not in short
    assert f'href="/vehicles/{vehicle.id}?all=1"' in short
    assert "第0次" in manager.get(f"/vehicles/{vehicle.id}?all=1").text
