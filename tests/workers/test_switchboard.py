"""The lane's line to the house: it sleeps until there is something to hear or to say, and says it at once."""

import threading
from collections.abc import Iterator, MutableMapping, Sequence
from itertools import islice
from typing import Any

import pytest
from redis import Redis
from structlog.testing import capture_logs

from tests.patience import until
from tests.real_redis import RealRedis
from workers import live, orders, queues
from workers.orders import Answer
from workers.switchboard import Call, Switchboard

LANE = 7
STATUS, STILL = f"greengate:lane:{LANE}:status", f"greengate:lane:{LANE}:still"


@pytest.fixture
def switchboard(redis: Redis) -> Iterator[Switchboard]:
    switchboard = Switchboard(redis, LANE)
    yield switchboard
    switchboard.close()


def asked(redis: Redis, answers: list[Answer]) -> threading.Thread:
    def ask() -> None:
        answers.append(orders.ask(redis, LANE, orders.LIFT, by="wang", reason="消防车"))

    person = threading.Thread(target=ask)
    person.start()
    return person


def test_while_an_order_waits_for_the_loop_pages_are_told_all_the_same(
    redis: Redis, switchboard: Switchboard
) -> None:
    answers: list[Answer] = []
    person = asked(redis, answers)
    call: Call = until(switchboard.waiting, "the order reaches the loop")
    bell = live.listen(redis)
    assert tuple(islice(bell, len(live.TOPICS))) == live.TOPICS
    switchboard.ring(live.PASSAGE)
    assert next(filter(None, bell)) == live.PASSAGE
    bell.close()  # type: ignore[attr-defined]
    assert not answers
    call.reply(Answer(True, "", "open"))
    person.join()
    assert answers == [Answer(True, "", "open")]


def test_a_picture_is_shown_until_the_next_one(redis: Redis, switchboard: Switchboard) -> None:
    switchboard.tell({"state": "quiet"}, b"first")
    until(lambda: redis.get(STILL) == b"first", "the picture is there")
    switchboard.tell({"state": "looking"}, None)
    until(lambda: b"looking" in (redis.get(STATUS) or b""), "the status is another")
    assert redis.get(STILL) == b"first"
    assert redis.ttl(STILL) > redis.ttl(STATUS)


def test_without_redis_it_is_said_once_and_the_line_comes_back(own_redis: RealRedis) -> None:
    with queues.connect(own_redis.url) as redis, capture_logs() as said:
        switchboard = Switchboard(redis, LANE)
        try:
            switchboard.tell({"state": "quiet"}, None)
            until(lambda: redis.exists(STATUS), "the lane is told of")
            own_redis.stop()
            until(lambda: "redis_away" in events(said), "it is noticed")
            switchboard.tell({"state": "quiet"}, None)
            own_redis.start()
            answers: list[Answer] = []
            until(lambda: answers_of(redis, switchboard, answers), "an order is heard again")
        finally:
            switchboard.close()
    assert events(said).count("redis_away") == 1
    assert answers[-1] == Answer(True)


def events(said: Sequence[MutableMapping[str, Any]]) -> list[str]:
    return [line["event"] for line in said]


def answers_of(redis: Redis, switchboard: Switchboard, answers: list[Answer]) -> bool:
    person = asked(redis, answers)
    while person.is_alive():
        if (call := switchboard.waiting()) is not None:
            call.reply(Answer(True))
        person.join(0.02)
    return answers[-1].done
