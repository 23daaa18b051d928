"""A workbook or a text file with a table in it, as lines of cells. Whatever else is sent is refused in a sentence."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

MOST_BYTES = 16 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
"""A workbook of 200,000 rows unpacks to half of it; beyond it is made to fill a memory."""
MOST_ROWS = 200_000
MOST_COLUMNS = 40
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
WORKBOOK, TEXT = ".xlsx", ".csv"

Line = tuple[int, Sequence[Any]]
"""The number of a line as the person's own program shows it, and its cells."""


class FileProblem(Exception):
    """A file that cannot be read as a list; `key` names the sentence, `what` what it is about."""

    def __init__(self, key: str, what: str = "") -> None:
        super().__init__(f"{key} {what}".strip())
        self.key, self.what = key, what


def kind_of(content: bytes) -> str:
    """By its first bytes, whatever its name says."""
    if not content.strip():
        raise FileProblem("file_empty")
    if len(content) > MOST_BYTES:
        raise FileProblem("file_too_large")
    if content.startswith(OLD_WORKBOOK):
        raise FileProblem("file_old_workbook")
    return WORKBOOK if content.startswith(ZIP) else TEXT


def lines(content: bytes) -> list[Line]:
    """Every line that is not empty."""
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
    from openpyxl import load_workbook  # slow to load, and only whoever imports a list needs it

    _refuse_bombs(content)
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


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise FileProblem("file_not_a_table") from error
    if unpacked > MOST_UNPACKED:
        raise FileProblem("file_too_large")


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
