"""What nobody could have seen is written down by the watcher itself, and once only."""

import time
from datetime import timedelta
from typing import Any

import pytest

from gate import clock, gaps, proof
from gate.gaps import Cause, Period
from gate.models import Gap, SignOfLife, database
from tests.gate import rows
from workers import gap_watch
from workers.gap_watch import GapWatch


@pytest.fixture
def lane_id(database: Any) -> int:
    return int(rows.lane().id)


def told() -> list[Period]:
    return gaps.newest()


def silent_for(lane_id: int, seconds: float) -> None:
    gaps.sign(lane_id, "plant:1")
    SignOfLife.update(at=clock.now() - timedelta(seconds=seconds)).execute()


def test_a_lane_that_was_not_watched_says_since_when(lane_id: int) -> None:
    silent_for(lane_id, 3600)
    began = gaps.last_sign(lane_id)
    watch = GapWatch(lane_id, "plant:2")
    watch.sign()
    watch.sign()
    [gap] = told()
    assert (gap.cause, gap.lane_id, gap.began) == (Cause.DOWN, lane_id, began)
    assert gap.ended is not None
    assert gap.ended - gap.began >= timedelta(seconds=3599)
    assert SignOfLife.get().watcher == "plant:2"
    GapWatch(lane_id, "plant:3").sign()
    assert len(told()) == 1
    assert proof.verify().holds


@pytest.mark.parametrize("seconds", [0, 12])
def test_a_watcher_that_takes_over_in_time_leaves_no_gap(lane_id: int, seconds: float) -> None:
    silent_for(lane_id, seconds)
    GapWatch(lane_id, "plant:2").sign()
    assert told() == []


def test_a_new_lane_has_no_past(lane_id: int) -> None:
    GapWatch(lane_id, "plant:1").sign()
    assert told() == []


def test_a_camera_away_is_told_at_once_and_when_it_is_back(
    lane_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gap_watch, "AWAY_S", 0.05)
    watch = GapWatch(lane_id, "plant:1")
    watch.look(True)
    for _ in range(2):
        time.sleep(0.06)
        watch.look(False)
    [gap] = told()
    assert (gap.cause, gap.ended) == (Cause.CAMERA, None)
    # The watcher is killed, and the next one finds the camera still away, and then back.
    following = GapWatch(lane_id, "plant:2")
    time.sleep(0.06)
    following.look(False)
    assert len(told()) == 1
    following.look(True)
    following.look(True)
    [over] = told()
    assert over.began == gap.began
    assert over.ended is not None
    assert Gap.select().count() == 2
    assert proof.verify().holds


def test_a_short_hiccup_and_a_lane_without_a_camera_are_no_gap(lane_id: int) -> None:
    watch = GapWatch(lane_id, "plant:1")
    for connected in (True, False, True, None, None):
        watch.look(connected)
    assert told() == []


@pytest.mark.parametrize("seconds", [63.0, -5.0])
def test_a_clock_that_was_moved(
    lane_id: int, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    watch = GapWatch(lane_id, "plant:1")
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + seconds)
    watch.look(None)
    watch.look(None)
    [gap] = told()
    assert (gap.cause, gap.detail) == (Cause.CLOCK, f"{seconds:+.1f} s")


def test_a_clock_that_is_not_trusted_is_a_gap_until_it_is(
    lane_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    off: list[float | None] = [None]
    watch = GapWatch(lane_id, "plant:1", lambda: off[0])
    real = time.time
    for known in (None, 0.4, 12.0):
        off[0] = known
        watch.look(None)
    assert told() == []
    off[0] = 63.0
    watch.look(None)
    watch.look(None)
    [gap] = told()
    assert (gap.cause, gap.ended, gap.detail) == (Cause.CLOCK, None, "+63.0 s")
    # Another watcher takes over; then the clock is set right, which is a step of its own.
    following = GapWatch(lane_id, "plant:2", lambda: off[0])
    following.look(None)
    assert len(told()) == 1
    monkeypatch.setattr(time, "time", lambda: real() - 63.0)
    off[0] = 0.0
    following.look(None)
    step, over = sorted(told(), key=lambda one: one.detail, reverse=True)
    assert (step.detail, over.began) == ("-63.0 s", gap.began)
    assert over.ended is not None
    assert not gaps.is_open(Cause.CLOCK, lane_id)
    assert proof.verify().holds


def test_what_could_not_be_written_is_written_later(
    lane_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from peewee import OperationalError

    silent_for(lane_id, 3600)
    watch = GapWatch(lane_id, "plant:2")

    def away(*_: object) -> None:
        raise OperationalError("away")

    with monkeypatch.context() as broken:
        broken.setattr(gaps, "last_sign", away)
        watch.sign()
    assert told() == []
    watch.sign()
    assert [gap.cause for gap in told()] == [Cause.DOWN]
    assert database.in_transaction() is False
