"""A person lifts an arm: with a reason, within two seconds, and is told what became of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from gate.models import Lane, User
from portal import create_app
from settings import Settings
from tests import cast, duty
from tests.browsing import HTMX, as_person
from workers.orders import Answer, Order
from workers.queues import connect

CHECKED = {"choice": "checked", "words": "送备件，已联系采购"}


@pytest.fixture
def on_duty(redis: Redis) -> Callable[..., object]:
    """A lane that answers orders as told, and remembers them."""

    @contextmanager
    def serving(lane: Lane, answer: Answer) -> Iterator[list[Order]]:
        taken: list[Order] = []

        def carry_out(order: Order) -> Answer:
            taken.append(order)
            return answer

        with duty.serving(redis, lane.id, carry_out):
            yield taken

    return serving


def test_the_order_names_who_and_why(
    guard: FlaskClient, lanes: list[Lane], on_duty: Callable[..., object]
) -> None:
    with on_duty(lanes[0], Answer(True)) as taken:  # type: ignore[attr-defined]
        response = guard.post("/lanes/1/lift", data=CHECKED | {"passage_id": "7"})
    assert (response.status_code, response.location) == (303, "/")
    assert "东门进厂：道闸已抬起。" in guard.get("/").text
    order = taken[0]
    assert (order.what, order.by, order.passage_id) == ("lift", "guard", 7)
    assert order.reason == "人工核验放行：送备件，已联系采购"


def test_the_ledger_keeps_the_reason_in_chinese(
    guard: FlaskClient, lanes: list[Lane], on_duty: Callable[..., object]
) -> None:
    guard.post("/language", data={"language": "en"})
    assert "Emergency vehicle" in guard.get("/lanes/1/lift").text
    with on_duty(lanes[0], Answer(True)) as taken:  # type: ignore[attr-defined]
        guard.post("/lanes/1/lift", data={"choice": "emergency"})
    assert taken[0].reason == "应急抢险车辆"
    assert taken[0].passage_id is None


def test_with_htmx_the_form_goes_and_a_toast_comes(
    guard: FlaskClient, lanes: list[Lane], on_duty: Callable[..., object]
) -> None:
    with on_duty(lanes[0], Answer(False, "not_lifted")):  # type: ignore[attr-defined]
        response = guard.post("/lanes/1/lift", data=CHECKED, headers=HTMX)
    assert response.status_code == 200
    assert "<form" not in response.text
    assert 'id="toast" hx-swap-oob="innerHTML"' in response.text
    assert "notice-danger" in response.text
    assert "道闸没有抬起，请使用门岗现场按钮" in response.text
    assert "道闸没有抬起" not in guard.get("/").text  # it was said once


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "choice-errors"),
        ({"choice": "because"}, "choice-errors"),
        ({"choice": "other"}, "请简单说明原因"),
        ({"choice": "other", "words": "   "}, "请简单说明原因"),
        ({"choice": "checked", "words": "长" * 201}, "words-errors"),
    ],
)
def test_without_a_reason_nothing_is_ordered(
    guard: FlaskClient, lanes: list[Lane], redis: Redis, form: dict[str, str], said: str
) -> None:
    response = guard.post("/lanes/1/lift", data=form, headers=HTMX)
    assert response.status_code == 422
    assert said in response.text
    assert redis.keys("*orders*") == []


def test_a_lane_that_does_not_answer_is_told_so(guard: FlaskClient, lanes: list[Lane]) -> None:
    guard.post("/lanes/1/lift", data=CHECKED)
    assert "车道没有回应。请先看清道闸状态" in guard.get("/").text


def test_without_redis_the_button_at_the_gate_is_the_way(
    settings: Settings, people: dict[str, User], lanes: list[Lane]
) -> None:
    app = create_app(settings, redis=connect("redis://127.0.0.1:1"))
    client = as_person(app, cast.GUARD)
    client.post("/lanes/1/lift", data=CHECKED)
    assert "请使用门岗现场按钮" in client.get("/").text


def test_inspectors_and_carriers_do_not_lift(app: Flask, lanes: list[Lane], redis: Redis) -> None:
    for person in (cast.INSPECTOR, cast.CARRIER):
        assert as_person(app, person).post("/lanes/1/lift", data=CHECKED).status_code == 403
    assert redis.keys("*orders*") == []
