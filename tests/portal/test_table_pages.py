"""Tables of trucks at the portal: sent, seen with every mistake in a sentence, and taken over where it is ticked."""

import io
import re
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from redis import Redis
from werkzeug.test import TestResponse

from gate import register
from gate.models import User, Vehicle
from gate.sheets.parts import MOST_UNPACKED
from portal import create_app
from settings import Settings
from tests import cast
from tests.browsing import as_person
from tests.gate.fleets import row, with_mistakes, workbook
from tests.gate.lists import plate
from tests.gate.test_hostile_lists_are_refused import with_sheet


@pytest.fixture
def app(settings: Settings, redis: Redis, people: dict[str, User]) -> Flask:
    return create_app(settings, redis=redis)


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


def send(client: FlaskClient, content: bytes, name: str = "车队.xlsx") -> TestResponse:
    return client.post("/vehicles/tables/new", data={"file": (io.BytesIO(content), name)})


def test_an_empty_table_is_given_to_be_filled_in(manager: FlaskClient) -> None:
    answer = manager.get("/vehicles/tables/empty.xlsx")
    assert "车辆白名单模板.xlsx" in unquote(answer.headers["Content-Disposition"])
    assert load_workbook(io.BytesIO(answer.data)).worksheets[0]["A1"].value == "车牌号码*"


def test_a_fleet_of_500_is_seen_with_40_sentences_and_then_taken_over(manager: FlaskClient) -> None:
    mine = register.create({"plate_no": plate(501), "plate_colour": "1", "note": "自己的"}, "admin")
    sent = send(manager, workbook([*with_mistakes(500, 40), row(501)]))
    page = manager.get(sent.location).text
    wrong = re.search(r"<caption[^>]*>无法导入的行.*?</table>", page, re.S)
    assert wrong
    assert wrong[0].count('<tr><th scope="row">') == 40
    assert "车牌号码" in wrong[0] or "车牌" in wrong[0]
    assert Vehicle.select().count() == 1
    address = sent.location.partition("?")[0]
    done = manager.post(address, data={"approve": "1", "name": "车队.xlsx"})
    assert done.status_code == 303
    after = manager.get(done.location).text
    assert "已新增 460 辆，其中审核通过 460 辆；更改 0 辆。" in after
    assert Vehicle.select().where(Vehicle.status == "approved").count() == 460
    assert Vehicle.get_by_id(mine.id).changed_seq == mine.changed_seq


def test_what_differs_is_changed_where_it_is_ticked_and_as_it_was_seen(
    manager: FlaskClient,
) -> None:
    for number in (1, 2):
        told = {"plate_no": plate(number), "plate_colour": "1", "note": "旧"}
        register.create(told, "admin")
    sent = send(manager, workbook([row(1, 备注="新"), row(2, 备注="新")]))
    first, second = re.findall(r'name="take" value="([\d.]+)"', manager.get(sent.location).text)
    address = sent.location.partition("?")[0]
    register.edit(Vehicle.get(Vehicle.plate_no == plate(1)).id, {"note": "别人改的"}, "admin")
    outdated = manager.post(address, data={"take": [first, second]})
    assert outdated.status_code == 422
    assert "期间有人改动了其中的档案" in outdated.text
    assert manager.post(address, data={"take": [second]}).status_code == 303
    assert [v.note for v in Vehicle.select().order_by(Vehicle.id)] == ["别人改的", "新"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04 torn", "既不是工作簿"),
        (with_sheet(b"0" * (MOST_UNPACKED + 1)), "文件过大"),
        ("姓名,电话\n张三,1".encode(), "表格缺少这些列：车牌号码、号牌颜色"),
        ("车牌号码,号牌颜色\n".encode(), "表格里没有车辆"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(
    manager: FlaskClient, content: bytes, sentence: str
) -> None:
    answer = send(manager, content)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_table_that_nobody_sent_is_not_there(manager: FlaskClient) -> None:
    for fingerprint in ("f" * 64, "nonsense"):
        assert manager.get(f"/vehicles/tables/of/{fingerprint}").status_code == 404
