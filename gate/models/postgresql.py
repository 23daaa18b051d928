"""PostgreSQL for processes that outlive it: what the server dropped is opened anew, and nobody waits long."""

import time
from typing import Any

from peewee import OperationalError, PostgresqlDatabase
from playhouse.pool import PooledPostgresqlDatabase

TRY_AGAIN_S = 3.0
"""After a server that could not be reached, questions fail at once for so long: a lane has no time to wait."""
IMPATIENCE = {
    "connect_timeout": 2,
    "tcp_user_timeout": 2_000,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 2,
}
"""A server whose cable was pulled is told from a slow one within seconds, not after the two hours of TCP."""


class LastingPostgresql(PostgresqlDatabase):
    """peewee keeps a connection that the server has dropped and fails on it for ever; this one forgets it."""

    _state: Any
    _not_before = 0.0

    def cursor(self, named_cursor: str | None = None) -> Any:
        if not self.is_closed() and not self.in_transaction() and self._state.conn.closed:
            self.close()
        return super().cursor(named_cursor)  # type: ignore[no-untyped-call]

    def _connect(self) -> Any:
        if time.monotonic() < self._not_before:
            raise OperationalError("the database could not be reached a moment ago")
        try:
            return super()._connect()  # type: ignore[misc]
        except Exception:
            self._not_before = time.monotonic() + TRY_AGAIN_S
            raise


class PooledPostgresql(PooledPostgresqlDatabase, LastingPostgresql):
    """The same, with connections that go from one request to the next; a dropped one is thrown away on its way."""
