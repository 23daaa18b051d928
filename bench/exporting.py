"""`python -m bench.exporting URL FILE ROWS`: write the newest rows; print how many, seconds, of the processor, MiB."""

import sys
import time
from itertools import islice
from pathlib import Path

from gate import search
from gate.exports import tables
from gate.models import open_database
from gate.search import Query


def main(url: str, target: Path, most: int) -> None:
    open_database(url)
    began = time.monotonic()
    rows = islice(search.every(Query()), most)
    if target.suffix == ".csv":
        count = tables.write_csv(target, rows, lambda _: None)
    else:
        count = tables.write_xlsx(target, rows, lambda _: None, {})
    print(count, time.monotonic() - began, time.process_time(), _most_memory_mib())


def _most_memory_mib() -> float:
    # What the system counts for a process begins with its parent's, before it became another program.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) / 1024


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
