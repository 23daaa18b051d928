"""Films of passages, recordings, and what retention removed: three more tables that only grow."""

from peewee import (
    BigIntegerField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

LEDGER = ("clip", "recording", "retention")


def up(migrator, db):
    db.create_tables(_tables(db))
    create = _sqlite if isinstance(db, SqliteDatabase) else _postgresql
    for statement in create():
        db.execute_sql(statement)


def _tables(db):
    class Entry(Model):
        seq = BigIntegerField(primary_key=True)

        class Meta:
            database = db
            table_name = "entry"

    class Passage(Model):
        class Meta:
            database = db
            table_name = "passage"

    class Clip(Model):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        passage = ForeignKeyField(Passage, on_delete="RESTRICT")
        camera = CharField(max_length=16)
        part = IntegerField()
        wanted_from = TextField()
        wanted_to = TextField(index=True)
        starts = TextField(null=True)
        ends = TextField(null=True)
        fingerprint = CharField(max_length=64)
        codec = CharField(max_length=8)
        size = BigIntegerField()
        missing_ms = IntegerField()
        problem = CharField(max_length=16)
        detail = TextField()

        class Meta:
            database = db
            table_name = "clip"
            indexes = ((("passage", "camera", "part"), True),)

    class Recording(Model):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        lane_id = IntegerField()
        camera = CharField(max_length=16)
        starts = TextField()
        ends = TextField(index=True)
        fingerprint = CharField(max_length=64)
        codec = CharField(max_length=8)
        size = BigIntegerField()
        missing_ms = IntegerField()

        class Meta:
            database = db
            table_name = "recording"
            indexes = ((("lane_id", "camera", "starts"), True),)

    class Retention(Model):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        at = TextField()
        what = CharField(max_length=10)
        months = IntegerField()
        since = TextField()
        until = TextField(index=True)
        bytes = BigIntegerField()
        fingerprints = TextField()

        class Meta:
            database = db
            table_name = "retention"

    return [Clip, Recording, Retention]


def _sqlite():
    for table in LEDGER:
        for operation in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{operation.lower()} BEFORE {operation} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END"
            )


def _postgresql():
    for table in LEDGER:
        yield (
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_only_grows()"
        )
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_only_grows()"
        )


def down(migrator, db):
    for table in reversed(LEDGER):
        db.execute_sql(f"DROP TABLE {table}")
