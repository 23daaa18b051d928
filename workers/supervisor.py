"""Brings up a set of processes in order, keeps them alive, and leaves nothing running behind it."""

import os
import selectors
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path
from types import FrameType

import structlog

from workers.program import Child, Program

__all__ = ["Program", "Supervisor"]

READY_POLL_S = 0.1
LONGEST_WAIT_S = 1.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

log = structlog.get_logger()


class Supervisor:
    """Runs the programs given, in their order; to be used from the main thread, which owns the signals."""

    def __init__(self, programs: Sequence[Program], log_dir: Path) -> None:
        self.failure: str | None = None
        self._children = [Child(program, log_dir) for program in programs]
        self._log_dir = log_dir
        self._asked_to_stop = 0
        self._status: int | None = None
        self._wake = selectors.DefaultSelector()

    @property
    def restarts(self) -> Mapping[str, int]:
        """How often each program had to be started again."""
        return {child.program.name: child.restarts for child in self._children}

    @property
    def pids(self) -> Mapping[str, int]:
        """The processes running now."""
        return {child.program.name: child.pid for child in self._children if child.pid is not None}

    def run(self, seconds: float | None = None, on_ready: Callable[[], None] | None = None) -> int:
        """Run until a signal, or for `seconds` after everything is up; 0 when it ended as it was asked to.

        `on_ready` is called once, when everything is up. On failure `failure` says why in a sentence.
        """
        self._log_dir.mkdir(parents=True, exist_ok=True)
        with self._listening_to_signals():
            try:
                if self._bring_up():
                    if on_ready is not None:
                        on_ready()
                    self._keep(None if seconds is None else time.monotonic() + seconds)
            finally:
                self._stop_all()
        return self._status or 0

    def stop(self) -> None:
        """What a SIGTERM does: end the run. A second call stops waiting for those that take their time."""
        self._asked_to_stop += 1

    @property
    def _over(self) -> bool:
        return self._asked_to_stop > 0 or self._status is not None

    def _bring_up(self) -> bool:
        for child in self._children:
            if self._over:
                return False
            self._start(child)
            if child.program.ready is not None and not self._wait_until_ready(child):
                return False
        return not self._over

    def _start(self, child: Child) -> None:
        try:
            child.start()
        except OSError as error:
            self._fail(f"{child.program.name} cannot be started: {error}.")
        else:
            log.info("program started", program=child.program.name, pid=child.pid)

    def _wait_until_ready(self, child: Child) -> bool:
        ready, deadline = child.program.ready, time.monotonic() + child.program.ready_timeout
        while ready is not None and not (child.pid is not None and ready()):
            self._tend()
            if self._over:
                return False
            if time.monotonic() >= deadline:
                self._fail(f"{child.program.name} was not ready in time; see {child.log}.")
                return False
            self._sleep(READY_POLL_S)
        return True

    def _keep(self, deadline: float | None) -> None:
        while not self._over:
            self._tend()
            due = [child.restart_at for child in self._children if child.restart_at is not None]
            if deadline is not None:
                due.append(deadline)
            self._sleep(min([LONGEST_WAIT_S, *(moment - time.monotonic() for moment in due)]))
            if deadline is not None and time.monotonic() >= deadline:
                return

    def _tend(self) -> None:
        for child in self._children:
            status = child.ended()
            if status is not None:
                self._mourn(child, status)
            if child.restart_at is not None and time.monotonic() >= child.restart_at:
                self._start(child)
            if child.quick_deaths and child.steady:
                child.quick_deaths = 0
                log.info("program steady again", program=child.program.name, pid=child.pid)

    def _mourn(self, child: Child, status: int) -> None:
        name = child.program.name
        if not child.program.restart:
            self._status = status if status >= 0 else 128 - status
            if status:
                self.failure = f"{name} ended with status {status}; see {child.log}."
            return
        child.plan_restart()
        if child.quick_deaths <= 1:
            log.warning("program died", program=name, status=status, output=str(child.log))
        elif child.quick_deaths == 2:
            log.error("program keeps dying", program=name, status=status, output=str(child.log))

    def _fail(self, sentence: str) -> None:
        self.failure, self._status = sentence, 1
        log.error("giving up", problem=sentence)

    def _stop_all(self) -> None:
        for peers in self._in_stopping_order():
            for child in peers:
                child.ask_to_stop()
            self._wait_until_gone(peers)
            for child in peers:
                child.kill()

    def _in_stopping_order(self) -> Iterator[list[Child]]:
        # Who was waited for at the start is needed by those after it, and outlives them; the others stop together.
        backwards = enumerate(reversed(self._children))
        for _, peers in groupby(backwards, lambda pair: pair[1].program.ready and pair[0]):
            yield [child for _, child in peers]

    def _wait_until_gone(self, peers: Sequence[Child]) -> None:
        asked, begun = self._asked_to_stop, time.monotonic()
        patience = max(child.program.stop_timeout for child in peers)
        while any(child.ended() is None and child.pid is not None for child in peers):
            if time.monotonic() - begun >= patience or self._asked_to_stop > max(asked, 1):
                names = [child.program.name for child in peers if child.pid is not None]
                log.warning("programs killed, they did not stop by themselves", programs=names)
                return
            self._sleep(READY_POLL_S)

    def _sleep(self, seconds: float) -> None:
        """Sleep, but wake at once for a signal, the death of a child included."""
        for key, _ in self._wake.select(max(seconds, 0)):
            with suppress(BlockingIOError):
                os.read(key.fd, 4096)

    @contextmanager
    def _listening_to_signals(self) -> Iterator[None]:
        def on_signal(number: int, frame: FrameType | None) -> None:
            if number in STOP_SIGNALS:
                self.stop()

        read_end, write_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        before = {
            number: signal.signal(number, on_signal) for number in (*STOP_SIGNALS, signal.SIGCHLD)
        }
        wakeup = signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
        self._wake.register(read_end, selectors.EVENT_READ)
        try:
            yield
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._wake.close()
            os.close(read_end)
            os.close(write_end)
