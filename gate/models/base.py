"""The database, declared empty at import and opened by the entry points; and the fields of our own."""

from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import DatabaseProxy, Model, SqliteDatabase, TextField
from playhouse import db_url
from playhouse.pool import PooledSqliteDatabase

from gate import clock
from gate.models.postgresql import IMPATIENCE, LastingPostgresql, PooledPostgresql

database = DatabaseProxy()

SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",  # a legal ledger survives a power cut
    "foreign_keys": 1,
    "cache_size": -32_000,
}


FOR_EVERY_THREAD = {"max_connections": None}
"""A pool has as many connections as there are threads; more threads there are not."""


class MomentField(TextField):
    """A moment in Beijing time to the millisecond. Kept as text that sorts, so that hashed and stored are one."""

    def db_value(self, value: datetime | str | None) -> str | None:
        return clock.stamp(value) if isinstance(value, datetime) else value

    def python_value(self, value: str | None) -> datetime | None:
        return clock.parse(value) if value else None


class Table(Model):
    id: Any

    class Meta:
        database = database
        legacy_table_names = False


def open_database(url: str, *, patience_s: float = 10, pooled: bool = False) -> Any:
    """Bind the models to the database at `url` (sqlite:///… or postgresql://…) and return it.

    `patience_s` is how long a question waits for a SQLite file that somebody else is writing to. `pooled`: a
    connection that was closed is the next one that is opened, in whatever thread. To open one anew takes as long
    as ten questions.
    """
    if url.startswith("sqlite:"):
        path = url.removeprefix("sqlite:///")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        pragmas = {**SQLITE_PRAGMAS, "busy_timeout": int(patience_s * 1000)}
        kept: Any = {**FOR_EVERY_THREAD, "check_same_thread": False} if pooled else {}
        kind: Any = PooledSqliteDatabase if pooled else SqliteDatabase
        opened: Any = kind(path, pragmas=pragmas, lock_type="IMMEDIATE", **kept)
    else:
        kept = FOR_EVERY_THREAD if pooled else {}
        kind = PooledPostgresql if pooled else LastingPostgresql
        opened = kind(**{**IMPATIENCE, **db_url.parse(url), **kept})
    if database.obj is not None:
        database.close()  # whoever opens anew leaves no connection of the old one behind
    database.initialize(opened)
    return opened


def is_sqlite() -> bool:
    return isinstance(database.obj, SqliteDatabase)
