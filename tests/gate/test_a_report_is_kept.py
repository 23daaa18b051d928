"""A report in the ledger: one of each day by the clock, versions by hand, and what was changed of it is found."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gate import evidence, proof
from gate.evidence import Disk, StoreAway
from gate.models import Report
from gate.report import archive, kept
from gate.report.archive import Made
from gate.report.kept import State
from tests.gate.rows import tampering

DAY = date(2026, 11, 25)


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path / "evidence")


def made(disk: Disk, version: int = 1) -> Made:
    html = disk.keep(f"<p>version {version}</p>".encode(), archive.HTML)
    picture = disk.keep(b"\x89PNG", archive.PNG)
    workbook = disk.keep(b"a table", archive.WORKBOOK)
    files = {"zh": {archive.PAGE: html, "hours": picture}}
    return Made(DAY, version, {"day": DAY.isoformat()}, files, workbook, rows=3)


def enter(disk: Disk, by: str = "", version: int = 1) -> Report | None:
    return archive.enter(made(disk, version), by, lambda report: None)


def test_the_clock_makes_one_of_a_day_and_people_make_versions(database: Any, disk: Disk) -> None:
    first = enter(disk)
    assert first is not None
    assert enter(disk, version=2) is None
    assert archive.next_version(DAY) == 2
    second = enter(disk, by="manager", version=2)
    assert second is not None
    assert enter(disk, by="admin", version=2) is None  # both had begun at the same moment
    assert [report.version for report in archive.newest()] == [2, 1]
    assert archive.by_the_clock(DAY) == first
    assert proof.verify().holds


def test_what_follows_from_it_goes_with_it(database: Any, disk: Disk) -> None:
    def fails(report: Report) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        archive.enter(made(disk), "", fails)
    assert not Report.select().exists()
    assert proof.verify().entries == 0


def test_whatever_was_changed_of_it_is_found(
    database: Any, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = enter(disk)
    assert report is not None
    assert kept.state(report, disk) is State.WHOLE
    file = evidence.path_of(disk.root, report.workbook_sha256, archive.WORKBOOK)
    file.write_bytes(b"another table")
    assert kept.state(report, disk) is State.CHANGED
    file.unlink()
    assert kept.state(report, disk) is State.GONE

    def away(*_: str) -> None:
        raise StoreAway("the evidence store does not answer in time")

    with monkeypatch.context() as patched:
        patched.setattr(Disk, "find", away)
        assert kept.state(report, disk) is State.AWAY
    with tampering():
        Report.update(rows=4).execute()
    assert kept.state(Report.get(), disk) is State.ROW
