"""A trip is an entry and an exit: paired when it ends, else put together and apart by people, never edited (R-039)."""

import runpy
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate import clock, corrections, ledger, proof, schema, trip_search, trips
from gate.codes import IN, OUT
from gate.ledger import Result
from gate.models import Lane, OpenTrip, Passage, TripRuling, database
from gate.trips import TripError
from tests.gate import rows

DAYS = count(1)
NOON = clock.parse("2026-11-22T12:00:00+08:00")


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


def came(lane: Lane, hours: float = 0, plate: str = "冀B7K268", **given: Any) -> Passage:
    return rows.entered(lane, passed_at=NOON + timedelta(hours=hours), plate_no=plate, **given)


def left(lane: Lane, hours: float = 1, plate: str = "冀B7K268", **given: Any) -> Passage:
    passage = rows.leaves(lane, passed_at=NOON + timedelta(hours=hours), plate_no=plate, **given)
    ledger.note_outcome(passage, Result.LIFTED, position="open")
    return passage


def together(one: Passage, other: Passage) -> bool:
    halves = trips.halves([one, other])
    return [halves[each.id].other for each in (one, other) if each.id in halves] == [other, one]


def mistake(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(TripError) as refused:
        act(*args, **kwargs)
    [key] = refused.value.errors.values()
    return key


def test_overnight_and_through_another_gate_it_is_one_trip(lane: Lane) -> None:
    entry = came(lane, cargo_quantity="0")
    leaving = left(rows.lane("002"), 20, cargo_quantity="31.5")
    trip = trip_search.of(leaving)
    assert (trip.entered, trip.left) == (entry, leaving)
    assert trip.inside == timedelta(hours=20)
    assert not OpenTrip.select().exists()
    assert together(entry, leaving)


def test_a_misread_exit_is_suggested_by_its_likeness_and_joined_by_a_person(lane: Lane) -> None:
    entry, stranger = came(lane), came(lane, 0.5, "豫F5N382")
    misread = left(lane, 3, "冀B7K26B")
    assert [s.passage for s in trip_search.suggestions(misread)] == [entry]
    assert [s.passage for s in trip_search.suggestions(entry)] == [misread]
    assert [s.passage for s in trip_search.others_open(misread)] == [stranger]
    assert trips.half_of(misread) is None  # nobody but a person joins them
    ruling = trips.join(entry, misread, words="照片为同一辆车", by="wang")
    half = trips.half_of(entry)
    assert half is not None
    assert (half.other, half.ruling) == (misread, ruling)
    assert Passage.get_by_id(misread.id).pairs_with_id is None
    assert trip_search.suggestions(misread) == []
    assert proof.verify().holds


def test_what_was_joined_is_put_apart_by_another_entry(lane: Lane) -> None:
    entry, misread = came(lane), left(lane, 3, "冀B7K26B")
    trips.join(entry, misread, words="同一辆车", by="wang")
    assert mistake(trips.part, entry, misread, words=" ", by="li") == "required"
    trips.part(entry, misread, words="照片不是同一辆车", by="li")
    assert not together(entry, misread)
    assert [ruling.joined for ruling in trips.rulings_of(entry)] == [True, False]
    assert mistake(trips.part, entry, misread, words="再分", by="li") == "not_together"
    truly = left(lane, 4)
    assert together(entry, truly)
    assert proof.verify().holds


def test_a_pair_of_the_lane_can_be_put_apart_too(lane: Lane) -> None:
    entry, wrong = came(lane), left(lane)
    trips.part(entry, wrong, words="套牌车", by="li")
    assert {row.passage for row in OpenTrip.select()} == {entry, wrong}
    right = left(lane, 2)
    assert together(entry, right)
    assert trips.half_of(wrong) is None
    assert Passage.get_by_id(wrong.id).pairs_with_id == entry.id  # the row says what it said


def test_nothing_leaves_before_it_came(lane: Lane) -> None:
    entry, leaving = came(lane, 1), left(lane, 0, "冀B7K26B")
    wrong = mistake(trips.join, entry, leaving, words="同一辆车", by="wang")
    assert wrong == "left_before_it_came"


def test_only_an_entry_and_an_exit_that_stand_open_are_joined(lane: Lane) -> None:
    entry, leaving, other = came(lane), left(lane), left(lane, 2, "冀B7K26B")
    args = {"words": "同一辆车", "by": "wang"}
    assert mistake(trips.join, entry, other, **args) == "no_longer_open"
    assert mistake(trips.join, leaving, other, **args) == "not_an_entry_and_an_exit"
    assert mistake(trips.join, other, entry, **args) == "not_an_entry_and_an_exit"
    assert TripRuling.select().count() == 0


def test_a_corrected_plate_is_the_one_that_pairs(lane: Lane) -> None:
    entry = came(lane, 0, "冀B7K26B")
    correction = corrections.propose(
        entry, {"plate_no": "冀B7K268"}, reason="misread", words="", by="wang"
    )
    corrections.review(correction.id, agreed=True, words="", by="li")
    assert together(entry, left(lane, 2))


def test_open_entries_are_flagged_after_a_day_and_after_three(lane: Lane) -> None:
    for hours in (1, 23.9, 24.1, 71.9, 72.1, 1000):
        rows.entered(lane, passed_at=clock.now() - timedelta(hours=hours))
    left(lane, 1, "冀B7K26B")
    assert trips.standing() == trips.Standing(warned=4, alarmed=2)
    page = trip_search.standing_open(IN)
    assert [trip.flag for trip in page.trips] == ["alarm", "alarm", "warn", "warn", "", ""]
    assert len(trip_search.standing_open(OUT).trips) == 1


def test_pages_of_trips_follow_each_other_without_gap(
    lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trip_search, "PAGE", 3)
    entries = [came(lane, hours) for hours in range(7)]
    for ask, expected in (
        (trip_search.of_time, entries[::-1]),
        (lambda place=None: trip_search.standing_open(IN, place), entries),
    ):
        seen, place = [], None
        while True:
            page = ask(place=place)
            seen += [trip.entered for trip in page.trips]
            place = page.onward
            if place is None:
                break
        assert seen == expected
    assert [t.one.plate_no for t in trip_search.of_time("晋").trips] == []


def test_an_older_ledger_is_told_once_what_stands_open_in_it(lane: Lane) -> None:
    came(lane, 0)
    left(lane, 1)
    came(lane, 2)
    rows.leaves(lane, passed_at=NOON + timedelta(hours=3))  # written, and its arm has not risen
    left(lane, 4, "冀B7K26B")
    ledger.record(rows.row(lane, passed_at=NOON + timedelta(hours=5), verdict="refuse"))
    kept = all_open()
    assert [told[1:3] for told in kept] == [(IN, "冀B7K268"), (OUT, "冀B7K26B")]
    OpenTrip.delete().execute()
    migration = runpy.run_path(str(schema.MIGRATIONS / "0007_what_people_add.py"))
    database.execute_sql(migration["_open_trips"]())
    assert all_open() == kept


def all_open() -> list[tuple[Any, ...]]:
    rows = OpenTrip.select().order_by(OpenTrip.passage)
    return [
        (row.passage.id, row.direction, row.plate_no, row.plate_colour, row.since) for row in rows
    ]


STEPS = st.lists(
    st.tuples(st.sampled_from(["in", "out", "held", "lift", "join", "part"]), st.integers(0, 7)),
    max_size=14,
)


@given(steps=STEPS)
def test_what_went_through_either_stands_open_or_has_its_half(lane: Lane, steps: Any) -> None:
    seen: list[Passage] = []
    day = NOON + timedelta(days=next(DAYS))
    for number, (what, which) in enumerate(steps):
        take(what, which, lane, day + timedelta(minutes=number), seen)
    halves = trips.halves(seen)
    for passage in seen:
        half = halves.get(passage.id)
        assert trips.is_open(passage) == (ledger.has_passed(passage) and half is None)
        assert half is None or together(passage, half.other)


def take(what: str, which: int, lane: Lane, at: datetime, seen: list[Passage]) -> None:
    """One thing that happens to one of those seen so far, or to somebody new."""
    new = {"passed_at": at, "plate_no": ("冀B7K268", "冀B7K26B")[which % 2]}
    if what == "in":
        seen.append(rows.entered(lane, **new))
    elif what in ("out", "held"):
        seen.append(rows.leaves(lane, **new))
    if not seen or what in ("in", "held"):
        return
    chosen = seen[-1] if what == "out" else seen[which % len(seen)]
    if what in ("out", "lift"):
        ledger.note_outcome(chosen, Result.LIFTED_BY_PERSON, position="open", by="wang")
    else:
        with suppress(TripError):
            act = trips.join if what == "join" else trips.part
            act(chosen, seen[-1], words="同一辆车", by="wang")
