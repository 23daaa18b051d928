"""The search page: one address, whole or as its results alone."""

from flask.testing import FlaskClient
from peewee import SqliteDatabase
from playhouse.test_utils import count_queries

from gate import clock
from gate.models import Lane, database
from tests import cast
from tests.browsing import HTMX
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


def test_older_pages_are_linked_until_the_last(guard: FlaskClient, passing: Passing) -> None:
    for number in range(51):
        passing(seconds_ago=number + 1, serial_no=f"S{number}")
    first = guard.get("/passages?plate=7K2").text
    address = first.split('class="btn" href="/passages?plate=7K2&amp;before=')[1].split('"')[0]
    second = guard.get(f"/passages?plate=7K2&before={address}").text
    assert second.count('class="rows-time"') == 1
    assert "回到最新" in second
    assert "更早的记录" not in second


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
    # One of the live page asks which control policy is in force, for its banner; one of all, for the navigation.
    for address, most in (("/passages", 9), ("/", 10), ("/passages/1", 17)):
        with count_queries() as counter:
            guard.get(address)
        assert counter.count <= most, address


def test_nothing_found_says_what_to_try(guard: FlaskClient) -> None:
    assert "没有符合条件的记录" in guard.get(f"/passages?plate={cast.UNKNOWN.plate_no}").text


def test_the_database_is_closed_after_every_answer(guard: FlaskClient) -> None:
    guard.get("/passages")
    assert isinstance(database.obj, SqliteDatabase) is False or database.is_closed()
