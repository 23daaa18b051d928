"""A person's order to a lane: carried out and answered within two seconds, or dead."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from tests import duty
from tests.patience import until
from tests.real_redis import RealRedis
from workers import orders, queues
from workers.orders import Answer, Order

LANE = 7


def ask(redis: Redis, lane: int = LANE) -> Answer:
    return orders.ask(redis, lane, orders.LIFT, by="wang", reason="消防车", passage_id=12)


def test_an_order_is_carried_out_and_answered(redis: Redis) -> None:
    heard: list[Order] = []

    def carry_out(order: Order) -> Answer:
        heard.append(order)
        return Answer(True, "", "open")

    with duty.serving(redis, LANE, carry_out):
        assert ask(redis) == Answer(True, "", "open")
    assert [(o.what, o.by, o.reason, o.passage_id) for o in heard] == [
        (orders.LIFT, "wang", "消防车", 12)
    ]
    assert not heard[0].late


def test_what_the_lane_could_not_do_comes_back_with_why(redis: Redis) -> None:
    with duty.serving(redis, LANE, lambda _: Answer(False, "not_lifted", "no power")):
        assert ask(redis) == Answer(False, "not_lifted", "no power")


def test_another_lane_does_not_hear_it(redis: Redis) -> None:
    with duty.serving(redis, 8, lambda _: pytest.fail("not for this lane"), lives_s=0.1):
        assert ask(redis) == orders.NO_ANSWER


def test_a_late_order_dies_and_is_answered(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "LIFETIME_S", 2.0)
    with ThreadPoolExecutor(1) as person:
        answer = person.submit(ask, redis)
        told = until(lambda: redis.lpop(orders.list_of(LANE)), "it is ordered")
        assert isinstance(told, bytes)
        time.sleep(2.1)  # the lane took it in time, and comes to it only after that
        orders.obey(redis, told, lambda _: pytest.fail("a dead order was carried out"))
    assert answer.result() == orders.LATE


def test_an_order_that_nobody_heard_is_forgotten(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "LIFETIME_S", 0.2)
    assert ask(redis) == orders.NO_ANSWER
    orders.serve(redis, LANE, lambda _: pytest.fail("a forgotten order was carried out"))
    assert redis.keys("greengate:*") == []


def test_orders_are_carried_out_in_turn(redis: Redis) -> None:
    heard: list[str] = []

    def carry_out(order: Order) -> Answer:
        heard.append(order.by)
        return Answer(True)

    people = [
        threading.Thread(
            target=orders.ask, args=(redis, LANE, orders.LIFT), kwargs={"by": by, "reason": ""}
        )
        for by in ("wang", "li")
    ]
    with duty.serving(redis, LANE, carry_out):
        for person in people:
            person.start()
        for person in people:
            person.join()
    assert sorted(heard) == ["li", "wang"]


def test_without_redis_the_person_is_told_at_once(own_redis: RealRedis) -> None:
    with queues.connect(own_redis.url) as redis:
        redis.ping()
        own_redis.stop()
        assert ask(redis) == orders.NO_REDIS
