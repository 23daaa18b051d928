"""A hundred thousand rows as a workbook and as lines, in a process of its own: how long, and how much memory."""

import subprocess
import sys
from pathlib import Path

from bench import ledger_of_years
from bench.figures import Figure
from settings import ROOT

ROWS = 100_000
FIGURES = (
    "100k_xlsx_s",
    "100k_csv_s",
    "xlsx_processor_total_s",
    "csv_processor_total_s",
    "xlsx_memory_max_mib",
    "csv_memory_max_mib",
    "xlsx_size_total_mib",
)


def measure(seconds: float) -> dict[str, Figure]:
    """Takes as long as it takes, whatever `seconds` says."""
    ledger_of_years.opened()
    found: dict[str, Figure] = {}
    for kind in ("xlsx", "csv"):
        target = ledger_of_years.FOLDER / f"export.{kind}"
        target.parent.mkdir(parents=True, exist_ok=True)
        told = subprocess.run(
            [
                sys.executable,
                "-m",
                "bench.exporting",
                ledger_of_years.url(),
                str(target),
                str(ROWS),
            ],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()
        rows, took, busy, memory = int(told[0]), *map(float, told[1:])
        found[f"100k_{kind}_s"] = Figure(took, rows)
        found[f"{kind}_processor_total_s"] = Figure(busy, rows)
        found[f"{kind}_memory_max_mib"] = Figure(memory, 1)
        if kind == "xlsx":
            found["xlsx_size_total_mib"] = Figure(_mib(target), rows)
        target.unlink()
    return found


def _mib(path: Path) -> float:
    return path.stat().st_size / 2**20
