"""Tables of trucks that people send: kept under their fingerprint, and read once."""

from collections.abc import Sequence
from functools import lru_cache

from werkzeug.datastructures import FileStorage

from gate import evidence, sheets
from gate.fleet import rows
from gate.fleet.columns import Column
from gate.sheets import FileProblem, Read
from portal.plant import plant


def keep(file: FileStorage | None, columns: Sequence[Column]) -> str:
    """The fingerprint of a table that can be read; raises FileProblem."""
    if file is None or not file.filename:
        raise FileProblem("required")
    content = file.read()
    suffix = sheets.kind_of(content)
    read = rows.of_lines(sheets.lines(content), columns)
    if not read.rows:
        raise FileProblem("file_without_rows")
    try:
        return str(plant().store.keep(content, suffix))
    except evidence.EvidenceError as error:
        raise FileProblem("not_kept") from error


def find(fingerprint: str, columns: Sequence[Column]) -> Read[rows.Told] | None:
    """What a table says that was kept; none where there is no such one, or it is none of trucks."""
    if not evidence.is_fingerprint(fingerprint):
        return None
    store = plant().store
    suffix = next((s for s in (sheets.WORKBOOK, sheets.TEXT) if store.find(fingerprint, s)), "")
    try:
        return _read(fingerprint, suffix, tuple(columns)) if suffix else None
    except FileProblem:
        return None


@lru_cache(
    maxsize=8
)  # under its fingerprint it never changes, and is asked for again at every look
def _read(fingerprint: str, suffix: str, columns: tuple[Column, ...]) -> Read[rows.Told]:
    if (kept := plant().store.find(fingerprint, suffix)) is None:
        raise FileProblem("file_empty")  # gone meanwhile
    with kept.open() as file:
        return rows.of_lines(sheets.lines(file.read()), columns)
