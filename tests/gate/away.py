"""A database that is away: its file is gone from its place, or its server hangs up on everybody."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from gate.models import database
from gate.models.postgresql import TRY_AGAIN_S


@contextmanager
def away(url: str) -> Iterator[None]:
    """Nobody reaches the database at this address in here; behind it everything is as before."""
    if url.startswith("sqlite:"):
        folder = Path(url.removeprefix("sqlite:///")).parent
        database.close()
        elsewhere = folder.rename(folder.with_name("elsewhere"))
        yield
        elsewhere.rename(folder)
    else:
        _allow_connections(url, "false")
        yield
        _allow_connections(url, "true")
        time.sleep(TRY_AGAIN_S)


def _allow_connections(url: str, allowed: str) -> None:
    name = urlsplit(url).path[1:]
    of_server = urlsplit(url)._replace(path="/postgres").geturl()
    with psycopg.connect(of_server, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {allowed}".encode())
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
