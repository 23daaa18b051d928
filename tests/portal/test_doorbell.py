"""The doorbell: what is rung is heard within a second, and too many listeners never block the pages."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from flask import Flask
from redis import Redis

from gate.models import User
from portal import create_app, live
from settings import Settings
from tests import cast
from tests.browsing import as_person
from tests.patience import until
from tests.portal.serving import served
from tests.real_redis import RealRedis
from workers.live import PASSAGE, TOPICS, ring
from workers.queues import connect


@pytest.fixture(autouse=True)
def quick_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_S", 0.2)


@contextmanager
def listening(address: str, app: Flask) -> Iterator[requests.Response]:
    """Somebody of the guard room on the live stream."""
    cookie = as_person(app, cast.GUARD).get_cookie("greengate")
    assert cookie is not None
    with requests.Session() as session:
        session.trust_env = False
        session.cookies.set("greengate", cookie.value)
        with session.get(f"{address}/live", stream=True, timeout=30) as response:
            yield response


def events(response: requests.Response) -> Iterator[str]:
    """The names of the events, and "" for a heartbeat."""
    for line in response.iter_lines(chunk_size=1, decode_unicode=True):
        if line.startswith("event: "):
            yield line.removeprefix("event: ")
        elif line.startswith(":"):
            yield ""


def test_every_topic_is_rung_once_on_connect(app: Flask) -> None:
    with served(app) as address, listening(address, app) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        assert response.headers["X-Accel-Buffering"] == "no"
        heard = events(response)
        assert [next(heard) for _ in TOPICS] == list(TOPICS)


def test_a_ring_is_heard(app: Flask, redis: Redis) -> None:
    with served(app) as address, listening(address, app) as response:
        heard = events(response)
        first = [next(heard) for _ in range(len(TOPICS) + 1)]
        assert first == [*TOPICS, ""]
        assert ring(redis, PASSAGE)
        assert next(topic for topic in heard if topic) == PASSAGE


def test_silence_is_filled_with_heartbeats(app: Flask) -> None:
    with served(app) as address, listening(address, app) as response:
        heard = events(response)
        assert [next(heard) for _ in range(len(TOPICS) + 3)][len(TOPICS) :] == ["", "", ""]


def test_one_screen_too_many_is_told_to_poll_and_a_place_comes_free(
    settings: Settings, redis: Redis, people: dict[str, User]
) -> None:
    app = create_app(settings.model_copy(update={"threads": 9}), redis=redis)
    with served(app) as address:
        with listening(address, app) as first, listening(address, app) as second:
            assert (first.status_code, second.status_code) == (200, 204)

        def listens() -> bool:
            with listening(address, app) as third:
                return third.status_code == 200

        until(listens, "a place comes free")


def test_a_stream_ends_when_redis_dies_and_serves_again_when_it_is_back(
    settings: Settings, own_redis: RealRedis, people: dict[str, User]
) -> None:
    with connect(own_redis.url) as redis:
        app = create_app(settings, redis=redis)
        with served(app) as address:
            with listening(address, app) as response:
                heard = events(response)
                assert next(heard) == TOPICS[0]
                own_redis.kill()
                assert set(heard) <= {*TOPICS, ""}  # and it ends
            with listening(address, app) as response:
                assert list(events(response)) == []
            own_redis.start()
            with listening(address, app) as response:
                assert next(events(response)) == TOPICS[0]


def test_a_stream_ends_by_itself_so_that_whoever_was_signed_out_stops_listening(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LONGEST_S", 0.0)
    with served(app) as address, listening(address, app) as response:
        assert list(events(response)) == [TOPICS[0]]
