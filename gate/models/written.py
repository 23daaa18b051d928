"""Databases that also take a question whose SQL has been written before (see gate.ready)."""

from typing import Any

from peewee import SqliteDatabase
from playhouse.pool import PooledSqliteDatabase

from gate.models.postgresql import LastingPostgresql, PooledPostgresql


class TakesWritten:
    """What peewee would write anew each time is taken as it is."""

    def execute(self, query: Any, **options: Any) -> Any:
        if written := getattr(query, "written", None):
            return self.execute_sql(*written)  # type: ignore[attr-defined]
        return super().execute(query, **options)  # type: ignore[misc]


class Sqlite(TakesWritten, SqliteDatabase):
    pass


class PooledSqlite(TakesWritten, PooledSqliteDatabase):
    pass


class Postgresql(TakesWritten, LastingPostgresql):
    pass


class PooledPostgres(TakesWritten, PooledPostgresql):
    pass
