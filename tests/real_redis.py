"""A real Redis for tests: the server a plant would run, in a folder of its own, which can be killed and come back."""

import os
import subprocess
from functools import partial
from pathlib import Path

from workers import redis_server
from workers.parent import die_with_parent


class RealRedis:
    """One redis-server on a Unix socket. What it was told survives `kill` and `start`, as in a plant."""

    def __init__(self, folder: Path) -> None:
        self.url = redis_server.url(folder)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            redis_server.command(self._folder),
            stdout=subprocess.DEVNULL,
            preexec_fn=partial(die_with_parent, os.getpid()),
        )
        redis_server.wait_until_ready(self.url, timeout=60)

    def kill(self) -> None:
        """The end without a goodbye, as by kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=60)
            self._process = None
