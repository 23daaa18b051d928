"""`flask demo` as a person starts it, in a folder of its own, with a hand on each of its processes."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from devices.simulated.journal import entries
from settings import ROOT
from tests.patience import until

COMES_UP_S = 240
PROCESSES = {
    "lane worker": "LaneWorker",
    "jobs": "JobWorker",
    "cron": "workers.schedule",
    "portal": "gunicorn",
    "redis": "redis-server",
    "plant": "devices.simulated",
}
"""What tells each of them by its command line."""


class Demo:
    """Started with `--for` seconds, or for ever with None."""

    def __init__(self, folder: Path, films: Path, port: int, seconds: float | None) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        films.mkdir(parents=True, exist_ok=True)
        (folder / "films").symlink_to(films, target_is_directory=True)
        argv = [sys.executable, "-m", "flask", "--app", "wsgi", "demo"]
        argv += ["--folder", str(folder), "--port", str(port)]
        argv += [] if seconds is None else ["--for", str(seconds)]
        env = {name: v for name, v in os.environ.items() if not name.startswith("GREENGATE_")}
        self.said = folder / "said.log"
        with self.said.open("wb") as output, (folder / "errors.log").open("wb") as errors:
            self.process = subprocess.Popen(
                argv, cwd=ROOT, env=env, stdout=output, stderr=errors, start_new_session=True
            )

    def wait_until_up(self) -> None:
        until(lambda: "http://" in self.said.read_text(), "the demo is up", COMES_UP_S)

    def wait_for_arrivals(self, count: int) -> None:
        """Until so many vehicles have stopped at an arm."""

        def arrived() -> bool:
            visits = entries(self.folder / "plant" / "visits.jsonl")
            return len([line for line in visits if line["event"] == "arrived"]) >= count

        until(arrived, "vehicles arrive", COMES_UP_S)

    def kill(self, name: str) -> int:
        """kill -9 one of its processes, by the name in `PROCESSES`; which one it was."""
        pid = self.pids_of(name)[0]
        os.kill(pid, signal.SIGKILL)
        return pid

    def pids_of(self, name: str) -> list[int]:
        """Its own children of this name, oldest first."""
        mark = PROCESSES[name].encode()
        found = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdigit() and _parent_of(entry) == self.process.pid:
                    found += [int(entry.name)] if mark in (entry / "cmdline").read_bytes() else []
        return sorted(found)

    def summary(self) -> dict[str, Any]:
        """Its last line, once it has ended by itself."""
        self.status = self.process.wait(timeout=300)
        last: dict[str, Any] = json.loads(self.said.read_text().splitlines()[-1])
        return last

    def left_over(self) -> list[str]:
        """Processes that still have to do with this folder."""
        mark = os.fsencode(self.folder)
        found = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if (
                    entry.name.isdigit()
                    and mark in _seen_of(entry)
                    and int(entry.name) != os.getpid()
                ):
                    found.append(f"{entry.name} {(entry / 'cmdline').read_bytes()!r}")
        return found

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=30)
            finally:
                self.process.kill()
                self.process.wait()


def _parent_of(entry: Path) -> int:
    return int((entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])


def _seen_of(entry: Path) -> bytes:
    return (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
