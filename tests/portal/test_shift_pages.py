"""Handing a shift over: what stands open is there already, and each signs with a password of their own."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from gate.models import Handover, Lane, Takeover
from portal.confirming import TRIES
from tests import cast
from tests.browsing import as_person
from tests.portal.conftest import Passing

SIGNED = {"successor": "manager", "words": "地磅待修", "password": cast.PASSWORD}


@pytest.fixture
def over(guard: FlaskClient, lanes: list[Lane]) -> str:
    """A shift that waits for its second signature; the address of its page."""
    answer = guard.post("/shifts/new", data=SIGNED)
    assert answer.status_code == 303
    return str(answer.location)


def test_what_stands_open_is_filled_in_and_frozen(
    guard: FlaskClient, passing: Passing, lanes: list[Lane], watched: Callable[..., None]
) -> None:
    watched(lanes[0], camera={"connected": False, "problem": None})
    passing(lanes[1], verdict="hold", reasons="unread", plate_no="冀B7K264")
    page = guard.get("/shifts/new").text
    assert "7K264" in page
    assert "车道无人值守" in page
    told = guard.get(str(guard.post("/shifts/new", data=SIGNED).location)).text
    for said in ("7K264", "A-001", "摄像机", "地磅待修", "待签字：李环保"):
        assert said in told, said


def test_without_the_own_password_nobody_hands_over(guard: FlaskClient, lanes: list[Lane]) -> None:
    for wrong in (
        {"password": ""},
        {"password": "falsch"},
        {"successor": ""},
        {"successor": "guard"},
    ):
        assert guard.post("/shifts/new", data=SIGNED | wrong).status_code == 422
    assert Handover.select().count() == 0


def test_who_comes_signs_at_the_same_screen(guard: FlaskClient, over: str) -> None:
    assert 'value="manager"' in guard.get(over).text
    mine = guard.post(over, data={"username": "guard", "password": cast.PASSWORD})
    assert (mine.status_code, Takeover.select().count()) == (422, 0)
    for name, password in (("manager", "wrong"), ("inspector", cast.PASSWORD), ("nobody", "x")):
        answer = guard.post(over, data={"username": name, "password": password})
        assert answer.status_code == 422
        assert "用户名或密码" in answer.text
    guard.post(over, data={"username": "Manager", "password": cast.PASSWORD, "words": "已清点"})
    assert (Takeover.get().by, Takeover.get().words) == ("manager", "已清点")
    assert "李环保" in guard.get(over).text
    assert "second" not in guard.get(over).text
    again = guard.post(over, data={"username": "admin", "password": cast.PASSWORD})
    assert again.status_code == 422


def test_or_at_a_screen_of_their_own_where_it_waits(app: Flask, over: str) -> None:
    manager = as_person(app, cast.MANAGER)
    assert "1 份交接班待签字" in manager.get("/passages").text
    assert over in manager.get("/shifts").text
    assert "待签字" not in as_person(app, cast.ADMIN).get("/passages").text
    manager.post(over, data={"username": "manager", "password": cast.PASSWORD})
    assert "待签字" not in manager.get("/passages").text


def test_guessing_is_stopped(guard: FlaskClient, over: str, redis: Redis) -> None:
    tries = [
        guard.post(over, data={"username": "manager", "password": f"guess {n}"}).status_code
        for n in range(TRIES + 1)
    ]
    assert tries == [422] * TRIES + [429]
    right = guard.post(over, data={"username": "manager", "password": cast.PASSWORD})
    assert right.status_code == 429
    assert Takeover.select().count() == 0


def test_an_inspector_reads_and_signs_nothing(app: Flask, over: str) -> None:
    inspector = as_person(app, cast.INSPECTOR)
    assert "地磅待修" in inspector.get(over).text
    assert 'name="password"' not in inspector.get(over).text
    assert inspector.post(over, data=SIGNED).status_code == 403
