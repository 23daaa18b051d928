"""The lane's own disk: rows and outcomes that the database could not take, kept in order until it can."""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from gate import clock, ledger
from gate.models import Passage


class Spool:
    """One append-only file per lane. Writing twice is harmless: serial numbers make one row."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __bool__(self) -> bool:
        return self._path.exists()

    def add_row(self, row: Mapping[str, Any]) -> None:
        self._write({"row": {key: _plain(value) for key, value in row.items()}})

    def add_outcome(self, serial_no: str, result: str, position: str, detail: str) -> None:
        self._write(
            {
                "outcome": {
                    "serial_no": serial_no,
                    "result": result,
                    "position": position,
                    "detail": detail,
                }
            }
        )

    def drain(self) -> int:
        """Enter everything into the ledger, in order, as late; the number of rows. Raises database errors."""
        rows = 0
        for line in self._lines():
            if "row" in line:
                ledger.record(_row(line["row"]), late=True)
                rows += 1
            else:
                _enter_outcome(line["outcome"])
        self._path.unlink(missing_ok=True)
        return rows

    def _lines(self) -> list[dict[str, Any]]:
        if not self._path.exists():
            return []
        whole = self._path.read_bytes().split(b"\n")  # a torn one may end within a character
        return [json.loads(line) for line in whole[:-1]]  # a torn last line was never acknowledged

    def _write(self, line: Mapping[str, Any]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._cut_torn_line()
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _cut_torn_line(self) -> None:
        # What a crash or a full disk cut short would swallow the line written after it.
        whole = self._path.read_bytes() if self._path.exists() else b""
        if whole and not whole.endswith(b"\n"):
            os.truncate(self._path, whole.rfind(b"\n") + 1)


def _enter_outcome(told: Mapping[str, str]) -> None:
    passage = Passage.get(Passage.serial_no == told["serial_no"])
    said = {(outcome.result, outcome.detail) for outcome in ledger.outcomes(passage)}
    if (told["result"], told["detail"]) not in said:
        ledger.note_outcome(
            passage,
            ledger.Result(told["result"]),
            position=told["position"],
            detail=told["detail"],
        )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.stamp(value)
    return str(value) if isinstance(value, Decimal) else value


def _row(told: Mapping[str, Any]) -> dict[str, Any]:
    row = dict(told)
    row["passed_at"] = clock.parse(row["passed_at"])
    row["cargo_quantity"] = Decimal(row["cargo_quantity"])
    return row
