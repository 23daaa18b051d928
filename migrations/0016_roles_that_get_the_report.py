"""The nightly report goes to roles of accounts, too."""

from peewee import SqliteDatabase

# By hand, because peewee's own way of adding a column would rewrite the table.
COLUMNS = (("roles", "TEXT", "''"), ("roles_want_pdf", "BOOLEAN", "FALSE"))
SQLITE = {"BOOLEAN": "INTEGER"}


def up(migrator, db):
    for column, kind, value in COLUMNS:
        kind = SQLITE.get(kind, kind) if isinstance(db, SqliteDatabase) else kind
        db.execute_sql(
            f'ALTER TABLE "report_plan" ADD COLUMN "{column}" {kind} NOT NULL DEFAULT {value}'
        )


def down(migrator, db):
    for column, _, _ in COLUMNS:
        db.execute_sql(f'ALTER TABLE "report_plan" DROP COLUMN "{column}"')
