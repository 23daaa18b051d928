"""The page of trips: what stands open too long, what it may belong to, and people's word on it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gate import ledger, trips
from gate.ledger import Result
from gate.models import Lane, Passage, TripRuling
from portal.trips import how_long
from tests import cast
from tests.browsing import HTMX, as_person
from tests.portal.conftest import Passing

HOUR = 3600


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


@pytest.fixture
def halves(passing: Passing, lanes: list[Lane]) -> tuple[Passage, Passage]:
    """An entry of three days ago, and the exit of the same truck, misread."""
    entry = passing(lanes[0], seconds_ago=73 * HOUR, cargo_quantity=0, cargo_name="空载")
    misread = passing(lanes[1], seconds_ago=60, plate_no="冀B7K26B", reasons="leaving")
    for passage in (entry, misread):
        ledger.note_outcome(passage, Result.LIFTED, position="open")
    return entry, misread


def test_what_stands_open_too_long_is_told_everywhere(
    guard: FlaskClient, halves: tuple[Passage, Passage], passing: Passing, lanes: list[Lane]
) -> None:
    recent = passing(lanes[0], seconds_ago=25 * HOUR, plate_no=cast.CHINA_FOUR.plate_no)
    ledger.note_outcome(recent, Result.LIFTED, position="open")
    page = guard.get("/trips").text
    assert "有 2 辆车进厂超过 24 小时仍未出厂" in page
    assert "其中 1 辆超过 72 小时" in page
    assert page.index("超过 72 小时</span></td>") < page.index("超过 24 小时</span></td>")
    assert "3 天 1 小时" in page
    assert 'title="2 辆在厂超过 24 小时"' in guard.get("/vehicles/").text
    exits = guard.get("/trips?show=exits", headers=HTMX).text
    assert "K26B" in exits
    assert "<html" not in exits


def test_a_person_puts_the_halves_together_and_another_one_apart(
    guard: FlaskClient, manager: FlaskClient, halves: tuple[Passage, Passage]
) -> None:
    entry, misread = halves
    page = guard.get(f"/trips/{misread.id}").text
    assert "车牌相似" in page
    assert f'value="{entry.id}"' in page
    there = f"/trips/{misread.id}/join"
    for form, sentence in (
        ({"words": "照片相同"}, "请选择其中一条"),
        ({"other": str(entry.id), "words": ""}, "is-invalid"),
        ({"other": str(misread.id), "words": "照片相同"}, "一条进厂记录和一条出厂记录"),
    ):
        refused = guard.post(there, data=form)
        assert refused.status_code == 422
        assert sentence in refused.text
    form = {"other": str(entry.id), "words": "照片相同"}
    assert guard.post(there, data=form).status_code == 303
    assert guard.post(there, data=form).status_code == 422  # they stand open no more
    row = guard.get(f"/passages/{entry.id}").text
    assert "操作人 guard" in row
    assert "3 天" in row
    assert "照片相同" in guard.get(f"/trips/{entry.id}").text
    assert "空载 0 吨" in guard.get("/trips?show=all").text
    assert guard.post(f"/trips/{entry.id}/part", data={"words": "不同"}).status_code == 403
    assert manager.post(f"/trips/{entry.id}/part", data={"words": ""}).status_code == 422
    assert manager.post(f"/trips/{entry.id}/part", data={"words": "挂车不同"}).status_code == 303
    assert "挂车不同" in guard.get(f"/trips/{misread.id}").text
    assert [ruling.by for ruling in TripRuling.select()] == ["guard", "manager"]
    assert trips.half_of(entry) is None


def test_an_inspector_looks_and_joins_nothing(app: Flask, halves: tuple[Passage, Passage]) -> None:
    inspector = as_person(app, cast.INSPECTOR)
    page = inspector.get(f"/trips/{halves[1].id}").text
    assert "车牌相似" in page
    assert "确认是同一次进出厂" not in page
    assert 'type="radio"' not in page
    form = {"other": str(halves[0].id), "words": "照片相同"}
    assert inspector.post(f"/trips/{halves[1].id}/join", data=form).status_code == 403


def test_spans_are_told_in_the_two_units_that_matter(app: Flask) -> None:
    with app.test_request_context():
        told = [how_long(timedelta(minutes=minutes)) for minutes in (0, 59, 60, 200, 1440, 4500)]
    assert told == [
        "0 分钟",
        "59 分钟",
        "1 小时 0 分",
        "3 小时 20 分",
        "1 天 0 小时",
        "3 天 3 小时",
    ]
