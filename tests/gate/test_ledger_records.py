"""A row before the arm moves, an outcome after: once, under the newest number, and owed when the vehicle passed."""

from datetime import timedelta
from typing import Any

import pytest

from gate import clock, ledger, proof
from gate.ledger import PASSED, LeaseLost, Result
from gate.models import Entry, Lane, Outcome, Passage, Upload
from tests.gate import rows


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


def test_the_same_serial_number_makes_one_row(lane: Lane) -> None:
    row = rows.row(lane)
    first, again = ledger.record(row), ledger.record({**row, "plate_no": "豫F5N382"})
    assert first.id == again.id
    assert Passage.get().plate_no == "冀B7K268"
    assert Passage.select().count() == Entry.select().count() == 1


def test_a_row_reads_back_as_it_was_written(lane: Lane) -> None:
    row = rows.row(lane, plate_no="新A12345", look_alike="新A12346")
    ledger.record(row)
    kept = Passage.get()
    assert {name: getattr(kept, name) for name in row} == row
    assert proof.verify().holds


def test_each_claim_of_a_lane_bears_a_higher_number(lane: Lane) -> None:
    other = rows.lane("002")
    assert [ledger.claim(lane.id) for _ in range(3)] == [1, 2, 3]
    assert Lane.get_by_id(other.id).fence == 0


def test_an_older_number_may_not_write_a_row(lane: Lane) -> None:
    old = ledger.claim(lane.id)
    ledger.claim(lane.id)
    with pytest.raises(LeaseLost):
        ledger.record(rows.row(lane, fence=old))
    assert Passage.select().count() == Entry.select().count() == 0


def test_an_older_number_may_not_order_an_arm(lane: Lane) -> None:
    old = ledger.claim(lane.id)
    passage = ledger.record(rows.row(lane, fence=old))
    ledger.claim(lane.id)
    with pytest.raises(LeaseLost):
        ledger.note_outcome(passage, Result.LIFTING_AGAIN, position="closed", fence=old)
    assert Outcome.select().count() == 0
    assert Entry.select().count() == 1


def test_an_older_number_may_still_tell_what_its_arm_did(lane: Lane) -> None:
    old = ledger.claim(lane.id)
    passage = ledger.record(rows.row(lane, fence=old))
    ledger.claim(lane.id)
    ledger.note_outcome(passage, Result.LIFTED, position="open")
    assert ledger.has_passed(passage)


def test_a_late_row_is_taken_under_any_number_and_marked(lane: Lane) -> None:
    old = ledger.claim(lane.id)
    ledger.claim(lane.id)
    assert ledger.record(rows.row(lane, fence=old), late=True).recorded_late


@pytest.mark.parametrize("result", Result)
def test_only_a_vehicle_that_passed_is_owed_to_the_platform(lane: Lane, result: Result) -> None:
    passage = ledger.record(rows.row(lane))
    assert Upload.select().count() == 0
    ledger.note_outcome(passage, result, position="unknown")
    assert Upload.select().count() == (result in PASSED)
    assert ledger.has_passed(passage) == (result in PASSED)


def test_it_is_owed_once_however_often_its_arm_rose(lane: Lane) -> None:
    passage = rows.entered(lane)
    ledger.note_outcome(passage, Result.LIFTED_BY_PERSON, position="open", by="wang")
    assert Upload.select().count() == 1
    assert [told.result for told in ledger.outcomes(passage)] == ["lifted", "lifted_by_person"]


def test_rows_that_a_crash_left_open_are_marked_and_nothing_is_guessed(lane: Lane) -> None:
    settled = rows.entered(lane)
    refused = ledger.record(rows.row(lane, verdict="refuse"))
    elsewhere = ledger.record(rows.row(rows.lane("002")))
    left = ledger.record(rows.row(lane))
    assert ledger.mark_unconfirmed(lane.id) == [left]
    assert [told.result for told in ledger.outcomes(left)] == [Result.UNCONFIRMED]
    assert len(ledger.outcomes(settled)) == 1
    assert ledger.outcomes(refused) == ledger.outcomes(elsewhere) == []
    assert ledger.mark_unconfirmed(lane.id) == []


def test_the_newest_row_of_a_lane_is_found_unless_it_is_old(lane: Lane) -> None:
    minute = timedelta(minutes=1)
    assert ledger.newest(lane.id, within=minute) is None
    ledger.record(rows.row(lane, passed_at=clock.now() - 2 * minute))
    assert ledger.newest(lane.id, within=minute) is None
    recent = ledger.record(rows.row(lane))
    ledger.record(rows.row(rows.lane("002")))
    assert ledger.newest(lane.id, within=minute) == recent


def test_a_row_whose_entry_cannot_be_written_is_not_there_either(lane: Lane) -> None:
    with pytest.raises(TypeError):
        ledger.record(rows.row(lane, reasons=object()))
    assert Passage.select().count() == Entry.select().count() == 0


def test_a_serial_number_names_place_and_millisecond_in_beijing() -> None:
    moment = clock.parse("2026-11-22T00:15:30.125+00:00")
    assert ledger.serial_number("QY1", "A", "001", moment) == "QY1A00120261122081530125"
