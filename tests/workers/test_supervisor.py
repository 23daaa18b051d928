"""A set of processes is brought up in order, kept alive, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.patience import PATIENCE_S
from workers.supervisor import Program, Supervisor

ROOT = Path(__file__).parents[2]
SLEEPER = "import time; time.sleep(60)"
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
PARENT = """
import os, subprocess, sys, time
for apart in (False, True):
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], process_group=0 if apart else None)
time.sleep(60)
"""


def python(name: str, code: str, **more: object) -> Program:
    return Program(name, [sys.executable, "-c", code], **more)  # type: ignore[arg-type]


def wait_for(condition: Callable[[], object], seconds: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A word in the environment of every process the test starts, by which /proc can be searched."""
    word = f"GREENGATE_TEST_MARK={uuid4().hex}"
    monkeypatch.setenv(*word.split("="))
    yield word
    for pid in marked(word):
        os.kill(pid, signal.SIGKILL)


def marked(word: str) -> list[int]:
    """Processes alive that carry the mark, this one left out."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if word.encode() in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def assert_nothing_is_left(word: str) -> None:
    # A killed process is seen in /proc for a moment longer.
    wait_for(lambda: marked(word) == [])


class Plant:
    """A supervisor in a process of its own, as `make demo` is."""

    def __init__(self, folder: Path, *codes: str) -> None:
        self.folder = folder
        programs = ", ".join(
            f"Program('p{number}', [sys.executable, '-c', {code!r}], stop_timeout=1)"
            for number, code in enumerate(codes)
        )
        script = (
            "import sys; from pathlib import Path; from workers.supervisor import Program, Supervisor\n"
            f"supervisor = Supervisor([{programs}], Path({str(folder)!r}))\n"
            "sys.exit(supervisor.run(on_ready=lambda: print('up', flush=True)))"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        while self.process.stdout.readline() != "up\n":
            assert self.process.poll() is None, "the supervisor ended early"

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def test_a_program_starts_only_when_the_one_before_it_is_ready(tmp_path: Path) -> None:
    flag, seen = tmp_path / "flag", tmp_path / "seen"
    slow = python(
        "slow",
        f"import time, pathlib; time.sleep(0.4); pathlib.Path({str(flag)!r}).touch(); time.sleep(60)",
        ready=flag.exists,
    )
    next_one = python(
        "next",
        f"import pathlib; pathlib.Path({str(seen)!r}).write_text(str(pathlib.Path({str(flag)!r}).exists()))\n"
        + SLEEPER,
        ready=lambda: seen.exists() and bool(seen.read_text()),
    )
    up: list[bool] = []

    assert Supervisor([slow, next_one], tmp_path).run(0, lambda: up.append(flag.exists())) == 0

    assert up == [True]
    assert seen.read_text() == "True"


def test_a_killed_program_is_started_again(tmp_path: Path) -> None:
    births = tmp_path / "births"
    program = python("lane", f"print('born', file=open({str(births)!r}, 'a'))\n{SLEEPER}")
    supervisor = Supervisor([program], tmp_path)

    def kill_and_wait() -> None:
        wait_for(births.exists)
        wait_for(births.read_text)
        os.kill(supervisor.pids["lane"], signal.SIGKILL)
        wait_for(lambda: births.read_text().count("born") == 2)
        supervisor.stop()

    watching = threading.Thread(target=kill_and_wait)
    assert supervisor.run(2 * PATIENCE_S, watching.start) == 0
    watching.join()
    assert supervisor.restarts == {"lane": 1}


def test_a_program_that_keeps_dying_is_tried_less_and_less_often(tmp_path: Path) -> None:
    supervisor = Supervisor(
        [python("broken", "raise SystemExit('no')"), python("fine", SLEEPER)], tmp_path
    )

    assert supervisor.run(2.0) == 0

    assert 1 <= supervisor.restarts["broken"] <= 4
    assert supervisor.restarts["fine"] == 0
    assert "no" in (tmp_path / "broken.log").read_text()


def test_what_a_dead_program_left_behind_dies_before_it_is_started_again(
    tmp_path: Path, mark: str
) -> None:
    supervisor = Supervisor([python("parent", PARENT)], tmp_path)

    def kill() -> None:
        wait_for(lambda: len(marked(mark)) == 3)
        old = marked(mark)
        os.kill(supervisor.pids["parent"], signal.SIGKILL)
        gone.extend(old)

    gone: list[int] = []
    supervisor.run(1.5, kill)

    assert len(gone) == 3
    assert_nothing_is_left(mark)


def test_one_that_never_gets_ready_ends_everything_with_a_sentence(
    tmp_path: Path, mark: str
) -> None:
    never = python("never", SLEEPER, ready=lambda: False, ready_timeout=0.3)
    supervisor = Supervisor([python("other", SLEEPER), never], tmp_path)

    assert supervisor.run(5) == 1

    assert supervisor.failure is not None
    assert "never was not ready in time" in supervisor.failure
    assert_nothing_is_left(mark)


def test_one_that_cannot_be_started_is_named(tmp_path: Path) -> None:
    supervisor = Supervisor([Program("ghost", [str(tmp_path / "nothing-here")])], tmp_path)

    assert supervisor.run(5) == 1
    assert "ghost cannot be started" in str(supervisor.failure)


def test_the_end_of_the_program_they_all_run_for_ends_all(tmp_path: Path, mark: str) -> None:
    main = python("main", "raise SystemExit(7)", restart=False)

    assert Supervisor([python("helper", SLEEPER), main], tmp_path).run(20) == 7
    assert_nothing_is_left(mark)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_even_the_deaf(
    tmp_path: Path, mark: str, how: signal.Signals
) -> None:
    plant = Plant(tmp_path, SLEEPER, STUBBORN, PARENT)
    try:
        wait_for(lambda: len(marked(mark)) == 6)
        wait_for(lambda: "deaf" in (tmp_path / "p1.log").read_text())
        plant.process.send_signal(how)
        assert plant.process.wait(30) == 0
        assert_nothing_is_left(mark)
    finally:
        plant.close()


def test_when_it_is_killed_itself_its_programs_die_with_it(tmp_path: Path, mark: str) -> None:
    plant = Plant(tmp_path, SLEEPER, STUBBORN)
    try:
        wait_for(lambda: len(marked(mark)) == 3)
        plant.process.kill()
        plant.process.wait()
        assert_nothing_is_left(mark)
    finally:
        plant.close()


def test_those_that_others_need_stop_last(tmp_path: Path) -> None:
    order = tmp_path / "order"
    code = (
        "import pathlib, signal, sys\n"
        "def leave(*_):\n"
        f"    with open({str(order)!r}, 'a') as file: print(sys.argv[1], file=file)\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, leave)\n"
        f"(pathlib.Path({str(tmp_path)!r}) / sys.argv[1]).touch()\n"
        "while True: signal.pause()"
    )
    names = ["redis", "lane", "portal"]
    programs = [
        Program(name, [sys.executable, "-c", code, name], ready=(tmp_path / name).exists)
        for name in names
    ]

    assert Supervisor(programs, tmp_path).run(0.1) == 0
    assert order.read_text().split() == ["portal", "lane", "redis"]
