"""Tables of trucks as people send them: good rows, and every kind of mistake in them."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from gate import sheets
from gate.fleet import rows
from gate.fleet.columns import WHITELIST, Column
from gate.identifiers import with_check_digit
from gate.sheets import Read
from tests.gate.lists import plate

HEADING = [column.heading for column in WHITELIST]
VIN = with_check_digit("LFWSRXSJ0M1A00001")
MISTAKES: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"车牌号码": "冀B12"}, "plate_no", "not_a_plate"),
    ({"车牌号码": ""}, "plate_no", "required"),
    ({"号牌颜色": "渐变绿"}, "plate_colour", "colour_against_form"),
    ({"号牌颜色": "紫"}, "plate_colour", "unknown_code"),
    ({"号牌颜色": ""}, "plate_colour", "required"),
    ({"车辆识别代码": VIN[:-1]}, "vin", "vin_shape"),
    ({"车辆识别代码": VIN[:8] + ("1" if VIN[8] != "1" else "2") + VIN[9:]}, "vin", "vin_check"),
    ({"车辆识别代码": VIN, "发动机编号": VIN}, "engine_no", "engine_no_is_vin"),
    ({"车辆类型": "大卡车"}, "vehicle_type", "unknown_code"),
    ({"燃料类型": "木柴"}, "fuel_type", "unknown_code"),
    ({"排放阶段": "国九"}, "emission_stage", "unknown_code"),
    ({"注册登记日期": "去年"}, "registration_date", "not_a_date"),
    ({"注册登记日期": "2999-01-01"}, "registration_date", "in_future"),
    ({"准入截止日期": "2020-01-01"}, "valid_to", "ends_before_it_begins"),
    ({"常运数量": "三十吨"}, "cargo_quantity", "not_a_number"),
    ({"常运数量": "-1"}, "cargo_quantity", "out_of_range"),
    ({"联网状态": "也许"}, "network_status", "unknown_code"),
    ({"发动机生产厂": "很" * 65}, "engine_maker", "too_long"),
    ({"备注": "=cmd|' /C calc'!A0"}, "note", "begins_like_a_formula"),
    ({"车牌号码": plate(1)}, "plate_no", "twice_in_table"),
)


def row(number: int, **told: Any) -> list[Any]:
    """A good row; every cell may be told otherwise by its heading."""
    good = {column.heading: column.example for column in WHITELIST} | {
        "车牌号码": plate(number),
        "车辆识别代码": with_check_digit(f"LFWSRXSJ0M1A{number:05}"),
        "发动机编号": f"5501{number:04}",
        "准入开始日期": "2026-01-01",
    }
    assert good.keys() >= told.keys()
    return [(good | told)[heading] for heading in HEADING]


def with_mistakes(count: int, planted: int) -> list[list[Any]]:
    """`count` rows, of which `planted` are wrong, each in a way of its own as long as there are ways."""
    every = count // planted
    return [
        row(number, **MISTAKES[number // every % len(MISTAKES)][0])
        if number % every == 0 and number <= every * planted
        else row(number)
        for number in range(1, count + 1)
    ]


def workbook(lines: Sequence[Sequence[Any]], heading: Sequence[str] = HEADING) -> bytes:
    """An .xlsx whose first sheet is the table."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (heading, *lines):
        sheet.append(list(line))
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text, also where it begins like a formula
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes, columns: Sequence[Column] = WHITELIST) -> Read[rows.Told]:
    return rows.of_lines(sheets.lines(content), columns)
