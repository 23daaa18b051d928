"""A house with its simulated plant in a process of its own, and what its logs tell of it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.figures import CannotMeasure
from devices.simulated.journal import entries
from gate import clock
from settings import ROOT

FOLDER = ROOT / "var" / "bench"
"""Data and logs of the last run of each kind; made anew by the next."""
START_S = 300.0
STOP_S = 30.0


class RunningPlant:
    """What is being measured."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.folder, self.begun = folder, clock.now()
        self._process, self._output = process, _output(folder)

    @property
    def plant_log(self) -> Path:
        return self.folder / "plant"

    def told(self, event: str) -> list[dict[str, Any]]:
        """What the watchers of lanes logged under this name."""
        logs = sorted((self.folder / "log").glob("lane-worker-*.log"))
        return [line for log in logs for line in entries(log) if line.get("event") == event]

    def watchers(self) -> list[int]:
        """The processes that watch the lanes."""
        told = sorted(self.told("watch_begins"), key=lambda line: str(line["at"]))
        newest = {line["lane"]: line["watcher"] for line in told}
        return [int(watcher.rpartition(":")[2]) for watcher in newest.values()]

    def wait_for_cameras(self, lanes: int) -> None:
        """Until so many cameras stream to their watchers; raises CannotMeasure."""
        deadline = time.monotonic() + START_S
        while len({line["camera"] for line in self.told("camera_streams")}) < lanes:
            if time.monotonic() > deadline:
                raise CannotMeasure(f"The plant did not come up in time; see {self._output}.")
            self.keep(0.2)

    def keep(self, seconds: float) -> None:
        """Let time pass; raises CannotMeasure if the plant ends before."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            time.sleep(min(left, 1.0))
            if self._process.poll() is not None:
                raise CannotMeasure(f"The plant ended too early; see {self._output}.")

    def last_words(self, timeout: float) -> str:
        """The last line it prints when it ends by itself; raises CannotMeasure."""
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise CannotMeasure(f"The plant did not end in time; see {self._output}.") from None
        lines = self._output.read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1] if lines else ""


@contextmanager
def running(name: str, argv: Sequence[str]) -> Iterator[RunningPlant]:
    """Start a plant whose last argument is its fresh folder; nothing of it is left running."""
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    env = {key: value for key, value in os.environ.items() if not key.startswith("GREENGATE_")}
    with _output(folder).open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *argv, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**env, "GREENGATE_DATA_DIR": str(folder), "FLASK_SKIP_DOTENV": "1"},
        )
    try:
        yield RunningPlant(folder, process)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _output(folder: Path) -> Path:
    return folder / "output.log"
