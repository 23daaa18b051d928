"""On PostgreSQL the passages of a plate are told by the index alone, as on SQLite, where each bears the number."""

from peewee import SqliteDatabase

INDEX = "passage_plate_no_plate_colour_passed_at"
COLUMNS = "plate_no, plate_colour, passed_at"


def up(migrator, db):
    _replace(db, f"({COLUMNS}) INCLUDE (id)")


def down(migrator, db):
    _replace(db, f"({COLUMNS})")


def _replace(db, columns):
    if isinstance(db, SqliteDatabase):
        return
    # Made first and renamed then: where it breaks off in the middle, everything is as before.
    db.execute_sql(f"CREATE INDEX {INDEX}_new ON passage {columns}")
    db.execute_sql(f"DROP INDEX {INDEX}")
    db.execute_sql(f"ALTER INDEX {INDEX}_new RENAME TO {INDEX}")
