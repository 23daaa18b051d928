"""A real PostgreSQL for tests: a server that is named, or a cluster of our own from the programs of this machine."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.ports import free_port
from workers.parent import die_with_parent

MEMORY_NEEDED = 2 * 1024**3
TEMPLATE = f"greengate_template_{os.getpid()}"


class NoPostgreSQL(Exception):
    """No PostgreSQL can be had here; the message says what to install."""


class Server:
    """A running server and the way to a fresh database on it."""

    def __init__(self, url: str) -> None:
        self.template_url = _named(url, TEMPLATE)
        self._url = url
        self._numbers = count(1)

    def create_template(self) -> None:
        self._order(f"CREATE DATABASE {TEMPLATE}")

    def create_copy(self) -> str:
        """A new database that looks like the template; its address."""
        name = f"{TEMPLATE}_{next(self._numbers)}"
        self._order(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return _named(self._url, name)

    def drop(self, url: str) -> None:
        self._order(f"DROP DATABASE IF EXISTS {urlsplit(url).path[1:]} WITH (FORCE)")

    def _order(self, statement: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(statement.encode())


class Cluster:
    """A cluster that lives for one run. PostgreSQL refuses to run as root, so root lends it another user."""

    def __init__(self) -> None:
        self._programs = _programs()
        self._user = _unprivileged_user()
        self._folder = Path(tempfile.mkdtemp(prefix="greengate-postgresql-", dir=_in_memory()))
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Make the cluster and start it; the address of its first database."""
        data, port = self._folder / "data", free_port()
        self._run("initdb", "-D", data, "-U", "greengate", "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        self._process = self._begin("postgres", "-D", data, "-p", port, "-k", self._folder,
                                    "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
                                    "-c", "full_page_writes=off", "-c", "autovacuum=off")  # fmt: skip
        url = f"postgresql://greengate@127.0.0.1:{port}/postgres"
        self._wait_until_ready(url)
        return url

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._folder)

    def _run(self, program: str, *words: object) -> None:
        process = self._begin(program, *words)
        if process.wait() != 0:
            raise NoPostgreSQL(f"{program} failed: {self._log.read_text(errors='replace')}")

    def _begin(self, program: str, *words: object) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [str(self._programs / program), *map(str, words)],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                user=self._user,
                group=None if self._user is None else pwd.getpwnam(self._user).pw_gid,
                extra_groups=None if self._user is None else [],
                preexec_fn=partial(die_with_parent, os.getpid()),
            )

    def _wait_until_ready(self, url: str) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(url, connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise NoPostgreSQL(self._log.read_text(errors="replace")) from None
                time.sleep(0.1)

    @property
    def _log(self) -> Path:
        return self._folder / "postgresql.log"


def _programs() -> Path:
    """The folder of the newest PostgreSQL here; Debian keeps its programs off PATH."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4])
    )
    found = folders[-1] if folders else shutil.which("initdb")
    if found is None:
        raise NoPostgreSQL("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    return Path(found).resolve().parent


def _in_memory() -> str | None:
    """Every test copies a database, which takes a quarter of the time in memory; None where there is too little."""
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > MEMORY_NEEDED
    return str(memory) if roomy else None


def _unprivileged_user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _named(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()
