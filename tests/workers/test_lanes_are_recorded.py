"""Continuous recording: every full ten minutes of the tape, once, by every camera that is taped."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from devices.tape import writer
from devices.tape.writer import Bounds
from gate import clock, evidence, proof, recordings
from gate.evidence import Disk
from gate.models import Lane, Recording
from settings import Settings
from tests.devices import taped
from tests.gate import rows
from workers import recording_jobs, tapes
from workers.recording_jobs import STRETCH

STEP = timedelta(seconds=1)
NOW = clock.parse("2026-11-26T10:00:30.000+08:00")


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    # A picture a second: as much as ten minutes need.
    monkeypatch.setattr(taped, "STEP", STEP)
    return tmp_path / "lane-1"


def tape(folder: Path, since: datetime, until: datetime, camera: str = "camera") -> None:
    sent = taped.pictures(0, int((until - since) / STEP), began=since)
    still = [type(one)(one.data, one.at, None, one.key) for one in sent]
    taped.tape(folder / camera, (taped.h264(), still), bounds=Bounds(seconds=86_400))


def at(text: str) -> datetime:
    return clock.parse(f"2026-11-26T{text}.000+08:00")


def test_every_full_stretch_is_entered_once(lane: Lane, folder: Path, settings: Settings) -> None:
    tape(folder, at("09:36:00"), at("10:00:30"))
    tape(folder, at("09:48:00"), at("10:00:30"), "overview")
    for _ in range(2):
        recording_jobs.record(lane.id, folder, Disk(settings.evidence_dir))
    told = Recording.select().order_by(Recording.camera, Recording.starts)
    assert [(one.camera, f"{one.ends:%H:%M}", one.missing_ms // 60_000) for one in told] == [
        ("camera", "09:40", 6), ("camera", "09:50", 0), ("camera", "10:00", 0),
        ("overview", "09:50", 8), ("overview", "10:00", 0),
    ]  # fmt: skip
    for one in told:
        path = evidence.path_of(settings.evidence_dir, one.fingerprint, evidence.FILM)
        assert path.stat().st_size == one.size
    assert not list(settings.evidence_dir.glob("*.part"))
    assert proof.verify().holds
    found = recordings.of_time(lane.id, at("09:45:00"), at("09:47:00"))
    assert [(one.camera, f"{one.ends:%H:%M}") for one in found] == [("camera", "09:50")]


def test_hours_without_a_picture_are_no_recording(
    lane: Lane, folder: Path, settings: Settings
) -> None:
    tape(folder, at("08:01:00"), at("08:05:00"))
    tape(folder, at("09:55:00"), at("10:00:10"))
    recording_jobs.record(lane.id, folder, Disk(settings.evidence_dir))
    ends = [f"{one.ends:%H:%M}" for one in Recording.select().order_by(Recording.starts)]
    assert ends == ["08:04", "10:00"]


def test_a_disk_that_takes_none_is_told_of_and_tried_again(
    lane: Lane, folder: Path, settings: Settings
) -> None:
    tape(folder, at("09:48:00"), at("10:00:30"))
    settings.data_dir.mkdir(exist_ok=True)
    settings.evidence_dir.write_bytes(b"in the way")
    with capture_logs() as said:
        recording_jobs.record(lane.id, folder, Disk(settings.evidence_dir))
    assert [line["event"] for line in said] == ["recording_not_kept"]
    settings.evidence_dir.unlink()
    recording_jobs.record(lane.id, folder, Disk(settings.evidence_dir))
    assert Recording.select().count() == 2


def test_the_tape_is_kept_for_longer_than_a_stretch(settings: Settings) -> None:
    settings.record = True
    assert tapes.bounds(settings).seconds > STRETCH.total_seconds() + 300
    assert STRETCH.total_seconds() * 1000 > writer.SEGMENT_MS
