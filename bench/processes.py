"""What a process costs, by its own accounts with the kernel."""

import os
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Meter:
    """Processor time of several processes at one moment."""

    at: float
    used: Mapping[int, float]

    @classmethod
    def read(cls, pids: Iterable[int]) -> "Meter":
        used = {pid: _cpu_seconds(pid) for pid in pids}
        known = {pid: seconds for pid, seconds in used.items() if seconds is not None}
        return cls(time.monotonic(), known)

    def percents_since(self, before: "Meter") -> list[float]:
        """Percent of one core for each process that lived from then to now."""
        lived = self.at - before.at
        return [
            100 * (seconds - before.used[pid]) / lived
            for pid, seconds in self.used.items()
            if pid in before.used
        ]


def resident_mib(pids: Iterable[int]) -> list[float]:
    """The most memory that each process ever held at once; those that are gone are left out."""
    told = (re.search(r"^VmHWM:\s*(\d+) kB", _read(pid, "status"), re.M) for pid in pids)
    return [int(match[1]) / 1024 for match in told if match]


def proportional_mib(pids: Iterable[int]) -> list[float]:
    """The memory of each process now, pages shared with others divided by their number."""
    told = (re.search(r"^Pss:\s*(\d+) kB", _read(pid, "smaps_rollup"), re.M) for pid in pids)
    return [int(match[1]) / 1024 for match in told if match]


def _cpu_seconds(pid: int) -> float | None:
    # The name in brackets may hold anything, so fields are counted from its end.
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else None


def _read(pid: int, what: str) -> str:
    try:
        return Path(f"/proc/{pid}/{what}").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
