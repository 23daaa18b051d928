"""While the database is away rows go to the lane's own disk, and into the ledger in order when it is back (R-068)."""

import json
from pathlib import Path
from typing import Any

import pytest

from gate import ledger, proof
from gate.book import Book, Written
from gate.ledger import Result
from gate.models import Lane, Outcome, Passage, Upload
from gate.spool import Spool
from tests.gate import rows
from tests.gate.away import away


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "disk" / "lane-1.jsonl"


@pytest.fixture
def spool(path: Path) -> Spool:
    return Spool(path)


@pytest.fixture
def book(spool: Spool) -> Book:
    return Book(spool)


def plates() -> list[str]:
    return [passage.plate_no for passage in Passage.select().order_by(Passage.id)]


def test_with_a_database_nothing_is_spooled(lane: Lane, book: Book, path: Path) -> None:
    written = book.record(rows.row(lane))
    assert written.passage is not None
    book.note(written, Result.LIFTED, position="open")
    assert not path.exists()
    assert not written.passage.recorded_late
    assert ledger.has_passed(written.passage)


def test_rows_and_outcomes_wait_on_disk_and_are_entered_in_order(
    lane: Lane, book: Book, path: Path, database_url: str
) -> None:
    first = [rows.row(lane, plate_no=f"冀B7K26{last}") for last in range(3)]
    with away(database_url):
        for row in first:
            written = book.record(row)
            assert written == Written(row["serial_no"], None)
            book.note(written, Result.LIFTED, position="open", detail="abends")
        assert len(path.read_text(encoding="utf-8").splitlines()) == 6
    # What comes after does not overtake what waits.
    after = book.record(rows.row(lane, plate_no="豫F5N382"))
    assert not path.exists()
    assert plates() == ["冀B7K260", "冀B7K261", "冀B7K262", "豫F5N382"]
    assert [passage.recorded_late for passage in Passage.select()] == [True] * 3 + [False]
    assert after.passage is not None
    assert Upload.select().count() == 3
    assert {outcome.detail for outcome in Outcome.select()} == {"abends"}
    kept = Passage.get(Passage.serial_no == first[0]["serial_no"])
    assert {name: getattr(kept, name) for name in first[0]} == first[0]
    assert proof.verify().holds


def test_an_outcome_alone_waits_for_a_row_that_is_in(
    lane: Lane, book: Book, path: Path, database_url: str
) -> None:
    written = book.record(rows.row(lane))
    with away(database_url):
        book.note(written, Result.NOT_LIFTED, position="closed", detail="no power")
    book.settle()
    assert not path.exists()
    assert written.passage is not None
    assert [told.detail for told in ledger.outcomes(written.passage)] == ["no power"]


def test_what_is_drained_twice_is_there_once(lane: Lane, spool: Spool, path: Path) -> None:
    row = rows.row(lane)
    spool.add_row(row)
    spool.add_outcome(row["serial_no"], Result.LIFTED, "open", "")
    kept = path.read_bytes()
    assert spool.drain() == 1
    path.write_bytes(kept)  # as after a crash between the last commit and the unlinking
    spool.drain()
    assert Passage.select().count() == Outcome.select().count() == 1
    assert not spool


def test_a_row_that_was_committed_although_its_answer_was_lost_is_there_once(
    lane: Lane, spool: Spool
) -> None:
    row = rows.row(lane)
    ledger.record(row)
    spool.add_row(row)
    spool.drain()
    assert Passage.select().count() == 1
    assert not Passage.get().recorded_late


def test_a_drain_that_breaks_off_goes_on_later(
    lane: Lane, spool: Spool, book: Book, path: Path, database_url: str
) -> None:
    for last in range(3):
        spool.add_row(rows.row(lane, plate_no=f"冀B7K26{last}"))
    whole = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(whole[0], encoding="utf-8")
    spool.drain()
    path.write_text("".join(whole), encoding="utf-8")
    with away(database_url):
        book.settle()
        assert spool
    book.settle()
    assert plates() == ["冀B7K260", "冀B7K261", "冀B7K262"]


@pytest.mark.parametrize("torn", ['{"row": {"serial', "{", '{"row": {"plate_no": "冀'])
def test_a_torn_last_line_was_never_promised(
    lane: Lane, spool: Spool, path: Path, torn: str
) -> None:
    spool.add_row(rows.row(lane))
    with path.open("ab") as file:
        file.write(torn.encode()[:-1] + b"\xe5")
    assert spool.drain() == 1
    assert not spool


def test_a_torn_line_does_not_swallow_the_next(lane: Lane, spool: Spool, path: Path) -> None:
    spool.add_row(rows.row(lane, plate_no="冀B7K260"))
    with path.open("ab") as file:
        file.write('{"row": {"plate_no": "冀'.encode()[:-1])
    spool.add_row(rows.row(lane, plate_no="冀B7K261"))
    assert spool.drain() == 2
    assert plates() == ["冀B7K260", "冀B7K261"]


def test_a_file_that_holds_only_a_torn_line_takes_the_next(
    lane: Lane, spool: Spool, path: Path
) -> None:
    path.parent.mkdir()
    path.write_text("{", encoding="utf-8")
    spool.add_row(rows.row(lane))
    assert spool.drain() == 1


def test_a_spooled_line_is_one_line_whatever_was_said(lane: Lane, spool: Spool, path: Path) -> None:
    row = rows.row(lane, evidence_problem="two\nlines\u2028of it")
    spool.add_row(row)
    json.loads(path.read_text(encoding="utf-8"))
    spool.drain()
    assert Passage.get().evidence_problem == row["evidence_problem"]


def test_an_older_number_is_refused_even_with_rows_on_disk(
    lane: Lane, spool: Spool, book: Book
) -> None:
    spool.add_row(rows.row(lane))
    ledger.claim(lane.id)
    with pytest.raises(ledger.LeaseLost):
        book.record(rows.row(lane))
    assert Passage.select().count() == 1
