"""The search page: one address, whole or as its results alone."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import escape, unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from peewee import DatabaseError, SqliteDatabase
from playhouse.test_utils import count_queries

from gate import clock, looking
from gate.looking import What
from gate.models import Lane, Look
from gate.models import database as tables
from tests import cast
from tests.browsing import HTMX, as_person
from tests.portal.conftest import Passing


def test_what_was_asked_stands_in_the_fields_again(guard: FlaskClient, passing: Passing) -> None:
    passing()
    page = guard.get("/passages?plate=7K2&verdict=open&start=2026-01-01T00:00").text
    assert 'value="7K2"' in page
    assert 'value="2026-01-01T00:00"' in page
    assert 'selected value="open"' in page
    assert "共 1 条记录" in page


def test_typing_fetches_the_results_alone_and_keeps_a_clean_address(
    guard: FlaskClient, passing: Passing
) -> None:
    passing()
    response = guard.get("/passages?plate=7K2&start=&end=&gate_no=&stage=", headers=HTMX)
    assert response.text.strip().startswith('<section id="results"')
    assert response.headers["HX-Push-Url"] == "/passages?plate=7K2"
    assert 'id="announcements" hx-swap-oob="innerHTML">共 1 条记录' in response.text


def test_a_field_that_makes_no_sense_is_left_out_and_said(
    guard: FlaskClient, passing: Passing
) -> None:
    passing()
    response = guard.get("/passages?start=yesterday&verdict=perhaps")
    assert response.status_code == 422
    assert "查询时已略过" in response.text
    assert "共 1 条记录" in response.text


def test_one_turns_pages_there_and_back(guard: FlaskClient, passing: Passing) -> None:
    for number in range(26):
        passing(seconds_ago=number + 1, serial_no=f"S{number}")
    first = guard.get("/passages?plate=7K2").text
    assert 'rel="prev"' not in first
    second = guard.get(address_of(first, "next")).text
    assert second.count('class="rows-time"') == 1
    assert "回到最新" in second
    assert 'rel="next"' not in second
    again = guard.get(address_of(second, "prev")).text
    assert again.count('class="rows-time"') == 25
    assert 'rel="prev"' not in again


def address_of(page: str, rel: str) -> str:
    found = re.search(f'rel="{rel}" href="([^"]+)"', page)
    assert found is not None
    return unescape(found[1])


def test_each_condition_is_a_chip_that_takes_itself_off(
    guard: FlaskClient, passing: Passing, lanes: list[Lane]
) -> None:
    passing()
    asked = "plate=7k268&match=one&stage=6&carrier=北方&lane_id=1&reason=allowed&opened=automatic"
    page = guard.get(f"/passages?{asked}").text
    chips = dict(re.findall(r'class="filter" href="([^"]+)"><span>(.*?)</span>', page))
    assert list(chips.values()) == [
        "车牌", "车牌匹配方式", "车道", "原因", "开闸方式", "排放阶段", "车队",
    ]  # fmt: skip
    without = {label: unescape(href) for href, label in chips.items()}
    assert "stage" not in without["排放阶段"]
    assert "carrier" in without["排放阶段"]
    assert "match" not in without["车牌"]


def test_a_look_alike_is_marked_where_it_differs(guard: FlaskClient, passing: Passing) -> None:
    passing(plate_no="冀B7K266")
    page = guard.get("/passages?plate=冀B7K268&match=one").text
    assert "冀B7K26<mark>6</mark>" in page


def test_a_search_is_kept_under_a_name_and_only_for_its_owner(
    app: Flask, guard: FlaskClient
) -> None:
    asked = "plate=%E5%86%80B%3F2%2A&verdict=hold"
    kept = guard.post("/saved-searches", data={"name": " 被扣的 ", "asked": asked})
    assert kept.location == f"/passages?{asked}"
    assert f'<a href="/passages?{escape(asked)}">被扣的</a>' in guard.get("/passages").text
    guard.post("/saved-searches", data={"name": "被扣的", "asked": "verdict=refuse"})
    page = guard.get("/passages").text
    assert page.count(">被扣的</a>") == 1
    assert "/passages?verdict=refuse" in page
    stranger = as_person(app, cast.MANAGER)
    assert "被扣的" not in stranger.get("/passages").text
    assert stranger.post("/saved-searches/1/forget").status_code == 404
    assert guard.post("/saved-searches", data={"name": " "}).status_code == 303
    assert guard.post("/saved-searches/1/forget").status_code == 303
    assert "被扣的" not in guard.get("/passages").text.replace("查询已删除", "")


def test_every_look_is_written_down_and_nobody_can_take_it_back(
    app: Flask, guard: FlaskClient, passing: Passing, photo: str
) -> None:
    number = passing().id
    guard.get("/passages?plate=7K2&start=2026-01-01T00:00")
    guard.get(f"/passages/{number}")
    guard.get(f"/photos/{photo}")
    guard.get(f"/photos/{photo}?w=320")
    told = [(look.by, look.what, look.passage_id, look.told) for look in Look.select()]
    assert told == [
        ("guard", "search", None, "start=2026-01-01T00%3A00&plate=7K2"),
        ("guard", "passage", number, ""),
        ("guard", "photo", None, photo),
    ]
    page = as_person(app, cast.INSPECTOR).get("/looks?by=guard").text
    assert page.count("<td>guard</td>") == 3
    assert "车牌 7K2" in page
    assert "没有这样的查阅记录" in as_person(app, cast.ADMIN).get("/looks?by=nobody").text
    for statement in ("UPDATE look SET by = 'x'".replace("by", '"by"'), "DELETE FROM look"):
        with pytest.raises(DatabaseError, match="only ever added to"), tables.atomic():
            tables.execute_sql(statement)


def test_times_of_the_search_are_beijing_times(
    guard: FlaskClient, passing: Passing, lanes: list[Lane]
) -> None:
    passage = passing()
    minute = passage.passed_at.astimezone(clock.BEIJING).strftime("%Y-%m-%dT%H:%M")
    assert "共 1 条记录" in guard.get(f"/passages?start={minute}").text
    assert (
        "共 0 条记录" in guard.get(f"/passages?end={minute}:00").text
        or passage.passed_at.second == 0
    )


def test_a_page_asks_the_database_little_however_many_rows(
    guard: FlaskClient, passing: Passing
) -> None:
    for number in range(20):
        passing(seconds_ago=number + 1, serial_no=f"S{number}")
    # Some of the live page ask what waits, and which control policy is in force; one of all, for the navigation.
    for address, most in (("/passages", 10), ("/", 13), ("/passages/1", 13)):
        with count_queries() as counter:
            guard.get(address)
        assert counter.count <= most, address


def test_nothing_found_says_what_to_try(guard: FlaskClient) -> None:
    assert "没有符合条件的记录" in guard.get(f"/passages?plate={cast.UNKNOWN.plate_no}").text


def test_the_database_is_closed_after_every_answer(guard: FlaskClient) -> None:
    guard.get("/passages")
    assert isinstance(tables.obj, SqliteDatabase) is False or tables.is_closed()


def test_looks_of_one_moment_are_each_written_once(app: Flask) -> None:
    def look(number: int) -> None:
        with tables.connection_context():
            looking.note(f"guard{number}", What.SEARCH, told=str(number))

    with ThreadPoolExecutor(16) as people:
        list(people.map(look, range(64)))
    assert sorted(int(row.told) for row in Look.select()) == list(range(64))
