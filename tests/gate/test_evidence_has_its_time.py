"""Evidence stays for as long as the law asks; what goes leaves its fingerprint; rows never go (R-090, R-091)."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate import clips, clock, evidence, ledger, media_check, proof, retention
from gate.evidence import Disk
from gate.models import Lane, Passage, Retention
from gate.retention import CLIP, PHOTO, RECORDING, Periods, Rooms, months_before
from tests.gate import rows

DAY = timedelta(days=1)
NOW = clock.parse("2028-11-26T03:00:00.000+08:00")
PERIODS = Periods()


@pytest.fixture
def rooms(tmp_path: Path) -> Rooms:
    return Rooms(Disk(tmp_path / "evidence"), tmp_path / "thumbnails")


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


def kept(rooms: Rooms, text: str, at: datetime, suffix: str = evidence.PHOTOGRAPH) -> str:
    """Evidence kept at that moment; its fingerprint."""
    fingerprint = evidence.keep(rooms.store.root, text.encode(), suffix)
    os.utime(evidence.path_of(rooms.store.root, fingerprint, suffix), (at.timestamp(),) * 2)
    return fingerprint


def passage(lane: Lane, rooms: Rooms, at: datetime, *, text: str = "") -> Passage:
    """A row with three photographs, a small copy of one, and a film."""
    names = [kept(rooms, f"{text or at}{role}", at) for role in ("front", "body", "plate")]
    small = evidence.path_of(rooms.thumbnails, names[0])
    small.parent.mkdir(parents=True, exist_ok=True)
    small.write_bytes(b"small")
    written = ledger.record(
        rows.row(
            lane, passed_at=at, front_photo=names[0], body_photo=names[1], plate_photo=names[2]
        )
    )
    rows.filmed(written, kept(rooms, f"{text or at}film", at, evidence.FILM))
    return written


def left(rooms: Rooms, suffix: str = evidence.PHOTOGRAPH) -> int:
    return len(list(rooms.store.root.rglob(f"*{suffix}")))


def remove(rooms: Rooms, now: datetime = NOW, periods: Periods = PERIODS) -> list[Retention]:
    return retention.remove_expired(rooms, periods, now)


def test_nothing_goes_before_its_time_and_everything_after_it(lane: Lane, rooms: Rooms) -> None:
    limit = months_before(NOW, 24)
    old = [passage(lane, rooms, limit - n * DAY) for n in (400, 1)]
    young = [passage(lane, rooms, limit + timedelta(seconds=1)), passage(lane, rooms, NOW - DAY)]
    for number, row in enumerate((*old, *young)):
        rows.recorded(lane, row.passed_at, kept(rooms, f"r{number}", row.passed_at, evidence.FILM))

    told = remove(rooms)

    assert {(row.what, row.fingerprints.count("\n") + 1) for row in told} == {
        (PHOTO, 6), (CLIP, 3), (RECORDING, 3)
    }  # fmt: skip
    assert left(rooms) == 6
    assert left(rooms, evidence.FILM) == 2
    assert len(list(rooms.thumbnails.rglob("*.jpg"))) == 2
    assert Passage.select().count() == 4
    for row in old:
        gone = retention.removal_of(PHOTO, row.front_photo, row.passed_at)
        assert gone is not None
        assert (gone.months, gone.until) == (24, limit - DAY)
        film = clips.of(row)[0]
        assert retention.removal_of(CLIP, film.fingerprint, film.wanted_to) is not None
    assert retention.removal_of(PHOTO, young[0].front_photo, young[0].passed_at) is None
    assert retention.removal_of(PHOTO, "a" * 64, old[0].passed_at) is None  # lost, not let go
    assert proof.verify().holds
    assert remove(rooms) == []


def test_verifying_tells_what_was_let_go_from_what_is_lost(
    lane: Lane, rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    passage(lane, rooms, months_before(NOW, 25))
    lost = passage(lane, rooms, NOW - DAY)
    lift = kept(rooms, "lift", months_before(NOW, 25))
    held = ledger.record(rows.row(lane, passed_at=months_before(NOW, 25) + DAY))
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: held.passed_at + timedelta(minutes=3))
        ledger.note_outcome(
            held, ledger.Result.LIFT_ORDERED, position="closed", detail=f'{{"photo": "{lift}"}}'
        )
    remove(rooms)
    evidence.path_of(rooms.store.root, lost.body_photo).unlink()
    told = list(media_check.check(rooms.store.find_any))
    let_go = sorted(medium.field for medium in told if medium.let_go)
    assert let_go == ["body_photo", "detail.photo", "fingerprint", "front_photo", "plate_photo"]
    assert [(medium.sha256, medium.problem) for medium in told if medium.problem] == [
        (lost.body_photo, "missing")
    ]


def test_a_photograph_that_a_younger_row_names_too_waits_for_that_row(
    lane: Lane, rooms: Rooms
) -> None:
    limit = months_before(NOW, 24)
    old = passage(lane, rooms, limit - 30 * DAY, text="the same")
    passage(lane, rooms, limit + 30 * DAY, text="the same")
    assert PHOTO not in {row.what for row in remove(rooms)}
    assert left(rooms) == 3
    remove(rooms, NOW + 31 * DAY)
    assert left(rooms) == 0
    assert retention.removal_of(PHOTO, old.front_photo, old.passed_at) is not None


def test_longer_periods_keep_longer(lane: Lane, rooms: Rooms) -> None:
    passage(lane, rooms, months_before(NOW, 30))
    assert remove(rooms, periods=Periods(photo=36, video=36)) == []
    assert {row.what for row in remove(rooms)} == {PHOTO, CLIP}


def test_the_photograph_of_a_lift_by_hand_goes_with_its_row_and_papers_stay(
    lane: Lane, rooms: Rooms
) -> None:
    at = months_before(NOW, 25)
    lift, paper = kept(rooms, "lift", at), kept(rooms, "paper", at)
    row = ledger.record(rows.row(lane, passed_at=at, licence_front_image=paper))
    for detail in (
        f'{{"reason": "备件", "photo": "{lift}"}}',
        "[1]",
        '{"photo": "../x"}',
        "no JSON",
    ):
        ledger.note_outcome(row, ledger.Result.LIFT_ORDERED, position="closed", detail=detail)
    remove(rooms)
    assert [path.stem for path in rooms.store.root.rglob("*.jpg")] == [paper]


def test_what_was_told_and_not_removed_is_removed_by_the_next_run(
    lane: Lane, rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    passage(lane, rooms, months_before(NOW, 25))

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(retention, "_remove", killed)
        with pytest.raises(KeyboardInterrupt):
            remove(rooms)
    assert left(rooms) == 3
    remove(rooms)
    assert left(rooms) == 0
    assert Retention.select().where(Retention.what == PHOTO).count() == 1


def test_more_than_a_batch_leaves_an_entry_for_each(
    lane: Lane, rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 3)
    at = months_before(NOW, 30)
    for n in range(7):
        passage(lane, rooms, at + n * timedelta(seconds=1))
    photos = [row for row in remove(rooms) if row.what == PHOTO]
    assert [row.fingerprints.count("\n") + 1 for row in photos] == [9, 9, 3]
    assert [row.since for row in photos[1:]] == [row.until for row in photos[:-1]]
    assert left(rooms) == 0


@given(st.integers(0, 5000), st.integers(1, 60))
def test_so_many_months_ago_is_never_too_late(days: int, months: int) -> None:
    moment = NOW + days * DAY
    before = months_before(moment, months)
    total = (moment.year - before.year) * 12 + moment.month - before.month
    assert total == months
    assert before.day <= moment.day
    assert before.time() == moment.time()
