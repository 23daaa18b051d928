"""The lines of a table, out of the first sheet of a workbook or out of a text file."""

import csv
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gate.sheets import parts
from gate.sheets.kinds import WORKBOOK, kind_of
from gate.sheets.problem import FileProblem

MOST_ROWS = 200_000
MOST_COLUMNS = 40

Line = tuple[int, Sequence[Any]]
"""The number of a line as the person's own program shows it, and its cells."""


def lines(content: bytes) -> list[Line]:
    """Every line that is not empty; raises FileProblem."""
    found = _workbook(content) if kind_of(content) == WORKBOOK else _text(content)
    return list(_limited(found))


def _limited(rows: Iterable[Sequence[Any]]) -> Iterator[Line]:
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise FileProblem("file_too_long", f"{MOST_ROWS:,}")
        cells = row[:MOST_COLUMNS]
        if any(cell not in (None, "") for cell in cells):
            yield number, cells


def _workbook(content: bytes) -> Iterator[Sequence[Any]]:
    """Its first sheet: what formulas came to when it was saved, and nothing of other files that it names."""
    from openpyxl import load_workbook  # slow to load, and only whoever imports a list needs it

    parts.look_at(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # a file may lie about them
            yield from sheet.iter_rows(values_only=True)
    except FileProblem:
        raise
    except Exception as error:  # a file made to break a reader breaks it in any way it likes
        raise FileProblem("file_not_a_table") from error


def _text(content: bytes) -> Iterator[Sequence[Any]]:
    text = _decoded(content)
    if "\0" in text:
        raise FileProblem("file_not_a_table")
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",\t;", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise FileProblem("file_not_a_table") from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileProblem("file_not_a_table")
