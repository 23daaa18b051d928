"""A real RQ worker, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def working(
    redis_url: str, log: Path, queue: str = "jobs", env: Mapping[str, str] | None = None
) -> Iterator[None]:
    """A worker that takes jobs until the end of the block; what it says goes to `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "rq.cli", "worker", queue, "--url", redis_url],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)
