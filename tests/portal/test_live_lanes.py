"""The live page: what each lane sees, what was decided last, and what is wrong, in plain words."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from gate import ledger
from gate.ledger import Result
from gate.models import Lane, User
from gate.models import database as tables
from portal import create_app
from settings import Settings
from tests import cast
from tests.browsing import HTMX, as_person
from tests.portal.conftest import Passing
from workers.queues import connect

Watched = Callable[..., None]


@pytest.fixture
def cut_off(settings: Settings, people: dict[str, User]) -> Flask:
    """A portal whose Redis is away."""
    return create_app(settings, redis=connect("redis://127.0.0.1:1"))


def test_a_lane_shows_its_state_and_its_arm(
    guard: FlaskClient, lanes: list[Lane], watched: Watched
) -> None:
    watched(lanes[0], state="looking", barrier={"position": "open", "problem": None})
    page = guard.get("/").text
    assert "东门进厂" in page
    assert "识别中" in page
    assert "<b>已抬起</b>" in page


def test_a_lane_without_a_watcher_says_so(
    guard: FlaskClient, lanes: list[Lane], watched: Watched
) -> None:
    watched(lanes[0])
    watched(lanes[1])
    page = guard.get("/").text
    assert page.count("目前没有程序在值守这条车道") == 1
    assert "南门进出：无人值守" in page
    assert "东门进厂：无人值守" not in page


def test_a_fault_of_a_device_is_told_in_the_readers_language(
    guard: FlaskClient, lanes: list[Lane], watched: Watched
) -> None:
    watched(lanes[0], camera={"connected": False, "problem": "the camera sends no picture"})
    page = guard.get("/").text
    assert "<b>故障</b>" in page
    assert "the camera sends" not in page


def test_a_status_of_another_version_is_no_status(
    guard: FlaskClient, lanes: list[Lane], redis: Redis
) -> None:
    redis.set(f"greengate:lane:{lanes[0].id}:status", b'{"at": "whenever"}')
    assert guard.get("/").text.count("lane-state-away") == len(lanes)


def test_the_last_decision_stands_large_with_its_weightiest_reason(
    guard: FlaskClient, passing: Passing
) -> None:
    passing(verdict="refuse", reasons="stage_too_low,expired", plate_no="晋K3860M")
    page = guard.get("/").text
    assert "lane-refuse lane-waits lane-calls" in page
    assert "禁止通行" in page
    assert "排放阶段低于现行管控要求" in page
    assert "车辆备案已过有效期" not in page


def test_a_held_vehicle_waits_until_it_has_gone_through(
    guard: FlaskClient, passing: Passing
) -> None:
    passage = passing(verdict="hold", reasons="not_registered", opening_mode="")
    assert f"/lanes/1/lift?passage={passage.id}" in guard.get("/").text
    ledger.note_outcome(passage, Result.LIFTED_BY_PERSON, position="open", by="guard")
    page = guard.get("/").text
    assert "lane-waits" not in page
    assert f"/lanes/1/lift?passage={passage.id}" not in page


def test_only_the_vehicle_that_has_waited_longest_calls_for_a_person(
    guard: FlaskClient, passing: Passing, lanes: list[Lane]
) -> None:
    passing(lanes[2], seconds_ago=5, verdict="hold", reasons="unread")
    passing(lanes[0], seconds_ago=20, verdict="hold", reasons="unread")
    page = guard.get("/").text
    assert page.count("lane-waits") == 2
    assert page.count("lane-calls") == 1
    assert page.index("lane-calls") < page.index("lane-1-name") < page.index("lane-2-name")


def test_old_news_steps_back(guard: FlaskClient, passing: Passing) -> None:
    passing(seconds_ago=1200)
    page = guard.get("/").text
    assert "lane-idle" in page
    assert "decision-old" in page
    assert "lane-waits" not in page


def test_a_lane_that_is_switched_off_is_not_shown(guard: FlaskClient, lanes: list[Lane]) -> None:
    Lane.update(enabled=False).where(Lane.id == lanes[1].id).execute()
    page = guard.get("/").text
    assert "东门出厂" not in page
    assert guard.get(f"/lanes/{lanes[1].id}/lift").status_code == 404


def test_the_still_of_a_lane(guard: FlaskClient, lanes: list[Lane], watched: Watched) -> None:
    assert guard.get("/lanes/1/still.jpg").status_code == 404
    watched(lanes[0], still=b"jpeg")
    response = guard.get("/lanes/1/still.jpg")
    assert (response.data, response.mimetype) == (b"jpeg", "image/jpeg")
    assert response.headers["Cache-Control"] == "no-store"


def test_without_redis_the_page_stands_and_names_the_button_at_the_gate(
    cut_off: Flask, passing: Passing
) -> None:
    passing()
    client = as_person(cut_off, cast.GUARD)
    page = client.get("/").text
    assert "页面已失去实时连接" in page
    assert "请用门岗现场按钮抬杆" in page
    assert cast.APPROVED.plate_no[:2] in page
    assert 'class="btn' not in page
    assert client.get("/lanes/1/still.jpg").status_code == 404


def test_an_inspector_sees_but_does_not_lift(app: Flask, lanes: list[Lane]) -> None:
    assert "手动抬杆" not in as_person(app, cast.INSPECTOR).get("/").text


def test_health_is_told_to_everybody(app: Flask, cut_off: Flask) -> None:
    assert app.test_client().get("/health").json == {"ok": True, "database": True, "redis": True}
    assert cut_off.test_client().get("/health").json == {
        "ok": True, "database": True, "redis": False,
    }  # fmt: skip


def test_one_that_was_to_be_let_in_and_is_no_longer_waits_for_a_person(
    guard: FlaskClient, passing: Passing
) -> None:
    passage = passing(verdict="open", reasons="allowed")
    for result, detail in ((Result.NOT_LIFTED, ""), (Result.NO_LONGER_OPEN, "listed,suspended")):
        ledger.note_outcome(passage, result, position="closed", detail=detail)
    page = guard.get("/").text
    assert f"/lanes/1/lift?passage={passage.id}" in page
    assert "在环保部门的排放超标名单内" in page
    told = guard.get(f"/passages/{passage.id}").text
    assert "最新信息显示该车不得放行" in told
    assert "已暂停" in told


def test_the_whole_screen_asks_few_questions(
    guard: FlaskClient, passing: Passing, lanes: list[Lane]
) -> None:
    for lane in lanes:
        passing(lane, verdict="hold", reasons="not_registered", opening_mode="")
    guard.get("/")
    asked: list[object] = []
    tables.obj.query_hooks.append(asked.append)
    guard.get("/", headers=HTMX)
    tables.obj.query_hooks.clear()
    assert len(asked) <= 20
