"""Tables of passages as files: written row by row, so that a hundred thousand take no more memory than one."""

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from gate.exports import layout
from gate.search import Row

MOST_ON_A_SHEET = 1_000_000
"""A sheet holds 1,048,576 lines; what is more goes on to the next one."""
Progress = Callable[[int], None]
"""Told how many rows are written; may raise to stop."""
EVERY = 500


def write_csv(target: Path, rows: Iterable[Row], progress: Progress) -> int:
    """Comma-separated, in UTF-8 with the mark by which spreadsheets know it; how many rows."""
    count = 0
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.heading for column in layout.COLUMNS])
        for count, row in enumerate(rows, start=1):
            writer.writerow([layout.plain(cell) for cell in layout.cells(row)])
            if count % EVERY == 0:
                progress(count)
    progress(count)
    return count


def write_xlsx(
    target: Path, rows: Iterable[Row], progress: Progress, about: Mapping[str, str]
) -> int:
    """A workbook: the table, and a sheet `about` what was asked, by whom and when; how many rows."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(target, options | {"tmpdir": str(target.parent)}) as book:
        pages = _Pages(book)
        for count, row in enumerate(rows, start=1):
            pages.add(layout.cells(row))
            if count % EVERY == 0:
                progress(count)
        pages.finish()
        _about(book, {**about, "记录条数": str(count)})
    progress(count)
    return count


class _Pages:
    """The sheets of the table, one after the other."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E8F1EC"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._sheets = 0
        self._line = 0
        self._begin()

    def add(self, cells: Iterable[layout.Cell]) -> None:
        if self._line > MOST_ON_A_SHEET:
            self.finish()
            self._begin()
        for place, cell in enumerate(cells):
            if isinstance(cell, datetime):
                self._sheet.write_datetime(self._line, place, cell, self._moment)
            elif isinstance(cell, str):
                if cell:
                    self._sheet.write_string(self._line, place, cell)
            else:
                self._sheet.write_number(self._line, place, cell)
        self._line += 1

    def finish(self) -> None:
        self._sheet.autofilter(0, 0, max(self._line - 1, 0), len(layout.COLUMNS) - 1)

    def _begin(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet(
            f"进出厂运输车辆{self._sheets if self._sheets > 1 else ''}"
        )
        for place, column in enumerate(layout.COLUMNS):
            self._sheet.set_column(place, place, column.width)
        self._sheet.freeze_panes(1, 1)
        self._sheet.set_row(0, 32)
        for place, column in enumerate(layout.COLUMNS):
            self._sheet.write_string(0, place, column.heading, self._head)
        self._line = 1


def _about(book: Any, about: Mapping[str, str]) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 80)
    for line, (name, said) in enumerate(about.items()):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, said)
