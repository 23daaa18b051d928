"""An exit closes the newest open entry of the same plate and colour (R-039)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from gate import clock, ledger
from gate.ledger import Result
from gate.models import Lane
from tests.gate import rows

DAWN = clock.parse("2026-11-22T06:00:00+08:00")


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


def at(hours: int) -> dict[str, datetime]:
    return {"passed_at": DAWN + timedelta(hours=hours)}


def test_it_closes_the_newest_entry(lane: Lane) -> None:
    rows.entered(lane, **at(0))
    newest = rows.entered(lane, **at(1))
    assert rows.leaves(lane, **at(2)).pairs_with_id == newest.id


def test_an_entry_is_closed_once(lane: Lane) -> None:
    first, second = rows.entered(lane, **at(0)), rows.entered(lane, **at(1))
    exits = [rows.leaves(lane, **at(hours)) for hours in (2, 3, 4)]
    for passage in exits[:1]:
        ledger.note_outcome(passage, Result.LIFTED, position="open")
    assert exits[0].pairs_with_id == second.id
    then = rows.leaves(lane, **at(5))
    assert then.pairs_with_id == first.id
    ledger.note_outcome(then, Result.LIFTED, position="open")
    assert rows.leaves(lane, **at(6)).pairs_with_id is None


def test_an_exit_that_did_not_leave_closes_nothing(lane: Lane) -> None:
    entry = rows.entered(lane, **at(0))
    held = rows.leaves(lane, **at(1), verdict="hold")
    stuck = rows.leaves(lane, **at(2))
    ledger.note_outcome(stuck, Result.NOT_LIFTED, position="closed")
    assert held.pairs_with_id == stuck.pairs_with_id == entry.id
    assert rows.leaves(lane, **at(3)).pairs_with_id == entry.id


def test_an_entry_that_did_not_pass_is_none(lane: Lane) -> None:
    refused = ledger.record(rows.row(lane, **at(0), verdict="refuse"))
    ledger.note_outcome(refused, Result.NOT_LIFTED, position="closed")
    assert rows.leaves(lane, **at(1)).pairs_with_id is None


@pytest.mark.parametrize(
    "other", [{"plate_no": "冀B7K266"}, {"plate_colour": "0"}, {"passed_at": DAWN}]
)
def test_another_plate_colour_or_time_is_another_vehicle(lane: Lane, other: Any) -> None:
    rows.entered(lane, **at(2))
    assert rows.leaves(lane, **(at(3) | other)).pairs_with_id is None


def test_it_may_have_come_in_at_another_gate(lane: Lane) -> None:
    entry = rows.entered(rows.lane("002"), **at(0))
    assert rows.leaves(lane, **at(1)).pairs_with_id == entry.id


def test_what_nobody_could_read_pairs_with_nothing(lane: Lane) -> None:
    rows.entered(lane, **at(0), plate_no="", plate_colour="")
    assert rows.leaves(lane, **at(1), plate_no="", plate_colour="").pairs_with_id is None


def test_an_entry_pairs_with_nothing(lane: Lane) -> None:
    rows.entered(lane, **at(0))
    assert rows.entered(lane, **at(1)).pairs_with_id is None
