"""What a platform has accepted: JSON lines that are on the disk before anybody hears of them."""

import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Row = dict[str, Any]


class AcceptedRows:
    """One row per serial number, whatever is sent: of a corrected one the newest version. Read back at the start."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._rows: dict[str, Row] = {}
        self._kept = 0
        self._file = path.open("a+b")
        self._read_back()

    @property
    def rows(self) -> list[Row]:
        with self._lock:
            return list(self._rows.values())

    def keep(self, serial_no: str, row: Mapping[str, Any]) -> Row:
        """The row kept under this number: this one where it is a newer version, else the one that is there."""
        with self._lock:
            there = self._rows.get(serial_no)
            if there is None or revision_of(row) > revision_of(there):
                self._rows[serial_no] = self._write(row)
            return self._rows[serial_no]

    def _write(self, row: Mapping[str, Any]) -> Row:
        kept = {"receipt": f"R{self._kept + 1:08d}", **row}
        self._file.write(json.dumps(kept, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._kept += 1
        return kept

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def _read_back(self) -> None:
        self._file.seek(0)
        whole = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                break
            row = json.loads(line)
            self._rows[row["serial_no"]] = row
            self._kept += 1
            whole += len(line)
        # A line torn by a kill was never acknowledged; it must not swallow the next one.
        self._file.truncate(whole)


def revision_of(row: Mapping[str, Any]) -> int:
    """How many corrections this version of a row holds; rows of older senders hold none."""
    return int(row.get("revision", 0))
