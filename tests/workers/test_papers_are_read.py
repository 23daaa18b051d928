"""A photographed paper, asked for as a page does and read by a real worker; what cannot be read is told as failed."""

from typing import Any

import numpy as np
import pytest
from redis import Redis
from rq import SimpleWorker

from gate.papers import EMISSION_LIST, LICENCE_FRONT, readings
from gate.papers.readings import State
from settings import Settings
from tests import drawn_papers
from workers import context, paper_calls, queues


@pytest.fixture
def house(settings: Settings, database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs of this test's own installation."""
    monkeypatch.setattr(context, "settings", lambda: settings)
    monkeypatch.setattr(context, "open_database", lambda: None)


def work(redis: Redis) -> None:
    paper_calls.call(redis)
    SimpleWorker([queues.PAPERS], connection=redis).work(burst=True)


def test_what_is_asked_for_is_read_and_what_is_no_picture_fails(house: None, redis: Redis) -> None:
    licence = context.store().keep(drawn_papers.as_jpeg(drawn_papers.front()))
    text = context.store().keep(b"no picture at all")
    blank = context.store().keep(drawn_papers.as_jpeg(np.full((300, 400, 3), 200, np.uint8)))
    for fingerprint in (text, "f" * 64, licence):
        readings.ask(fingerprint, LICENCE_FRONT)
    readings.ask(blank, EMISSION_LIST)
    work(redis)
    read = readings.ask(licence, LICENCE_FRONT)
    told = readings.told_in(read)
    assert read.state == State.DONE
    assert told["vin"].value == drawn_papers.TRUCK.vin
    assert told["vin"].sure
    assert told["plate_no"].value == drawn_papers.TRUCK.plate_no
    assert not told["plate_no"].sure
    (left, top), _, (right, bottom), _ = told["plate_no"].corners
    assert 0.2 < left < right < 0.4
    assert 0.2 < top < bottom < 0.3
    for fingerprint in (text, "f" * 64):
        assert readings.ask(fingerprint, LICENCE_FRONT).state == State.FAILED
    empty = readings.ask(blank, EMISSION_LIST)
    assert (empty.state, readings.told_in(empty)) == (State.DONE, {})


def test_without_redis_nobody_who_asks_is_stopped(own_redis: Any) -> None:
    connection = queues.connect(own_redis.url)
    own_redis.kill()
    paper_calls.call(connection)
