"""A list from outside: understood row by row, compared with ours, and taken over without replacing anything unseen."""

import json
from datetime import datetime
from typing import Any

import pytest

from gate import clock, exceedance, proof, sheets
from gate.models import Entry, Exceedance, ListBatch
from gate.over_emission import imports, plan, rows
from gate.sheets import Read
from tests.gate.lists import plate, row, workbook

MISTAKES: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"车牌号码": "冀B12"}, "plate_no", "not_a_plate"),
    ({"车牌号码": ""}, "plate_no", "required"),
    ({"号牌颜色": "渐变绿"}, "plate_colour", "colour_against_form"),
    ({"号牌颜色": "紫"}, "plate_colour", "unknown_code"),
    ({"VIN": "LFV123"}, "vin", "vin_shape"),
    ({"燃料类型": "木柴"}, "fuel_type", "unknown_code"),
    ({"排放标准": "国九"}, "emission_stage", "unknown_code"),
    ({"超标原因": "冒烟"}, "reason_code", "unknown_code"),
    ({"列入时间": "2999-01-01"}, "issued_at", "in_future"),
    ({"解除时间": "2026-10-01"}, "released_at", "released_before_listed"),
)


def read(content: bytes) -> Read[rows.Told]:
    return rows.of_lines(sheets.lines(content))


def take(content: bytes, **told: Any) -> ListBatch:
    told = {"source": imports.FILE, "name": "名单.xlsx", "fingerprint": "f" * 64, "by": "li"} | told
    return imports.carry_out(plan.plan(read(content)), **told)


def listed() -> set[str]:
    return {each.plate_no for each in exceedance.current()}


def test_forty_mistakes_among_five_hundred_rows_are_forty_sentences(database: Any) -> None:
    wrong = {n * 12: MISTAKES[n % len(MISTAKES)] for n in range(40)}
    content = workbook([row(n, **wrong[n][0]) if n in wrong else row(n) for n in range(500)])
    batch = take(content)
    assert (batch.rows, batch.added, batch.refused) == (500, 460, 40)
    assert len(exceedance.current()) == 460
    told = imports.wrong_in(batch)
    # Line 1 is the title, line 2 the heading: lines are those that the person's own program shows.
    assert [each.line for each in told] == [n + 3 for n in wrong]
    assert [dict(each.errors) for each in told] == [
        {field: key} for _, field, key in wrong.values()
    ]
    assert proof.verify().holds


def test_a_batch_and_each_of_its_rows_have_their_entry(database: Any) -> None:
    batch = take(workbook([row(1, VIN="LFWSRXSJ0M1A00001"), row(2)]))
    told = [json.loads(bytes(e.content)) for e in Entry.select().order_by(Entry.seq)]
    assert [each["kind"] for each in told] == ["list_batch", "exceedance", "exceedance"]
    assert told[0]["body"]["fingerprint"] == "f" * 64
    assert (told[0]["seq"], told[1]["body"]["batch"]) == (batch.changed_seq, batch.id)
    first = exceedance.of(plate(1), "1")
    assert first is not None
    assert (first.vin, first.fuel_type, first.emission_stage) == ("LFWSRXSJ0M1A00001", "B", "5")
    assert (first.reason_code, clock.stamp(first.issued_at)[:16]) == ("5", "2026-10-08T08:30")
    (change,) = exceedance.history(first)
    assert (change.what, change.by, change.batch) == ("listed", "li", batch.id)


def test_the_same_list_again_changes_nothing(database: Any) -> None:
    content = workbook([row(n) for n in range(5)])
    take(content)
    again = plan.plan(read(content))
    assert not again.changes
    assert (len(again.same), again.missing, again.differing) == (5, (), ())


def test_who_is_missing_from_a_newer_list_stays_listed_and_is_asked_about(database: Any) -> None:
    take(workbook([row(1), row(2), row(3)]))
    newer = workbook([row(1), row(4)])
    assert [each.plate_no for each in plan.plan(read(newer)).missing] == [plate(2), plate(3)]
    take(newer)
    assert listed() == {plate(n) for n in (1, 2, 3, 4)}


def test_a_row_with_a_mistake_is_no_silence_about_its_vehicle(database: Any) -> None:
    take(workbook([row(1), row(2)]))
    assert plan.plan(read(workbook([row(1), row(2, 超标原因="?")]))).missing == ()


def test_other_particulars_are_shown_and_ours_stay_unless_a_person_says_so(database: Any) -> None:
    take(workbook([row(1)]))
    newer = workbook([row(1, 超标原因="黑烟举报")])
    (differing,) = plan.plan(read(newer)).differing
    assert differing.what == (("reason_code", "5", "6"),)
    take(newer)
    assert exceedance.current()[0].reason_code == "5"
    take(newer, take_differing=True)
    (kept,) = exceedance.current()
    assert kept.reason_code == "6"
    assert [change.what for change in exceedance.history(kept)] == ["changed", "listed"]


def test_a_release_that_was_told_ends_the_entry_and_an_old_one_does_not(database: Any) -> None:
    take(workbook([row(1), row(2)]))
    newer = workbook(
        [row(1, 解除时间="2026-11-01 10:00"), row(2, 列入时间="", 解除时间="2026-09-01")]
    )
    batch = take(newer)
    assert batch.released == 1
    assert listed() == {plate(2)}
    closed = Exceedance.get(Exceedance.plate_no == plate(1))
    assert clock.stamp(closed.released_at)[:16] == "2026-11-01T10:00"


def test_of_two_rows_about_one_vehicle_the_newest_counts(database: Any) -> None:
    content = workbook(
        [row(1, 列入时间="2026-10-20"), row(1, 列入时间="2026-09-01", 解除时间="2026-09-20")]
    )
    batch = take(content)
    assert listed() == {plate(1)}
    assert [dict(each.errors) for each in imports.wrong_in(batch)] == [
        {"plate_no": "twice_in_list"}
    ]


def test_a_list_that_changed_since_it_was_looked_at_is_not_taken_over(database: Any) -> None:
    looked_at = plan.plan(read(workbook([row(1)])))
    exceedance.put_on(plate(1), "1", "6", clock.now(), by="zhao")
    with pytest.raises(imports.ListChanged):
        imports.carry_out(looked_at, source="file", name="x", fingerprint="f" * 64, by="li")
    assert exceedance.current()[0].reason_code == "6"
    assert ListBatch.select().count() == 0
    assert proof.verify().holds


@pytest.mark.parametrize(
    ("name", "written", "code"),
    [
        ("号牌颜色", "黄牌", "1"),
        ("号牌颜色", 1.0, "1"),
        ("号牌颜色", "yellow", "1"),
        ("排放标准", "国Ⅲ", "3"),
        ("排放标准", "国4", "4"),
        ("排放标准", "国V阶段", "5"),
        ("超标原因", "5.尾气遥感监测", "5"),
        ("超标原因", 6, "6"),
        ("列入时间", "2026年10月8日", "2026-10-08T00:00"),
        ("列入时间", "2026/10/8 8:30", "2026-10-08T08:30"),
        ("列入时间", "20261008", "2026-10-08T00:00"),
        ("列入时间", datetime(2026, 10, 8, 8, 30), "2026-10-08T08:30"),  # noqa: DTZ001  as a workbook has it
    ],
)
def test_the_authoritys_own_spelling_is_understood(name: str, written: Any, code: str) -> None:
    found = read(workbook([row(1, **{name: written})]))
    assert found.wrong == ()
    (told,) = found.told
    values = {
        "号牌颜色": told.plate_colour,
        "排放标准": told.emission_stage,
        "超标原因": told.reason_code,
        "列入时间": clock.stamp(told.issued_at)[:16] if told.issued_at else "",
    }
    assert values[name] == code


def test_a_platform_may_send_anything_at_all() -> None:
    good = {"plate_no": plate(1), "plate_colour": "1", "reason_code": "5"}
    told: list[Any] = [good, None, 7, [], {}, {**good, "plate_no": {"a": 1}}, {"plate_no": 3.5}]
    found = rows.of_values(enumerate(told, start=1))
    assert [each.plate_no for each in found.told] == [plate(1)]
    assert len(found.wrong) == 6
