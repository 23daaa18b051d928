"""Carriers, their applications, and the papers that eyes read for them."""

from peewee import (
    BigIntegerField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

LEDGER = ("application_step",)
TABLES = ("paper_reading", "application_step", "application", "carrier")
# By hand, because peewee's own way of adding a column would rewrite the table.
BELONGS = ("user", "vehicle", "announced_visit")
COLUMNS = (
    ("user", "email", "VARCHAR(254) NOT NULL DEFAULT ''"),
    ("user", "email_confirmed_at", "TEXT"),
    ("vehicle", "truck_image", "VARCHAR(64) NOT NULL DEFAULT ''"),
)


def up(migrator, db):
    db.create_tables(_tables(db))
    for table in BELONGS:
        db.execute_sql(
            f'ALTER TABLE "{table}" ADD COLUMN "carrier_id" INTEGER '
            'REFERENCES "carrier" ("id") ON DELETE RESTRICT'
        )
        db.execute_sql(f'CREATE INDEX "{table}_carrier_id" ON "{table}" ("carrier_id")')
    for table, column, kind in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}')
    for statement in _sqlite() if isinstance(db, SqliteDatabase) else _postgresql():
        db.execute_sql(statement)


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Entry(Base):
        seq = BigIntegerField(primary_key=True)

    class Vehicle(Base):
        pass

    class Carrier(Base):
        name = CharField(max_length=64, index=True)
        phone = CharField(max_length=20)
        created_at = TextField()
        stopped_at = TextField(null=True)
        stopped_because = TextField(default="")
        changed_seq = BigIntegerField()

    class Application(Base):
        carrier = ForeignKeyField(Carrier, on_delete="RESTRICT")
        plate_no = CharField(max_length=20, default="", index=True)
        plate_colour = CharField(max_length=1, default="")
        state = CharField(max_length=10, index=True)
        content = TextField(default="{}")
        vehicle = ForeignKeyField(Vehicle, null=True, on_delete="RESTRICT")
        revision = IntegerField(default=0)
        created_at = TextField()
        created_by = CharField(max_length=64)
        changed_at = TextField()
        sent_at = TextField(null=True, index=True)
        decided_at = TextField(null=True)
        decided_by = CharField(max_length=64, default="")

    class ApplicationStep(Base):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        application = ForeignKeyField(Application, on_delete="RESTRICT")
        at = TextField()
        by = CharField(max_length=64)
        what = CharField(max_length=10)
        words = TextField()
        told = TextField()

    class PaperReading(Base):
        fingerprint = CharField(max_length=64)
        kind = CharField(max_length=16)
        state = CharField(max_length=8, index=True)
        result = TextField(default="{}")
        problem = TextField(default="")
        tries = IntegerField(default=0)
        asked_at = TextField()
        beat_at = TextField(null=True)
        done_at = TextField(null=True)

        class Meta:
            indexes = ((("fingerprint", "kind"), True),)

    return [Carrier, Application, ApplicationStep, PaperReading]


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
    for table, column, _ in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
    for table in BELONGS:
        db.execute_sql(f'DROP INDEX "{table}_carrier_id"')
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "carrier_id"')
    for table in TABLES:
        db.execute_sql(f"DROP TABLE {table}")
