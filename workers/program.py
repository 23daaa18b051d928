"""One process that a supervisor keeps: how it is started, what is left of it, how it ends."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from workers.parent import die_with_parent

LARGEST_LOG = 20_000_000
STEADY_AFTER_S = 10.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 10.0


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. `env` is put on top of our own; `ready` is asked ten times a second until it says yes.

    `restart=False` marks the program for whose sake the others run: its end is the end of all.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    ready: Callable[[], bool] | None = None
    ready_timeout: float = 30.0
    stop_signal: signal.Signals = signal.SIGTERM
    stop_timeout: float = 3.0
    restart: bool = True
    nice: int = 0


class Child:
    """A program at work, with its own session, so that a ctrl-C in the terminal reaches only the supervisor."""

    def __init__(self, program: Program, log_dir: Path) -> None:
        self.program = program
        self.log = log_dir / f"{program.name}.log"
        self.restarts = 0
        self.quick_deaths = 0
        self.restart_at: float | None = None
        self._started = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def steady(self) -> bool:
        """Whether it has run for long enough that an earlier death is forgotten."""
        return self._process is not None and time.monotonic() - self._started >= STEADY_AFTER_S

    def start(self) -> None:
        _rotate(self.log)
        parent, program = os.getpid(), self.program

        def prepare() -> None:
            die_with_parent(parent)
            os.nice(program.nice)

        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                list(program.argv),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **program.env},
                cwd=program.cwd,
                start_new_session=True,
                preexec_fn=prepare,
            )
        self._started, self.restart_at = time.monotonic(), None

    def ended(self) -> int | None:
        """The exit status once the process is gone, its leftovers killed with it; None while it runs."""
        if self._process is None or (status := self._process.poll()) is None:
            return None
        kill_session(self._process.pid)
        self._process = None
        return status

    def plan_restart(self) -> None:
        """At once after a steady run; later and later for one that keeps dying."""
        lived = time.monotonic() - self._started
        self.quick_deaths = 0 if lived >= STEADY_AFTER_S else self.quick_deaths + 1
        self.restarts += 1
        pause = (
            FIRST_PAUSE_S * 2 ** min(self.quick_deaths - 2, 10) if self.quick_deaths > 1 else 0.0
        )
        self.restart_at = time.monotonic() + min(pause, LONGEST_PAUSE_S)

    def ask_to_stop(self) -> None:
        self.restart_at = None
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(self.program.stop_signal)

    def kill(self) -> None:
        """End it and everything in its session, now."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            kill_session(self._process.pid)
            self._process = None


def kill_session(session: int) -> None:
    """Kill what a dead leader left: a session also holds children that made process groups of their own."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _session_of(entry) == session:
            with suppress(ProcessLookupError):
                os.kill(int(entry.name), signal.SIGKILL)


def _session_of(entry: Path) -> int | None:
    try:
        # The name in brackets may hold anything, so fields are counted from its end: state, parent, group, session.
        return int((entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[3])
    except OSError:
        return None


def _rotate(log: Path) -> None:
    with suppress(FileNotFoundError):
        if log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
