"""A shift is handed over by two signatures, with what stood open frozen as the system knew it (R-099)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from peewee import DatabaseError

from gate import clock, ledger, proof, shifts
from gate.models import Entry, Handover, Takeover, User
from gate.shifts import ShiftError
from tests.gate import rows

FAULT = {"lane": "A-001", "what": "camera", "problem": "the camera sends nothing"}


@pytest.fixture
def on_duty(people: dict[str, User]) -> dict[str, User]:
    return people


def mistakes(act: Callable[[], Any]) -> dict[str, str]:
    with pytest.raises(ShiftError) as refused:
        act()
    return refused.value.errors


def over(**change: Any) -> Handover:
    told = {"successor": "manager", "words": "东门地磅待修", "by": "guard"} | change
    return shifts.hand_over(shifts.standing([FAULT]), **told)


def test_what_stands_open_is_frozen_into_the_record(on_duty: Any) -> None:
    lane = rows.lane()
    late = clock.now() - timedelta(hours=30)
    old = rows.entered(lane, passed_at=late)
    rows.entered(lane, plate_no="冀B7K266")
    held = ledger.record(rows.row(lane, plate_no="冀B7K264", verdict="hold", reasons="unread"))
    written = over()
    rows.entered(lane, plate_no="冀B7K265")
    told = shifts.of(written.id)
    assert told is not None
    stands = told.stands
    assert [trip["passage"] for trip in stands["trips"]["named"]] == [old.id]
    assert stands["trips"]["all"] == 1
    assert [case["passage"] for case in stands["cases"]] == [held.id]
    assert (stands["unsent"], stands["refused"], stands["faults"]) == (2, 0, [FAULT])
    assert Entry.get_by_id(written.__data__["entry"]).kind == "handover"
    assert proof.verify().holds


def test_it_takes_two_signatures_and_the_second_is_given_once(on_duty: Any) -> None:
    written = over()
    assert [row.id for row in shifts.unsigned("guard")] == [written.id]
    assert [row.id for row in shifts.unsigned("manager")] == [written.id]
    assert shifts.unsigned("admin") == []
    for by in ("guard", "Guard"):
        wrong = mistakes(lambda by=by: shifts.take_over(written.id, words="", by=by))  # type: ignore[misc]
        assert wrong == {"": "second_signature_needed"}
    shifts.take_over(written.id, words="已清点", by="admin")  # whoever truly came
    assert mistakes(lambda: shifts.take_over(written.id, words="", by="manager")) == {
        "": "already_signed"
    }
    assert shifts.unsigned("guard") == []
    told = shifts.of(written.id)
    assert told is not None
    assert told.takeover is not None
    assert told.takeover.by == "admin"
    assert proof.verify().holds


def test_the_database_itself_knows_that_it_takes_two(on_duty: Any) -> None:
    alone = Takeover(handover=over(), at=clock.now(), by="guard", words="")
    with pytest.raises(DatabaseError, match="by two"):
        rows.chain(alone)
    assert proof.verify().holds


@pytest.mark.parametrize("successor", ["", "guard", "inspector", "beifang", "nobody"])
def test_a_shift_goes_to_somebody_who_may_have_it(on_duty: Any, successor: str) -> None:
    assert "successor" in mistakes(lambda: over(successor=successor))
    assert Handover.select().count() == 0


def test_old_ones_are_turned_over_page_by_page(
    on_duty: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shifts, "PAGE", 2)
    written = [over().id for _ in range(5)]
    seen, before = [], None
    while True:
        page = shifts.newest(before)
        seen += [told.handover.id for told in page.shifts]
        if (before := page.older) is None:
            break
    assert seen == written[::-1]
