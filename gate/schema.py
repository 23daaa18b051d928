"""Bringing a database to the newest shape, by peewee's own numbered files."""

from pathlib import Path

from playhouse.migrations import Runner

from gate.models import database

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def migrate() -> list[str]:
    """Apply what is pending, in order; the names of what was applied."""
    names: list[str] = _runner().up()
    return names


def pending() -> list[str]:
    """The names of migrations that this database has not seen."""
    return [m.name for m in _runner().status() if m.applied is None]


def _runner() -> Runner:
    return Runner(database.obj, str(MIGRATIONS))
