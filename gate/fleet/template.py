"""An empty table of trucks to be filled in: its cells offer the words of the codes, and say what is wanted."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from gate.fleet.columns import COLOUR, PLATE, Column

TRUCKS, ABOUT, CODES = "车辆", "填写说明", "代码"
LINES = 2000
DAYS = ("registration_date", "valid_from", "valid_to")
NUMBERS = ("cargo_quantity",)
NEEDED = (PLATE, COLOUR)
HOW = (
    "每行一辆车；车牌号码和号牌颜色必填，其余尽量填全，缺的可以之后补。",
    "留空的格子不会改动已有的内容。",
    "带下拉列表的格子请从列表中选择；日期写成 2026-11-26。",
    "上传后先显示将发生的变化，确认之前什么都不会改。",
)


def write(columns: Sequence[Column]) -> bytes:
    """The workbook; its first sheet is the table."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(TRUCKS)
        _explain(book, columns)
        ranges = _codes(book, columns)
        _head(book, sheet, columns)
        for place, column in enumerate(columns):
            _prepare(sheet, place, column, ranges)
    return out.getvalue()


def _head(book: Any, sheet: Any, columns: Sequence[Column]) -> None:
    plain = book.add_format({"bold": True, "bg_color": "#E8F1EC", "bottom": 1})
    needed = book.add_format({"bold": True, "bg_color": "#CFE6DA", "bottom": 1})
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    for place, column in enumerate(columns):
        cells = day if column.name in DAYS else None if column.name in NUMBERS else text
        sheet.set_column(place, place, column.width, cells)
        star = "*" if column.name in NEEDED else ""
        sheet.write_string(0, place, column.heading + star, needed if star else plain)
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 22)


def _prepare(sheet: Any, place: int, column: Column, ranges: dict[str, str]) -> None:
    if column.name in ranges:
        sheet.data_validation(
            1, place, LINES, place,
            {
                "validate": "list", "source": ranges[column.name],
                "error_title": column.heading, "error_message": "请从下拉列表中选择。",
            },
        )  # fmt: skip
    elif column.about:
        sheet.data_validation(
            1, place, LINES, place,
            {"validate": "any", "input_title": column.heading, "input_message": column.about},
        )  # fmt: skip


def _codes(book: Any, columns: Sequence[Column]) -> dict[str, str]:
    """The sheet of words, a column for each table; where the words of each column stand."""
    sheet = book.add_worksheet(CODES)
    ranges: dict[str, str] = {}
    for column in columns:
        if column.table is None:
            continue
        place = len(ranges)
        letter = chr(ord("A") + place)
        words = [both.zh for both in column.table.values()]
        sheet.write_string(0, place, column.heading)
        sheet.write_column(1, place, words)
        sheet.set_column(place, place, 20)
        ranges[column.name] = f"={CODES}!${letter}$2:${letter}${len(words) + 1}"
    return ranges


def _explain(book: Any, columns: Sequence[Column]) -> None:
    sheet = book.add_worksheet(ABOUT)
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, 2, 40)
    for line, sentence in enumerate(HOW):
        sheet.write_string(line, 0, sentence)
    first = len(HOW) + 1
    sheet.write_row(first, 0, ("列", "例子", "说明"), bold)
    for line, column in enumerate(columns, start=first + 1):
        sheet.write_row(line, 0, (column.heading, column.example, column.about))
