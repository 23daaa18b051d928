"""The machine that figures were measured on, in one line."""

import os
import platform
import re
from pathlib import Path


def describe() -> str:
    """Processor, cores, memory, system, Python, and how busy the machine was with other things."""
    load = os.getloadavg()[0]
    return (
        f"{_processor()}, {len(os.sched_getaffinity(0))} cores, {_memory_gib():.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, load {load:.1f}"
    )


def _processor() -> str:
    model = re.search(r"^model name\s*: (.+)$", _read("/proc/cpuinfo"), re.M)
    return model[1] if model else platform.machine()


def _memory_gib() -> float:
    total = re.search(r"^MemTotal:\s*(\d+) kB$", _read("/proc/meminfo"), re.M)
    return int(total[1]) / 2**20 if total else float("nan")


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8", errors="replace")
