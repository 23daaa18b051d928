"""What truly happened at the simulated plant, as JSON lines that survive a kill."""

import json
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

BEIJING = timezone(timedelta(hours=8))


class Journal:
    """Appends one line per event; each is with the system before the call returns."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._lock = threading.Lock()
        _end_torn_line(path)
        self._file = path.open("a", encoding="utf-8")

    def write(self, event: str, facts: Mapping[str, Any]) -> None:
        at = datetime.now(BEIJING).isoformat(timespec="milliseconds")
        line = json.dumps({"at": at, "event": event, **facts}, ensure_ascii=False)
        with self._lock:
            if not self._file.closed:
                self._file.write(line + "\n")
                self._file.flush()

    def close(self) -> None:
        with self._lock:
            self._file.close()


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """Every whole line; one torn by a kill is passed over."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry


def end_interrupted(visits: Journal) -> None:
    """Visits that were cut short by a kill get their last line now."""
    unfinished: dict[str, dict[str, Any]] = {}
    for entry in entries(visits.path):
        if entry["event"] in ("coming", "arrived"):
            unfinished[entry["visit"]] = entry
        else:
            unfinished.pop(entry["visit"], None)
    for entry in unfinished.values():
        visits.write(
            "interrupted", {key: entry[key] for key in ("visit", "lane", "gate_no", "barrier_no")}
        )


def _end_torn_line(path: Path) -> None:
    if path.exists() and (content := path.read_bytes()) and not content.endswith(b"\n"):
        with path.open("ab") as file:
            file.write(b"\n")
