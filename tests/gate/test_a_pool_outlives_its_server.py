"""Connections that wait for the next request: one that the server has ended meanwhile troubles nobody."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from gate.models import User, is_sqlite, open_database


@pytest.fixture
def pooled(database: Any, database_url: str) -> Iterator[Any]:
    opened = open_database(database_url, pooled=True)
    yield opened
    opened.close_all()


def test_a_connection_goes_from_one_request_to_the_next(pooled: Any) -> None:
    with pooled.connection_context():
        first = pooled.connection()
    with pooled.connection_context():
        assert pooled.connection() is first
        assert not User.select().exists()


def test_one_that_was_ended_by_the_server_is_opened_anew(pooled: Any, database_url: str) -> None:
    if is_sqlite():
        pytest.skip("SQLite has no server")
    with pooled.connection_context():
        idle = pooled.connection().info.backend_pid
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (idle,))
    with pooled.connection_context():
        assert not User.select().exists()
        assert pooled.connection().info.backend_pid != idle
