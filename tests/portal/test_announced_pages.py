"""The page of announced visits: entered as somebody calls, shown at the lane, told to whoever rehearses."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gate import announced, clock
from gate.models import AnnouncedVisit, Lane, Vehicle
from tests import cast
from tests.browsing import HTMX, as_person
from tests.portal.conftest import Passing


def told(truck: cast.Truck = cast.CHINA_FOUR, **changes: str) -> dict[str, str]:
    return {
        "plate_no": truck.plate_no,
        "plate_colour": truck.colour.value,
        "ends": f"{clock.now() + timedelta(hours=3):%Y-%m-%dT%H:%M}",
        "channel": "phone",
        "carrier_name": "安阳晋源物流有限公司",
        "cargo_name": "焦炭",
    } | changes


@pytest.mark.parametrize("person", [cast.INSPECTOR, cast.CARRIER])
def test_others_announce_nobody(app: Flask, person: cast.Person) -> None:
    client = as_person(app, person)
    assert client.post("/visits/", data=told()).status_code == 403
    assert client.post("/visits/1/withdraw").status_code == 403
    assert AnnouncedVisit.select().count() == 0


def test_a_guard_enters_a_call_and_withdraws_it(
    guard: FlaskClient, vehicles: dict[str, Vehicle], lanes: list[Lane]
) -> None:
    assert guard.post("/visits/", data=told()).status_code == 303
    page = guard.get("/visits/").text
    assert "安阳晋源物流有限公司" in page
    assert "电话预约 · guard" in page
    # What a lane would say stands beside it: the rules ask for China V.
    assert "禁止通行" in page
    visit = AnnouncedVisit.get()
    assert guard.post(f"/visits/{visit.id}/withdraw", data={}).status_code == 422
    answer = guard.post(f"/visits/{visit.id}/withdraw", data={"reason": "司机改期"})
    assert answer.status_code == 303
    assert announced.expected(clock.now()) == []


def test_a_mistake_is_told_at_its_field_and_the_rest_is_kept(guard: FlaskClient) -> None:
    answer = guard.post("/visits/", data=told(plate_no="晋K"))
    assert answer.status_code == 422
    assert 'id="plate_no-errors"' in answer.text
    assert 'value="焦炭"' in answer.text


def test_the_lane_tells_of_the_announcement_of_exactly_this_vehicle(
    guard: FlaskClient, passing: Passing
) -> None:
    guard.post("/visits/", data=told())
    passing(plate_no=cast.CHINA_FOUR.plate_no, plate_colour="0", verdict="hold")
    assert "安阳晋源" not in guard.get("/").text
    passing(plate_no=cast.CHINA_FOUR.plate_no, plate_colour="1", verdict="hold")
    assert re.search(r"预约至 \d\d:\d\d · 安阳晋源物流有限公司 · 焦炭", guard.get("/").text)


def test_a_rehearsal_tells_of_announced_visits_and_writes_to_their_carriers(
    app: Flask, vehicles: dict[str, Vehicle], lanes: list[Lane]
) -> None:
    manager = as_person(app, cast.MANAGER)
    values = {"warning": "orange", "measure": "2", "days": "30"}
    values["ends"] = f"{clock.now() + timedelta(days=2):%Y-%m-%dT%H:%M}"
    page = manager.post("/policies/new", data=values, headers=HTMX).text
    assert "预约" not in page
    manager.post("/visits/", data=told())
    manager.post("/visits/", data=told(cast.APPROVED))
    page = manager.post("/policies/new", data=values, headers=HTMX).text
    assert "此期间有 2 次预约" in page
    assert "其中 1 次将被拦截" in page
    assert "下列 1 辆届时将无法进厂" in page
    assert f"{cast.CHINA_FOUR.plate_no}（国IV）" in page
