"""A table of trucks: understood row by row, compared with the register, and nothing in it replaced unseen."""

import io
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from gate import proof, register, sheets
from gate.fleet import export, plan, rows, taking, template
from gate.fleet.columns import FLEET, WHITELIST
from gate.fleet.taking import Source, TableOutdated
from gate.models import Entry, Vehicle, database
from gate.sheets import FileProblem
from tests import cast
from tests.gate.fleets import HEADING, MISTAKES, read, row, with_mistakes, workbook
from tests.gate.lists import plate

pytestmark = pytest.mark.usefixtures("database")
SOURCE = Source("白名单.xlsx", "f" * 64)
BY = cast.MANAGER.username


def take(content: bytes, **told: Any) -> taking.Done:
    return taking.carry_out(read(content), SOURCE, BY, **told)


@pytest.mark.parametrize(("told", "field", "key"), MISTAKES[:-1])
def test_a_mistake_is_told_at_its_item_and_line(told: Any, field: str, key: str) -> None:
    found = read(workbook([row(1), row(2, **told)]))
    assert [(each.line, dict(each.errors)) for each in found.wrong] == [(3, {field: key})]
    assert [each.line for each in found.told] == [2]


def test_of_a_fleet_of_500_with_40_mistakes_460_are_added_and_nothing_is_overwritten() -> None:
    mine = register.create({"plate_no": plate(501), "plate_colour": "1", "note": "自己的"}, BY)
    found = read(workbook([*with_mistakes(500, 40), row(501)]))
    assert (len(found.told), len(found.wrong)) == (461, 40)
    looked = plan.plan(found)
    assert (len(looked.new), len(looked.differing), len(looked.wrong)) == (460, 1, 40)
    done = taking.carry_out(found, SOURCE, BY, approve=True)
    assert (done.added, done.approved, done.changed) == (460, 460, 0)
    kept = Vehicle.get_by_id(mine.id)
    assert (kept.note, kept.status, kept.changed_seq) == ("自己的", "draft", mine.changed_seq)
    assert Entry.select().where(Entry.kind == taking.KIND).count() == 1
    assert not proof.verify().faults


def test_what_differs_is_taken_only_where_it_is_ticked() -> None:
    take(workbook([row(1), row(2)]), approve=True)
    table = workbook([row(1, 排放阶段="国五"), row(2, 排放阶段="国五", 准入截止日期="")])
    looked = plan.plan(read(table))
    assert [each.what for each in looked.differing] == [(("emission_stage", "6", "5"),)] * 2
    ticked = looked.differing[1]
    assert take(table, take=[ticked.mark]).changed == 1
    stages = {each.plate_no: each.emission_stage for each in Vehicle.select()}
    assert stages == {plate(1): "6", plate(2): "5"}
    second = register.history(Vehicle.get(Vehicle.plate_no == plate(2)))[0]
    assert (second.before, second.after) == ({"emission_stage": "6"}, {"emission_stage": "5"})
    again = plan.plan(read(table))
    assert (len(again.same), len(again.differing)) == (1, 1)


def test_a_file_that_changed_since_it_was_ticked_stops_the_whole_table() -> None:
    take(workbook([row(1)]))
    table = workbook([row(1, 排放阶段="国五"), row(2)])
    mark = plan.plan(read(table)).differing[0].mark
    register.edit(Vehicle.get().id, {"note": "别人改的"}, "admin")
    entries = Entry.select().count()
    with pytest.raises(TableOutdated):
        take(table, take=[mark])
    assert (Vehicle.select().count(), Entry.select().count()) == (1, entries)


def test_what_is_not_whole_or_contradicts_itself_waits_as_a_draft() -> None:
    table = workbook(
        [
            row(1, 发动机型号=""),
            row(2, 排放阶段="国三"),
            row(3, 车辆识别代码=row(4)[HEADING.index("车辆识别代码")]),
            row(4),
        ]
    )
    take(workbook([row(4)]), approve=True)
    lacking, old, copied = plan.plan(read(table)).new
    assert (lacking.lacks, lacking.doubts) == (("engine_model",), ())
    assert (old.lacks, old.doubts) == ((), ("stage_too_old",))
    assert copied.doubts == ("vin_elsewhere",)
    assert take(table, approve=True) == taking.Done(added=3, approved=0, changed=0)


def test_a_row_that_would_spoil_an_approved_file_is_a_mistake_of_that_row() -> None:
    take(
        workbook([row(1, 燃料类型="无（挂车）", 发动机型号="", 发动机生产厂="", 发动机编号="")]),
        approve=True,
    )
    (wrong,) = plan.plan(read(workbook([row(1, 发动机编号="")]))).wrong
    assert wrong.errors == {"engine_no": "needed_for_approval"}


def test_cells_are_understood_as_spreadsheets_and_people_write_them() -> None:
    told = {
        "号牌颜色": "黄牌", "车辆类型": "Q11 重型半挂牵引车", "排放阶段": "国六b", "燃料类型": "柴油",
        "注册登记日期": datetime(2021, 8, 1),  # noqa: DTZ001  as a spreadsheet tells it
        "发动机编号": 55010268.0, "准入截止日期": "2027.11.30",
        "联网状态": "是", "常运数量": 32,
    }  # fmt: skip
    (truck,) = read(workbook([row(1, **told)])).told
    values = truck.values
    assert [values[n] for n in ("plate_colour", "vehicle_type", "emission_stage", "fuel_type")] == [
        "1", "Q11", "6", "B",
    ]  # fmt: skip
    assert (values["engine_no"], values["network_status"]) == ("55010268", "1")
    days = [values[name].isoformat() for name in ("registration_date", "valid_to")]
    assert days == ["2021-08-01", "2027-11-30"]


@pytest.mark.parametrize("columns", [WHITELIST, FLEET])
def test_the_empty_table_is_one_that_can_be_filled_in_and_sent(columns: Any) -> None:
    content = template.write(columns)
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert [cell.value.rstrip("*") for cell in sheet[1]] == [column.heading for column in columns]
    offered = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert len(offered) == sum(column.table is not None for column in columns)
    assert read(content, columns).rows == 0
    for place, column in enumerate(columns, start=1):
        sheet.cell(2, place).value = column.example
    out = io.BytesIO()
    book.save(out)
    (truck,) = read(out.getvalue(), columns).told
    assert truck.values["vehicle_type"] == "Q11"


def test_what_was_exported_and_sent_again_changes_nothing() -> None:
    take(workbook([row(1), row(2, 备注="", 常运数量="")]), approve=True)
    register.create({"plate_no": plate(3), "plate_colour": "1", "note": "=1+1"}, BY)
    content = export.write(Vehicle.select().order_by(Vehicle.id))
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "d"}
    found = read(content)
    assert [dict(each.errors) for each in found.wrong] == [{"note": "begins_like_a_formula"}]
    looked = plan.plan(found)
    assert (len(looked.same), looked.new, looked.differing) == (2, (), ())


def test_what_is_no_table_of_trucks_is_refused() -> None:
    with pytest.raises(FileProblem) as without:
        read("车牌号码,联系人\n冀B7K268,陈".encode())
    assert (without.value.key, without.value.what) == ("file_without_columns", "号牌颜色")
    many = "车牌号码,号牌颜色\n" + "冀B7K268,黄\n" * (rows.MOST + 1)
    with pytest.raises(FileProblem) as too_long:
        rows.of_lines(sheets.lines(many.encode()), WHITELIST)
    assert too_long.value.key == "file_too_long"


CELLS = st.one_of(
    st.none(), st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.datetimes(), st.dates(),
    st.sampled_from(["黄", "国六", "Q11", "2021-8-1", "1e400", "NaN", "=1+1", "冀B7K268", "\x00"]),
)  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(HEADING), CELLS, max_size=3), max_size=3))
def test_whatever_stands_in_the_cells_every_row_is_understood_or_told(
    spoilt: list[dict[str, Any]],
) -> None:
    table = [row(number, **cells) for number, cells in enumerate(spoilt)]
    found = rows.of_lines([(1, HEADING), *enumerate(table, start=2)], WHITELIST)
    told = sorted([each.line for each in found.told] + [each.line for each in found.wrong])
    assert told == list(range(2, len(table) + 2))
    assert all(each.errors for each in found.wrong)
    with database.atomic() as undone:
        taking.carry_out(found, SOURCE, BY)
        again = plan.plan(found)
        assert (len(again.same), again.new, again.differing) == (len(found.told), (), ())
        undone.rollback()
