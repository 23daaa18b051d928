"""The over-emission list's pages: found, listed, released with a reason, and imported only after it was seen."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from rq import Queue
from werkzeug.test import TestResponse

from gate import clock, exceedance
from gate.models import Device, User, Vehicle
from portal import create_app
from settings import Settings
from tests import cast
from tests.browsing import HTMX, as_person
from tests.gate.lists import plate, row, workbook
from tests.portal.conftest import Passing
from workers.fetched import Fetched

ROW = {"plate_no": "鲁Q6Y429", "plate_colour": "1", "reason_code": "6", "issued_at": ""}


@pytest.fixture
def app(
    settings: Settings, redis: Redis, people: dict[str, User], vehicles: dict[str, Vehicle]
) -> Flask:
    return create_app(settings, redis=redis)


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


def send(client: FlaskClient, content: bytes, name: str = "名单.xlsx") -> TestResponse:
    return client.post("/exceedances/imports/new", data={"file": (io.BytesIO(content), name)})


def test_guards_and_inspectors_read_it_and_change_nothing(app: Flask) -> None:
    row_id = exceedance.current()[0].id
    for person in (cast.GUARD, cast.INSPECTOR):
        client = as_person(app, person)
        page = client.get("/exceedances")
        assert cast.LISTED.plate_no[2:] in page.text
        assert 'method="post" action="/exceedances' not in page.text
        assert client.get(f"/exceedances/{row_id}").status_code == 200
        for path in ("new", f"{row_id}/release", "fetch", "imports/new", f"imports/of/{'a' * 64}"):
            assert client.post(f"/exceedances/{path}", data=ROW).status_code == 403
    assert as_person(app, cast.CARRIER).get("/exceedances").status_code == 403


def test_a_plate_is_listed_found_and_released_with_a_reason(manager: FlaskClient) -> None:
    answer = manager.post("/exceedances/new", data=ROW)
    assert answer.status_code == 303
    there = answer.location
    found = manager.get("/exceedances?q=Q6Y4", headers=HTMX)
    assert found.text.strip().startswith('<div id="results"')
    assert there in found.text
    refused = manager.post(f"{there}/release", data={"reason": " "})
    assert refused.status_code == 422
    assert 'id="reason-errors"' in refused.text
    assert manager.post(f"{there}/release", data={"reason": "复检合格"}).status_code == 303
    assert exceedance.of("鲁Q6Y429", "1") is None
    assert "复检合格" in manager.get(there).text
    assert manager.post(f"{there}/release", data={"reason": "又一次"}).status_code == 422
    assert there in manager.get("/exceedances?state=released").text


def test_a_bad_entry_comes_back_with_its_mistakes(manager: FlaskClient) -> None:
    answer = manager.post("/exceedances/new", data={**ROW, "plate_no": "鲁Q", "reason_code": ""})
    assert answer.status_code == 422
    assert 'id="plate_no-errors"' in answer.text
    assert 'id="reason_code-errors"' in answer.text


def test_a_file_is_seen_before_anything_is_applied(manager: FlaskClient) -> None:
    answer = send(manager, workbook([row(1), row(2, 车牌号码="冀B1"), row(3)]))
    assert answer.status_code == 303
    look = manager.get(answer.location)
    assert "本次名单将带来的变化" in look.text
    assert "这不是中国车牌" in look.text or "冀B1" in look.text
    assert cast.LISTED.plate_no[2:] in look.text  # listed with us, and not told of
    assert len(exceedance.current()) == 1
    address, version = answer.location.partition("?")[0], str(version_in(look.text))
    done = manager.post(address, data={"version": version, "name": "名单.xlsx"})
    assert done.status_code == 303
    assert {each.plate_no for each in exceedance.current()} == {
        cast.LISTED.plate_no, plate(1), plate(3),
    }  # fmt: skip
    told = manager.get(done.location)
    assert "名单.xlsx" in told.text
    assert cast.LISTED.plate_no[2:] in told.text


def test_a_list_that_changed_meanwhile_is_shown_again(manager: FlaskClient) -> None:
    address = send(manager, workbook([row(1)])).location.partition("?")[0]
    version = str(version_in(manager.get(address).text))
    exceedance.put_on("鲁Q6Y429", "1", "6", clock.now(), by="zhao")
    again = manager.post(address, data={"version": version})
    assert again.status_code == 422
    assert "名单在此期间已被他人更改" in again.text
    assert exceedance.of(plate(1), "1") is None
    assert manager.post(address, data={"version": version_in(again.text)}).status_code == 303


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0", "另存为 .xlsx"),
        (b"PK\x03\x04 torn", "既不是工作簿"),
        ("姓名,电话\n张三,1".encode(), "表格缺少这些列：车牌号码、号牌颜色、超标原因"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(
    manager: FlaskClient, content: bytes, sentence: str
) -> None:
    answer = send(manager, content)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_no_file_and_no_such_file_are_said(manager: FlaskClient) -> None:
    assert manager.post("/exceedances/imports/new", data={}).status_code == 422
    assert manager.get(f"/exceedances/imports/of/{'a' * 64}").status_code == 404
    assert manager.get("/exceedances/imports/of/..%2f..%2fetc").status_code == 404
    assert manager.get("/exceedances/imports/4711").status_code == 404


def test_a_button_asks_the_platform_and_the_page_waits(manager: FlaskClient, redis: Redis) -> None:
    Device.create(
        kind="platform", name="市平台", driver="rsa2_platform", config="{}", lane=None, enabled=True
    )
    assert manager.post("/exceedances/fetch").status_code == 303
    assert [job.func_name for job in Queue("jobs", connection=redis).jobs] == [
        "workers.calls.fetch_exceedances"
    ]
    told = manager.get("/exceedances/fetched", headers=HTMX)
    assert told.text.strip().startswith('<section id="fetched"')
    assert 'hx-trigger="load delay:2s"' in told.text
    Fetched().failed("the platform cannot be reached").keep(redis)
    told = manager.get("/exceedances/fetched", headers=HTMX)
    assert "无法连接平台" in told.text
    assert "现有名单继续有效" in told.text
    assert "hx-trigger" not in told.text


def version_in(html: str) -> Any:
    """The version that the page was made for."""
    return html.partition('name="version" value="')[2].partition('"')[0]


def test_a_refused_row_names_the_entry_that_refused_it(app: Flask, passing: Passing) -> None:
    entry = exceedance.put_on("鲁Q6Y429", "1", "5", "2026-01-08T08:30", by="li")
    told = {"plate_no": "鲁Q6Y429", "verdict": "refuse", "reasons": "listed"}
    passage = passing(grounds='{"listed_for":"5"}', **told)
    exceedance.release(entry.id, "li", "复检合格")
    guard = as_person(app, cast.GUARD)
    page = guard.get(f"/passages/{passage.id}").text
    assert "尾气遥感监测" in page
    assert "2026-01-08 08:30:00 起以 鲁Q6Y429 列入名单" in page
    after = passing(seconds_ago=-60, grounds='{"listed_for":"5"}', **told)
    assert "起以 鲁Q6Y429" not in guard.get(f"/passages/{after.id}").text
