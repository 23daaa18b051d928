"""The doorbell: whoever listens hears every topic once, then each as it is rung, and silence in between."""

from itertools import islice

import pytest
from redis import Redis, RedisError
from redis.client import PubSub

from tests.real_redis import RealRedis
from workers import live, queues


def test_on_connecting_every_topic_is_heard_once(redis: Redis) -> None:
    heard = live.listen(redis)
    assert tuple(islice(heard, len(live.TOPICS))) == live.TOPICS
    heard.close()  # type: ignore[attr-defined]


def test_what_is_rung_is_heard_and_silence_is_told(redis: Redis) -> None:
    heard = live.listen(redis, heartbeat_s=0.2)
    first = list(islice(heard, len(live.TOPICS)))
    assert set(first) == set(live.TOPICS)
    for topic in (live.PASSAGE, live.LANE, live.UPLOAD):
        assert live.ring(redis, topic)
    rung: list[str] = []
    for told in heard:
        if told is not None:
            rung.append(told)
        elif len(rung) == 3:
            break
    assert rung == [live.PASSAGE, live.LANE, live.UPLOAD]
    heard.close()  # type: ignore[attr-defined]


def test_a_ring_before_the_topics_were_taken_is_not_lost(redis: Redis) -> None:
    heard = live.listen(redis, heartbeat_s=0.2)
    next(heard)
    live.ring(redis, live.VEHICLE)
    rest = list(islice(heard, len(live.TOPICS) + 1))
    assert rest.count(live.VEHICLE) == 2
    heard.close()  # type: ignore[attr-defined]


def test_without_redis_ringing_is_told_and_listening_ends(own_redis: RealRedis) -> None:
    with queues.connect(own_redis.url) as redis:
        heard = live.listen(redis, heartbeat_s=0.2)
        list(islice(heard, len(live.TOPICS)))
        own_redis.stop()
        assert not live.ring(redis, live.LANE)
        with pytest.raises(RedisError):
            list(islice(heard, 50))


def test_a_connection_closed_in_mid_wait_ends_listening_as_a_redis_that_died(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object, **__: object) -> None:
        raise ValueError(
            "I/O operation on closed file"
        )  # what the socket says to its waiting thread

    heard = live.listen(redis)
    list(islice(heard, len(live.TOPICS)))
    monkeypatch.setattr(PubSub, "get_message", closed)
    with pytest.raises(RedisError):
        next(heard)
