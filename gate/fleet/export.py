"""The whitelist as a table in the words and order in which one is read again, with where each file stands."""

import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from gate import clock
from gate.facts import Status
from gate.fleet.columns import WHITELIST, Column
from gate.models import Vehicle

MOST = 20_000
STATUSES = {
    Status.DRAFT: "草稿",
    Status.PENDING: "待审核",
    Status.APPROVED: "已通过",
    Status.TEMPORARY: "临时",
    Status.SUSPENDED: "已暂停",
    Status.EXPIRED: "已过期",
}
ALSO = (("状态", 10), ("最后修改人", 14), ("最后修改时间", 20))


def write(vehicles: Iterable[Vehicle]) -> bytes:
    """A workbook of these files. Texts stay texts: what begins like a formula does nothing."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("白名单")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        _head(book, sheet)
        line = 0
        for line, vehicle in enumerate(vehicles, start=1):
            for place, column in enumerate(WHITELIST):
                _put(sheet, line, place, _cell(vehicle, column), day)
            also = len(WHITELIST)
            sheet.write_string(line, also, STATUSES.get(Status(vehicle.status), vehicle.status))
            sheet.write_string(line, also + 1, vehicle.changed_by)
            local = vehicle.changed_at.astimezone(clock.BEIJING).replace(tzinfo=None)
            sheet.write_datetime(line, also + 2, local, moment)
        sheet.autofilter(0, 0, line, len(WHITELIST) + len(ALSO) - 1)
    return out.getvalue()


def _head(book: Any, sheet: Any) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#E8F1EC", "bottom": 1})
    headings = [(column.heading, column.width) for column in WHITELIST] + list(ALSO)
    for place, (heading, width) in enumerate(headings):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, bold)
    sheet.freeze_panes(1, 1)


def _cell(vehicle: Vehicle, column: Column) -> Any:
    value = getattr(vehicle, column.name)
    if column.table is not None:
        return column.table[value].zh if value in column.table else value
    return value


def _put(sheet: Any, line: int, place: int, value: Any, day: Any) -> None:
    if isinstance(value, date):
        at_midnight = datetime(value.year, value.month, value.day)  # noqa: DTZ001  a spreadsheet knows no zones
        sheet.write_datetime(line, place, at_midnight, day)
    elif isinstance(value, Decimal):
        if value:
            sheet.write_number(line, place, value)
    elif value:
        sheet.write_string(line, place, str(value))
