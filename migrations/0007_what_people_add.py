"""Corrections with a second person, trips put together by people, draws for inspection; what is sent again."""

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

LEDGER = ("correction", "correction_review", "trip_ruling", "draw", "draw_finding")
PASSED = "('lifted', 'unconfirmed', 'lifted_by_person', 'lifted_at_gate')"
TOO_FEW = "a correction takes a second person"


def up(migrator, db):
    db.create_tables(_tables(db))
    db.execute_sql('ALTER TABLE "upload" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 0')
    db.execute_sql(_open_trips())
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

    class Correction(Base):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        passage = ForeignKeyField(Passage, on_delete="RESTRICT")
        at = TextField()
        by = CharField(max_length=64)
        reason = CharField(max_length=16)
        words = TextField()
        before = TextField()
        after = TextField()

    class CorrectionReview(Base):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        correction = ForeignKeyField(Correction, unique=True, on_delete="RESTRICT")
        at = TextField()
        by = CharField(max_length=64)
        agreed = BooleanField()
        words = TextField()

    class TripRuling(Base):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        entered = ForeignKeyField(Passage, backref="+", on_delete="RESTRICT")
        left = ForeignKeyField(Passage, backref="+", on_delete="RESTRICT")
        joined = BooleanField()
        at = TextField()
        by = CharField(max_length=64)
        words = TextField()

    class OpenTrip(Base):
        passage = ForeignKeyField(Passage, unique=True, on_delete="RESTRICT")
        direction = CharField(max_length=1)
        since = TextField()
        plate_no = CharField(max_length=10)
        plate_colour = CharField(max_length=1)

        class Meta:
            indexes = (
                (("direction", "since"), False),
                (("plate_no", "plate_colour"), False),
            )

    class Draw(Base):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        at = TextField()
        by = CharField(max_length=64)
        purpose = CharField(max_length=12)
        word = TextField()
        tree_size = BigIntegerField()
        root = CharField(max_length=64)
        start = TextField()
        end = TextField()
        drawn = TextField()

    class DrawFinding(Base):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        draw = ForeignKeyField(Draw, on_delete="RESTRICT")
        passage = ForeignKeyField(Passage, null=True, on_delete="RESTRICT")
        window = IntegerField(null=True)
        at = TextField()
        by = CharField(max_length=64)
        agrees = BooleanField()
        words = TextField()

    return [Correction, CorrectionReview, TripRuling, OpenTrip, Draw, DrawFinding]


def _open_trips():
    """Rows of an older program: entries that no exit has closed, and exits that closed none."""
    went = f"EXISTS (SELECT 1 FROM outcome WHERE passage_id = %s.id AND result IN {PASSED})"
    return (
        "INSERT INTO open_trip (passage_id, direction, since, plate_no, plate_colour) "
        f"SELECT id, direction, passed_at, plate_no, plate_colour FROM passage WHERE {went % 'passage'} AND "
        "(direction = '2' AND pairs_with_id IS NULL OR direction = '1' AND NOT EXISTS "
        f"(SELECT 1 FROM passage way_out WHERE pairs_with_id = passage.id AND {went % 'way_out'}))"
    )


def _sqlite():
    for table in LEDGER:
        for operation in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{operation.lower()} BEFORE {operation} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END"
            )
    yield (
        "CREATE TRIGGER correction_review_takes_two BEFORE INSERT ON correction_review "
        'WHEN EXISTS (SELECT 1 FROM correction WHERE id = NEW.correction_id AND "by" = NEW."by") '
        f"BEGIN SELECT RAISE(ABORT, '{TOO_FEW}'); END"
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
    yield (
        "CREATE FUNCTION correction_takes_two() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        'IF EXISTS (SELECT 1 FROM correction WHERE id = NEW.correction_id AND "by" = NEW."by") '
        f"THEN RAISE EXCEPTION '{TOO_FEW}'; END IF; RETURN NEW; END $$"
    )
    yield (
        "CREATE TRIGGER correction_review_takes_two BEFORE INSERT ON correction_review "
        "FOR EACH ROW EXECUTE FUNCTION correction_takes_two()"
    )


def down(migrator, db):
    for table in reversed(("open_trip", *LEDGER)):
        db.execute_sql(f"DROP TABLE {table}")
    if not isinstance(db, SqliteDatabase):
        db.execute_sql("DROP FUNCTION correction_takes_two()")
    db.execute_sql('ALTER TABLE "upload" DROP COLUMN "revision"')
