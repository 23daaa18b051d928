"""A photographed paper, asked for as a page does and read by a real worker; what cannot be read is told as failed."""

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from redis import Redis
from rq import SimpleWorker

from gate import clock
from gate.models import PaperReading
from gate.papers import EMISSION_LIST, LICENCE_BACK, LICENCE_FRONT, readings
from gate.papers.readings import State
from settings import ROOT, Settings
from tests import drawn_papers, patience
from workers import context, paper_calls, queues
from workers.calls import read_papers


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


def test_a_reader_that_is_killed_in_the_middle_loses_no_paper(
    house: None, settings: Settings
) -> None:
    licence = context.store().keep(drawn_papers.as_jpeg(drawn_papers.back()))
    readings.ask(licence, LICENCE_BACK)
    told = {
        "GREENGATE_DATA_DIR": str(settings.data_dir),
        "GREENGATE_DATABASE_URL": settings.database,
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", "from workers.calls import read_papers; read_papers()"]
    with subprocess.Popen(command, env={**os.environ, **told}, cwd=settings.data_dir) as reader:
        patience.until(lambda: state(licence) == State.WORKING, "the paper is taken")
        reader.kill()
    assert state(licence) == State.WORKING
    read_papers()
    assert state(licence) == State.WORKING  # perhaps it only takes its time
    PaperReading.update(beat_at=clock.now() - readings.SILENT - timedelta(seconds=1)).execute()
    read_papers()
    read = readings.ask(licence, LICENCE_BACK)
    assert (read.state, read.tries) == (State.DONE, 2)
    assert readings.told_in(read)["inspected_until"].value == "2027-03"


def state(fingerprint: str) -> str:
    found = readings.of(fingerprint, LICENCE_BACK)
    return found.state if found else ""


def test_without_redis_nobody_who_asks_is_stopped(own_redis: Any) -> None:
    connection = queues.connect(own_redis.url)
    own_redis.kill()
    paper_calls.call(connection)
