"""What a guard and a manager do with a vehicle that waits: page by page, without scripts, and two at once."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from gate import cases, corrections, ledger
from gate.cases.rules import State
from gate.ledger import Result
from gate.models import Case, Lane, Passage, Vehicle, database
from portal import create_app
from settings import Settings
from tests import cast, duty
from tests.browsing import HTMX, as_person
from tests.portal.conftest import Passing
from workers.orders import Answer, Order
from workers.queues import connect

HELD = {"verdict": "hold", "reasons": "not_registered", "opening_mode": ""}
REFUSED = {"verdict": "refuse", "reasons": "listed", "opening_mode": ""}
UP = Answer(True)
CHECKED = {"choice": "checked", "words": ""}
OnDuty = Callable[..., AbstractContextManager[list[Order]]]


@pytest.fixture
def on_duty(redis: Redis, lanes: list[Lane]) -> OnDuty:
    """A lane whose arm does as told, and which writes down what it did, as a watcher does."""

    @contextmanager
    def serving(answer: Answer = UP) -> Iterator[list[Order]]:
        taken: list[Order] = []

        def carry_out(order: Order) -> Answer:
            taken.append(order)
            if answer.done:
                with database.connection_context():
                    passage = Passage.get_by_id(order.passage_id)
                    result = Result.LIFTED_BY_PERSON
                    ledger.note_outcome(passage, result, position="open", by=order.by)
            return answer

        with duty.serving(redis, lanes[0].id, carry_out):
            yield taken

    return serving


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


def said(client: FlaskClient) -> str:
    """The page after it, which says what became of the action."""
    return client.get("/").text


def test_it_is_let_in_by_a_person_and_the_order_says_why(
    guard: FlaskClient, passing: Passing, on_duty: OnDuty
) -> None:
    held = passing(**HELD)
    page = guard.get("/").text
    assert 'href="/cases/1/admit"' in page
    with on_duty() as taken:
        answer = guard.post("/cases/1/admit", data=CHECKED | {"words": "送备件"})
    assert (answer.status_code, answer.location) == (303, "/")
    [order] = taken
    assert (order.by, order.passage_id, order.reason) == ("guard", held.id, "人工核验放行：送备件")
    assert "道闸已抬起" in said(guard)
    assert (Case.get().state, Case.get().by) == (State.ADMITTED, "guard")


def test_an_arm_that_did_not_move_leaves_it_waiting_and_says_why(
    guard: FlaskClient, passing: Passing, on_duty: OnDuty
) -> None:
    passing(**HELD)
    with on_duty(Answer(False, "not_lifted")):
        guard.post("/cases/1/admit", data=CHECKED)
    page = said(guard)
    assert (
        page.count("道闸没有抬起，请使用门岗现场按钮") == 3
    )  # said once, at the case, and in its story
    assert [case.problem for case in cases.open()] == ["not_lifted"]
    assert "要放行，道闸没有动作" in page


def test_of_two_guards_one_acts_and_the_other_is_told_who_and_when(
    app: Flask, guard: FlaskClient, manager: FlaskClient, passing: Passing, on_duty: OnDuty
) -> None:
    passing(**HELD)
    with on_duty() as taken:
        guard.post("/cases/1/admit", data=CHECKED)
        late = manager.post("/cases/1/admit", data=CHECKED, headers=HTMX)
        lift = manager.post("/lanes/1/lift", data=CHECKED | {"passage_id": "1"}, headers=HTMX)
    for answer in (late, lift):
        assert "王守门 已于" in answer.text
        assert "放行" in answer.text
    assert len(taken) == 1
    assert "王守门 已于" in manager.get("/cases/1/refuse").text


def test_a_refused_vehicle_takes_the_managers_yes(
    guard: FlaskClient, manager: FlaskClient, passing: Passing, on_duty: OnDuty,
    vehicles: dict[str, Vehicle],
) -> None:  # fmt: skip
    passing(plate_no=cast.LISTED.plate_no, **REFUSED)
    with on_duty() as taken:
        assert guard.post("/cases/1/admit", data=CHECKED).status_code == 422
        assert taken == []
        guard.post("/cases/1/ask")
        assert "已请示环保管理员" in said(guard)
        assert "王守门 向您请示" in manager.get("/questions/bell", headers=HTMX).text
        assert "1 件等您答复" in manager.get("/passages").text
        question = manager.get("/questions").text
        asked_at = question.split('name="asked_at" value="')[1].split('"')[0]
        told = {"asked_at": asked_at, "answer": "yes"}
        assert manager.post("/questions/1", data=told).status_code == 422
        manager.post("/questions/1", data=told | {"words": "救灾物资，准予入厂"})
        assert "李环保 同意：救灾物资，准予入厂" in guard.get("/", headers=HTMX).text
        guard.post("/cases/1/admit", data=CHECKED)
    [order] = taken
    assert order.reason == "人工核验放行；manager 同意：救灾物资，准予入厂"
    assert "环保管理员同意放行" in guard.get("/passages/1").text


def test_a_manager_at_the_screen_says_so_in_words(
    manager: FlaskClient, passing: Passing, on_duty: OnDuty, vehicles: dict[str, Vehicle]
) -> None:
    passing(plate_no=cast.LISTED.plate_no, **REFUSED)
    with on_duty() as taken:
        assert manager.post("/cases/1/admit", data=CHECKED).status_code == 422
        manager.post("/cases/1/admit", data=CHECKED | {"words": "消防演练"})
    assert len(taken) == 1
    assert [note.what for note in cases.notes(Passage.get())] == ["allowed"]


def test_an_emergency_lift_passes_the_rules_by_and_is_never_called_otherwise(
    guard: FlaskClient, passing: Passing, on_duty: OnDuty
) -> None:
    held = passing(**REFUSED)
    with on_duty() as taken:
        guard.post("/lanes/1/lift", data={"choice": "emergency", "passage_id": str(held.id)})
    assert [order.reason for order in taken] == ["应急抢险车辆"]
    assert Case.get().state == State.ADMITTED
    assert Passage.get().verdict == "refuse"


def test_it_is_sent_away_with_a_reason(guard: FlaskClient, passing: Passing) -> None:
    passing(**REFUSED)
    assert guard.post("/cases/1/refuse", data={"choice": "other"}).status_code == 422
    answer = guard.post("/cases/1/refuse", data={"choice": "rules"}, headers=HTMX)
    assert answer.headers["HX-Trigger"] == "told"
    assert "已记录，道闸保持关闭" in answer.text
    page = guard.get("/").text
    assert "王守门 已于" in page
    assert "没有车辆等待处理" in page
    [note] = cases.notes(Passage.get())
    assert (note.what, note.by, note.words) == ("sent_away", "guard", "不符合放行条件，已劝返")


def test_a_typed_plate_is_judged_and_the_correction_waits_for_a_second_person(
    guard: FlaskClient, passing: Passing, vehicles: dict[str, Vehicle]
) -> None:
    doubtful = {"verdict": "hold", "reasons": "looks_like_registered", "opening_mode": ""}
    passing(plate_no="冀B7K26B", look_alike=cast.APPROVED.plate_no, **doubtful)
    assert "是另一辆车" in guard.get("/").text or "没有来过" in guard.get("/").text
    wrong = guard.post("/cases/1/plate", data={"plate_no": "冀B7K", "plate_colour": "1"})
    assert wrong.status_code == 422
    typed = {"plate_no": cast.APPROVED.plate_no, "plate_colour": "1"}
    answer = guard.post("/cases/1/plate", data=typed)
    assert answer.location == "/?case=1"
    page = guard.get("/?case=1").text
    assert "原识别：冀B7K26B" in page
    assert '<kbd class="keycap" aria-hidden="true">A</kbd><span>放行</span>' in page
    assert corrections.count_waiting() == 1
    assert (Case.get().verdict, Passage.get().plate_no) == ("open", "冀B7K26B")


def test_pages_for_those_who_only_look_offer_nothing_to_do(app: Flask, passing: Passing) -> None:
    passing(**HELD)
    inspector = as_person(app, cast.INSPECTOR)
    page = inspector.get("/").text
    assert "待处理车辆" in page
    assert "/cases/" not in page
    assert inspector.post("/cases/1/ask").status_code == 403


def test_without_redis_nothing_is_lifted_and_it_waits_on(
    settings: Settings, guard: FlaskClient, passing: Passing
) -> None:
    passing(**HELD)
    client = as_person(create_app(settings, redis=connect("redis://127.0.0.1:1")), cast.GUARD)
    client.post("/cases/1/admit", data=CHECKED)
    page = client.get("/").text
    assert "请用门岗现场按钮抬杆" in page
    assert [case.problem for case in cases.open()] == ["no_redis"]


def test_what_is_away_and_what_is_owed_stand_in_one_line(
    guard: FlaskClient, lanes: list[Lane], passing: Passing, watched: Callable[..., None]
) -> None:
    for lane in lanes:
        watched(lane)
    assert "待上传 0 条" in guard.get("/").text
    assert "state-away" not in guard.get("/").text
    ledger.note_outcome(passing(), Result.LIFTED, position="open")
    watched(lanes[1], camera={"connected": False, "problem": "the camera sends no picture"})
    watched(lanes[2], barrier={"position": "unknown", "problem": "no answer"})
    page = guard.get("/").text
    assert "待上传 1 条" in page
    assert "东门出厂：摄像机离线 · 南门进出：道闸无应答" in page
