"""Vehicles that wait for a person, and what people did about them."""

from peewee import (
    BigIntegerField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

LEDGER = ("case_note",)


def up(migrator, db):
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

    class Passage(Base):
        pass

    class Case(Base):
        passage = ForeignKeyField(Passage, unique=True, on_delete="RESTRICT")
        lane_id = IntegerField()
        opened_at = TextField()
        state = CharField(max_length=10, index=True)
        at = TextField(null=True)
        by = CharField(max_length=64, default="")
        verdict = CharField(max_length=8)
        reasons = TextField()
        plate_no = CharField(max_length=10, default="")
        plate_colour = CharField(max_length=1, default="")
        problem = CharField(max_length=16, default="")
        asked_at = TextField(null=True)
        asked_by = CharField(max_length=64, default="")
        answer = CharField(max_length=4, default="")
        answered_at = TextField(null=True)
        answered_by = CharField(max_length=64, default="")
        answer_words = TextField(default="")

        class Meta:
            table_name = "gate_case"
            indexes = ((("lane_id", "state"), False),)

    class CaseNote(Base):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        passage = ForeignKeyField(Passage, on_delete="RESTRICT")
        at = TextField()
        by = CharField(max_length=64)
        what = CharField(max_length=12)
        words = TextField()
        told = TextField()

    return [Case, CaseNote]


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
    for table in ("case_note", "gate_case"):
        db.execute_sql(f"DROP TABLE {table}")
