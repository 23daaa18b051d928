"""Orders become films in the ledger: whole, in parts, or missing with the reason; each once."""

import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gate import clips, clock, evidence, proof
from gate.clips import Problem
from gate.models import Clip, Device, Lane, Passage
from settings import Settings
from tests.devices import taped
from tests.devices.taped import h264
from tests.gate import rows
from workers import clip_jobs, context
from workers.clip_orders import Orders

HOST = socket.gethostname()


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


@pytest.fixture
def house(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(context, "settings", lambda: settings)
    monkeypatch.setattr(context, "open_database", lambda: None)
    return settings


@pytest.fixture
def folder(house: Settings, lane: Lane) -> Path:
    return house.tape_dir / f"lane-{lane.id}"


def tape(folder: Path, since: datetime, until: datetime, camera: str = "camera") -> None:
    """Pictures of this time on the lane's tape."""
    count = int((until - since).total_seconds() * 25) + 1
    taped.tape(folder / camera, (h264(), taped.pictures(0, count, began=since)))


def passing(lane: Lane, seconds_ago: float) -> Passage:
    at = clock.now() - timedelta(seconds=seconds_ago)
    return rows.entered(lane, passed_at=at, watcher=f"{HOST}:1")


def order(folder: Path, passage: Passage, lasted: float | None = 10) -> None:
    orders = Orders(folder)
    orders.begin(passage.serial_no, passage.passed_at)
    if lasted is not None:
        orders.end(passage.serial_no, passage.passed_at + timedelta(seconds=lasted))


def film_of(house: Settings, clip: Clip) -> Path:
    return evidence.path_of(house.evidence_dir, clip.fingerprint, evidence.FILM)


def test_a_film_covers_the_passage_and_what_was_asked_around_it(
    house: Settings, lane: Lane, folder: Path
) -> None:
    passage = passing(lane, 60)
    at = passage.passed_at
    tape(folder, at - timedelta(seconds=30), at + timedelta(seconds=50))
    order(folder, passage, lasted=10)

    clip_jobs.cut_clips()

    (clip,) = clips.of(passage)
    assert (clip.camera, clip.part, clip.problem, clip.missing_ms) == ("camera", 1, "", 0)
    assert (clip.wanted_from, clip.wanted_to) == (
        at - timedelta(seconds=15), at + timedelta(seconds=25)
    )  # fmt: skip
    assert clip.starts <= clip.wanted_from
    assert clip.ends >= clip.wanted_to - timedelta(milliseconds=40)
    assert clip.size == film_of(house, clip).stat().st_size
    assert len(taped.shown(film_of(house, clip))) >= 40 * 25
    assert not list(Orders(folder).all())
    assert not list(house.evidence_dir.glob("*.part"))
    assert proof.verify().holds
    clip_jobs.cut_clips()
    assert Clip.select().count() == 1


def test_it_waits_until_the_last_moment_is_on_the_tape(
    house: Settings, lane: Lane, folder: Path
) -> None:
    passage = passing(lane, 20)
    tape(folder, passage.passed_at - timedelta(seconds=16), clock.now())
    order(folder, passage, lasted=10)  # wanted until 5 s from now
    clip_jobs.cut_clips()
    order(folder, passing(lane, 10), lasted=None)  # still stands there
    clip_jobs.cut_clips()
    assert Clip.select().count() == 0
    assert len(list(Orders(folder).all())) == 2


def test_a_long_stay_has_several_films_one_after_the_other_without_a_gap(
    house: Settings, lane: Lane, folder: Path
) -> None:
    house.clip_longest_s = 60
    passage = passing(lane, 100)
    at = passage.passed_at
    tape(folder, at - timedelta(seconds=16), at + timedelta(seconds=95))
    order(folder, passage, lasted=None)
    clip_jobs.cut_clips()
    assert [clip.part for clip in clips.of(passage)] == [1]  # the second one is not full yet
    order(folder, passage, lasted=70)
    clip_jobs.cut_clips()
    first, second = clips.of(passage)
    assert first.wanted_to == second.wanted_from
    assert second.wanted_to == at + timedelta(seconds=85)
    assert second.starts <= first.ends
    assert first.problem == second.problem == ""


def test_a_watcher_that_never_came_back_leaves_the_film_that_there_is(
    house: Settings, lane: Lane, folder: Path
) -> None:
    house.clip_longest_s = 60
    passage = passing(lane, 60 * clip_jobs.MOST_PARTS + 60)
    at = passage.passed_at
    tape(folder, at - timedelta(seconds=16), at + timedelta(seconds=20))
    order(folder, passage, lasted=None)
    clip_jobs.cut_clips()
    (clip,) = clips.of(passage)
    assert clip.problem == Problem.NOT_WHOLE
    assert clip.missing_ms == pytest.approx(25_000, abs=100)
    assert not list(Orders(folder).all())


def test_without_a_picture_the_ledger_says_so(house: Settings, lane: Lane, folder: Path) -> None:
    passage = passing(lane, 60)
    order(folder, passage)
    clip_jobs.cut_clips()
    (clip,) = clips.of(passage)
    assert (clip.problem, clip.fingerprint, clip.starts) == (Problem.NOTHING_TAPED, "", None)


def test_a_film_that_cannot_be_kept_leaves_the_row_and_the_reason(
    house: Settings, lane: Lane, folder: Path
) -> None:
    passage = passing(lane, 60)
    tape(folder, passage.passed_at - timedelta(seconds=16), clock.now())
    order(folder, passage)
    house.evidence_dir.write_bytes(b"no folder can be made here")
    clip_jobs.cut_clips()
    (clip,) = clips.of(passage)
    assert (clip.problem, clip.fingerprint) == (Problem.NOT_KEPT, "")
    assert clip.detail == "File exists"


def test_both_cameras_of_a_lane_are_filmed(house: Settings, lane: Lane, folder: Path) -> None:
    Device.create(lane=lane, kind="overview", name="全景", driver="rtsp")
    passage = passing(lane, 60)
    for camera in ("camera", "overview"):
        tape(folder, passage.passed_at - timedelta(seconds=16), clock.now(), camera)
    order(folder, passage)
    clip_jobs.cut_clips()
    assert [(clip.camera, clip.problem) for clip in clips.of(passage)] == [
        ("camera", ""), ("overview", "")
    ]  # fmt: skip


def test_a_row_that_is_not_entered_yet_keeps_its_order(
    house: Settings, lane: Lane, folder: Path
) -> None:
    Orders(folder).begin("SPOOLED", clock.now() - timedelta(hours=3))
    Orders(folder).begin("LOST", clock.now() - timedelta(days=8))
    clip_jobs.cut_clips()
    assert [order.serial_no for order in Orders(folder).all()] == ["SPOOLED"]


@pytest.fixture
def long_ago(lane: Lane) -> Passage:
    return passing(lane, 3600)


def test_a_row_whose_order_was_never_written_is_not_forgotten(
    house: Settings, lane: Lane, long_ago: Passage
) -> None:
    other = rows.entered(
        lane, passed_at=long_ago.passed_at + timedelta(minutes=1), watcher="else:1"
    )
    clip_jobs.cut_clips()
    assert [clip.problem for clip in clips.of(long_ago)] == [Problem.NOTHING_TAPED]
    assert clips.of(other) == []  # its tape is on another machine
