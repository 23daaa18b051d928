"""How far a clock was off when it could not be trusted, and corrections that their proposer withdrew."""

from peewee import BigIntegerField, CharField, ForeignKeyField, Model, SqliteDatabase, TextField

TABLE = "correction_withdrawal"


def up(migrator, db):
    # By hand, because peewee's own way of adding a column would rewrite the table.
    db.execute_sql("ALTER TABLE passage ADD COLUMN clock_off_ms INTEGER NOT NULL DEFAULT 0")
    db.create_tables(_tables(db))
    for statement in _sqlite() if isinstance(db, SqliteDatabase) else _postgresql():
        db.execute_sql(statement)


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Entry(Base):
        seq = BigIntegerField(primary_key=True)

    class Correction(Base):
        pass

    class CorrectionWithdrawal(Base):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        correction = ForeignKeyField(Correction, unique=True, on_delete="RESTRICT")
        at = TextField()
        by = CharField(max_length=64)
        words = TextField()

    return [CorrectionWithdrawal]


def _sqlite():
    for operation in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {TABLE}_no_{operation.lower()} BEFORE {operation} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END"
        )


def _postgresql():
    yield (
        f"CREATE TRIGGER {TABLE}_only_grows BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_only_grows()"
    )
    yield (
        f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_only_grows()"
    )


def down(migrator, db):
    db.execute_sql(f"DROP TABLE {TABLE}")
    db.execute_sql("ALTER TABLE passage DROP COLUMN clock_off_ms")
