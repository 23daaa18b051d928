"""Whether what is kept of a report is what the ledger says was mailed."""

import hashlib
from collections.abc import Iterator
from enum import StrEnum

from gate import proof
from gate.evidence import Store, StoreAway
from gate.models import Report
from gate.report import archive
from gate.report.archive import HTML, PAGE, PNG, WORKBOOK


class State(StrEnum):
    """How a report stands against its entry in the chain."""

    WHOLE = "whole"
    ROW = "row"
    """The row is not what was hashed."""
    CHANGED = "changed"
    """A file is not the one that was mailed."""
    GONE = "gone"
    """A file is missing."""
    AWAY = "away"
    """The store cannot be asked now."""


def state(report: Report, store: Store) -> State:
    """Look at the row, and at the bytes of every file. The chain as a whole is verified elsewhere."""
    if not _is_as_hashed(report):
        return State.ROW
    try:
        return next(_faults(report, store), State.WHOLE)
    except StoreAway:
        return State.AWAY


def _is_as_hashed(report: Report) -> bool:
    entry = report.entry
    same_bytes = hashlib.sha256(bytes(entry.content)).hexdigest() == entry.hash
    return same_bytes and proof.is_as_hashed(report, entry)


def _faults(report: Report, store: Store) -> Iterator[State]:
    for fingerprint, suffix in _files(report):
        kept = store.find(fingerprint, suffix)
        if kept is None:
            yield State.GONE
            continue
        with kept.open() as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != fingerprint:
                yield State.CHANGED


def _files(report: Report) -> Iterator[tuple[str, str]]:
    for files in archive.files_of(report).values():
        for name, fingerprint in files.items():
            yield fingerprint, HTML if name == PAGE else PNG
    yield report.workbook_sha256, WORKBOOK
