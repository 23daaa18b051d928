"""Every hour: what is beyond its time goes, and an alarm is raised once when the disk will not last."""

import os
import shutil
from collections import namedtuple
from datetime import timedelta
from typing import Any

import pytest
from redis import Redis
from structlog.testing import capture_logs

from gate import clock, evidence
from gate.models import Retention
from settings import Settings
from tests.gate import rows
from workers import context, keeping

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def _house(settings: Settings, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "settings", lambda: settings)
    monkeypatch.setattr(context, "open_database", lambda: None)
    monkeypatch.setattr(context, "redis", lambda: redis)


def free(monkeypatch: pytest.MonkeyPatch, size: float) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, int(size)))


def test_an_alarm_is_raised_once_and_taken_back_once(
    database: Any, settings: Settings, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = rows.lane()
    photo = evidence.keep(settings.evidence_dir, b"x" * 1_000_000)
    for hours in range(1, 48):
        at = clock.now() - timedelta(hours=hours)
        rows.entered(lane, passed_at=at, front_photo=photo)
    said: list[Any] = []
    for size in (2e9, 2e9, 900e9, 900e9):
        free(monkeypatch, size)
        with capture_logs() as lines:
            keeping.keep_house()
        said.append([line["event"] for line in lines])
        alarm = keeping.alarm(redis)
        assert bool(alarm) == (size == 2e9)
    assert said == [["disk_will_be_full"], [], ["disk_lasts_again"], []]


def test_what_is_beyond_its_time_goes(database: Any, settings: Settings) -> None:
    lane = rows.lane()
    at = clock.now() - timedelta(days=800)
    photo = evidence.keep(settings.evidence_dir, b"old")
    path = evidence.path_of(settings.evidence_dir, photo)
    rows.entered(lane, passed_at=at, front_photo=photo)
    keeping.keep_house()
    assert path.exists()  # it was kept today, by its own disk's word
    os.utime(path, (at.timestamp(),) * 2)
    with capture_logs() as said:
        keeping.keep_house()
    assert not path.exists()
    assert [line["event"] for line in said if line["event"] == "evidence_removed"]
    assert Retention.select().count() == 1


def test_what_a_killed_job_left_half_made_goes_after_a_day(
    database: Any, settings: Settings
) -> None:
    settings.evidence_dir.mkdir(parents=True)
    old, young = (settings.evidence_dir / f"{name}.1.part" for name in ("old", "young"))
    for path in (old, young):
        path.write_bytes(b"half a film")
    os.utime(old, (clock.now().timestamp() - 2 * 86_400,) * 2)
    keeping.keep_house()
    assert (old.exists(), young.exists()) == (False, True)


def test_packs_of_draws_go_after_their_days(database: Any, settings: Settings) -> None:
    settings.packs_dir.mkdir(parents=True)
    old, young, other = (
        settings.packs_dir / name for name in ("draw-1.zip", "draw-2.zip", "notes.txt")
    )
    half = settings.packs_dir / ".pack-x1"
    half.mkdir()
    for path in (old, young, other):
        path.write_bytes(b"pack")
    long_ago = clock.now().timestamp() - (settings.pack_days + 1) * 86_400
    for path in (old, other, half):
        os.utime(path, (long_ago, long_ago))
    keeping.keep_house()
    assert sorted(path.name for path in settings.packs_dir.iterdir()) == ["draw-2.zip", "notes.txt"]
