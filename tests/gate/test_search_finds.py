"""Every question to the ledger, and pages that neither lose nor repeat a row."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from gate import clock, ledger, search
from gate.ledger import Result
from gate.models import Gate, Lane, Passage, Upload
from gate.search import Query, finding, folding, walking

NOON = datetime(2026, 11, 22, 12, tzinfo=clock.BEIJING)
EMPTY_ITEMS = """
    front_photo body_photo plate_photo vehicle_type vin registration_date vehicle_model engine_model
    engine_maker engine_no fuel_type use_nature network_status emission_list_image
    licence_front_image licence_back_image cargo_name quantity_unit carrier_name look_alike
    evidence_problem
"""
EMPTY: dict[str, Any] = dict.fromkeys(EMPTY_ITEMS.split(), "")


@pytest.fixture
def lane(database: Any) -> Lane:
    return Lane.create(
        gate=Gate.create(gate_no="A", name="东门"), barrier_no="001", name="东门", direction="both"
    )


def record(lane: Lane, minute: float = 0, number: int = 0, **told: Any) -> Passage:
    at = NOON + timedelta(minutes=minute)
    row = EMPTY | {
        "serial_no": f"{clock.stamp(at)}{number}",
        "lane_id": lane.id,
        "gate_no": lane.gate.gate_no,
        "barrier_no": lane.barrier_no,
        "direction": "1",
        "passed_at": at,
        "plate_no": "冀B7K268",
        "plate_colour": "1",
        "emission_stage": "6",
        "cargo_quantity": 0,
        "verdict": "open",
        "reasons": "allowed",
        "opening_mode": "2",
        "rules_version": 1,
        "decided_offline": False,
        "confidence": 0.98,
        "looks": 2,
        "watcher": "test",
        "fence": 0,
    }
    return ledger.record(row | told)


def found(query: Query) -> list[int]:
    return [row.passage.id for row in search.passages(query).rows]


def test_the_newest_come_first(lane: Lane) -> None:
    earlier, later = record(lane, 1), record(lane, 2)
    late_entry = record(lane, 0)
    assert found(Query()) == [later.id, earlier.id, late_entry.id]


@pytest.mark.parametrize(
    ("query", "minutes"),
    [
        (Query(start=NOON + timedelta(minutes=2)), [3, 2]),
        (Query(end=NOON + timedelta(minutes=2)), [2, 1, 0]),
        (Query(start=NOON + timedelta(minutes=1), end=NOON + timedelta(minutes=2)), [2, 1]),
        (Query(gate_no="B"), [3]),
        (Query(gate_no="C"), []),
        (Query(stage="4"), [1]),
        (Query(verdict="refuse"), [1]),
        (Query(direction="2"), [2]),
        (Query(plate="冀B"), [2, 0]),
        (Query(plate="冀b7k268"), [0]),
        (Query(plate="7K2"), [0]),
        (Query(plate="b"), [2, 0]),
        (Query(plate="冀 B·7K268"), [0]),
        (Query(plate="%"), []),
        (Query(plate="_"), []),
        (Query(plate="B", stage="4"), []),
    ],
)
def test_each_question_finds_its_rows(lane: Lane, query: Query, minutes: list[int]) -> None:
    south = Lane.create(
        gate=Gate.create(gate_no="B", name="南门"), barrier_no="001", name="南门", direction="1"
    )
    rows = [
        record(lane, 0),
        record(lane, 1, plate_no="晋K3860M", emission_stage="4", verdict="refuse"),
        record(lane, 2, plate_no="冀B06128D", plate_colour="6", direction="2"),
        record(south, 3, plate_no="", plate_colour="", emission_stage="", verdict="hold"),
    ]
    assert found(query) == [rows[minute].id for minute in minutes]


def test_pages_neither_lose_nor_repeat_rows_of_one_moment(lane: Lane) -> None:
    rows = [record(lane, minute=number // 3, number=number) for number in range(10)]
    seen: list[int] = []
    before = None
    for _ in range(4):
        page = search.passages(Query(limit=3, before=before))
        seen += [row.passage.id for row in page.rows]
        before = page.older
        assert page.total == 10
    assert before is None
    assert seen == [row.id for row in reversed(rows)]


def test_rows_that_come_meanwhile_do_not_shift_a_page(lane: Lane) -> None:
    rows = [record(lane, minute) for minute in range(4)]
    first = search.passages(Query(limit=2))
    record(lane, 9)
    second = search.passages(Query(limit=2, before=first.older))
    assert [row.passage.id for row in second.rows] == [rows[1].id, rows[0].id]


def test_counting_stops_where_it_would_take_long(
    lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "ROWS", 2)
    monkeypatch.setattr(walking, "BLOCKS_COUNTED", 1)
    for minute in range(6):
        record(lane, minute, carrier_name="北方")
    assert search.fold() == 3
    told = search.passages(Query(stage="6", carrier="北", limit=1))
    assert (told.total, told.exact) == (4, False)
    by_one_column = search.passages(Query(stage="6"))
    assert (by_one_column.total, by_one_column.exact) == (6, True)


def test_a_walk_that_takes_long_says_how_far_it_came(
    lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "ASKED_AT_ONCE", 2)
    monkeypatch.setattr(finding, "MOST_ASKED", 4)
    for minute in range(7):
        ledger.note_outcome(record(lane, minute), Result.LIFTED, position="open")
    last = Upload.get(Upload.passage == 1)
    last.state = "acknowledged"
    last.save()
    asked = Query(upload="acknowledged")
    first = search.passages(asked)
    assert (first.rows, first.complete) == ((), False)
    assert first.older is not None
    then = search.passages(replace(asked, before=first.older))
    assert [row.passage.id for row in then.rows] == [1]
    assert then.complete


def test_a_row_comes_with_the_last_that_became_of_it(lane: Lane) -> None:
    passage = record(lane)
    ledger.note_outcome(passage, Result.LIFT_ORDERED, position="closed", by="guard")
    ledger.note_outcome(passage, Result.LIFTED_BY_PERSON, position="open", by="guard")
    row = search.passages(Query()).rows[0]
    assert row.outcome is not None
    assert row.outcome.result == Result.LIFTED_BY_PERSON
    assert row.upload is not None


def test_the_newest_of_each_lane(lane: Lane) -> None:
    other = Lane.create(gate=lane.gate, barrier_no="002", name="出", direction="2")
    Lane.create(gate=lane.gate, barrier_no="003", name="空", direction="1")
    record(lane, 1)
    newest = record(lane, 5)
    record(lane, 3)
    exit_row = record(other, 2, direction="2")
    told = search.newest(3)
    assert told.recent[0].passage == newest
    assert len(told.recent) == 3
    assert {number: row.passage.id for number, row in told.by_lane.items()} == {
        lane.id: newest.id,
        other.id: exit_row.id,
    }


def test_a_story_knows_both_ends_of_a_trip(lane: Lane) -> None:
    entry = record(lane, 1)
    ledger.note_outcome(entry, Result.LIFTED, position="open")
    leaving = record(lane, 60, direction="2", reasons="leaving")
    ledger.note_outcome(leaving, Result.LIFTED, position="open")
    came, went = search.story(entry.id), search.story(leaving.id)
    assert came is not None
    assert went is not None
    for story in (came, went):
        assert (story.trip.entered, story.trip.left) == (entry, leaving)
    assert search.story(99) is None
