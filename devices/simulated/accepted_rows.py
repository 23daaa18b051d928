"""What a platform has accepted: JSON lines that are on the disk before anybody hears of them."""

import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Row = dict[str, Any]


class AcceptedRows:
    """One row per serial number, whatever is sent; read back at the start."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._rows: dict[str, Row] = {}
        self._file = path.open("a+b")
        self._read_back()

    @property
    def rows(self) -> list[Row]:
        with self._lock:
            return list(self._rows.values())

    def keep(self, serial_no: str, row: Mapping[str, Any]) -> Row:
        """The row kept under this number: this one, or the one that came first."""
        with self._lock:
            if serial_no not in self._rows:
                kept = {"receipt": f"R{len(self._rows) + 1:08d}", **row}
                self._file.write(json.dumps(kept, ensure_ascii=False).encode() + b"\n")
                self._file.flush()
                os.fsync(self._file.fileno())
                self._rows[serial_no] = kept
            return self._rows[serial_no]

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
            whole += len(line)
        # A line torn by a kill was never acknowledged; it must not swallow the next one.
        self._file.truncate(whole)
