"""What is to be cut out of a lane's tape: one small file per passage, on the disk on which the tape lies.

Written by the watcher, worked off by a job; a watcher that is killed leaves its orders to the next one.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gate import clock

FOLDER = "orders"
_ORDER, _END = ".json", ".end"


@dataclass(frozen=True, slots=True)
class Order:
    """Film this passage, from its capture time until the arm was down again; None while it is not."""

    serial_no: str
    at: datetime
    ended: datetime | None


class Orders:
    """The orders of one lane. Every method raises OSError."""

    def __init__(self, lane_folder: Path) -> None:
        self._folder = lane_folder / FOLDER

    def begin(self, serial_no: str, at: datetime) -> None:
        """Order a film of what has just been written down; again is harmless."""
        told = json.dumps({"serial_no": serial_no, "at": clock.stamp(at)})
        self._write(f"{serial_no}{_ORDER}", told)

    def end(self, serial_no: str, at: datetime) -> None:
        """Say when the arm was down again and the vehicle gone."""
        self._write(f"{serial_no}{_END}", clock.stamp(at))

    def done(self, serial_no: str) -> None:
        """Its films are in the ledger."""
        for suffix in (_ORDER, _END):
            (self._folder / f"{serial_no}{suffix}").unlink(missing_ok=True)

    def all(self) -> Iterator[Order]:
        """Every order, oldest first; what cannot be read is no order."""
        for path in sorted(self._folder.glob(f"*{_ORDER}")):
            with suppress(FileNotFoundError, ValueError, KeyError):
                told = json.loads(path.read_text(encoding="utf-8"))
                yield Order(told["serial_no"], clock.parse(told["at"]), self._ended(path))

    def _ended(self, order: Path) -> datetime | None:
        end = order.with_suffix(_END)
        return clock.parse(end.read_text(encoding="utf-8")) if end.exists() else None

    def _write(self, name: str, text: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        partial = self._folder / f"{name}.{os.getpid()}.part"
        partial.write_text(text, encoding="utf-8")
        partial.replace(self._folder / name)
