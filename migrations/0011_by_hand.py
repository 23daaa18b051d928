"""Supplements, the sample of them that a second person reviews, drafts, and shifts handed over."""

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

LEDGER = ("supplement", "supplement_sample", "supplement_review", "handover", "takeover")
DERIVED = ("review_due", "supplement_draft")
# table, the table and column it answers, what is said to one person alone
BY_TWO = (
    ("supplement_review", "supplement", "a review takes a second person"),
    ("takeover", "handover", "a shift is handed over by two"),
)
# By hand, because peewee's own way of adding a column would rewrite the table.
COLUMNS = (
    ("rule_set", "supplement_share", "INTEGER", "20"),
    ("rule_set", "supplement_least", "INTEGER", "3"),
)


def up(migrator, db):
    for table, column, kind, default in COLUMNS:
        db.execute_sql(
            f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind} NOT NULL DEFAULT {default}'
        )
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

    class Supplement(Base):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        passage = ForeignKeyField(Passage, unique=True, on_delete="RESTRICT")
        at = TextField()
        by = CharField(max_length=64)
        occasion = CharField(max_length=8)
        reason = CharField(max_length=16)
        words = TextField()
        gap = BigIntegerField(null=True)
        after = TextField()
        beside = TextField()

    class SupplementSample(Base):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        day = CharField(max_length=10, unique=True)
        at = TextField()
        last_supplement = IntegerField()
        tree_size = BigIntegerField()
        root = CharField(max_length=64)
        share = IntegerField()
        least = IntegerField()
        drawn = TextField()

    class SupplementReview(Base):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        supplement = ForeignKeyField(Supplement, unique=True, on_delete="RESTRICT")
        at = TextField()
        by = CharField(max_length=64)
        agrees = BooleanField()
        words = TextField()

    class ReviewDue(Base):
        supplement = ForeignKeyField(Supplement, unique=True, on_delete="RESTRICT")
        since = TextField()

    class SupplementDraft(Base):
        by = CharField(max_length=64)
        subject = IntegerField()
        content = TextField()
        changed_at = TextField()

        class Meta:
            indexes = ((("by", "subject"), True),)

    class Handover(Base):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        at = TextField()
        by = CharField(max_length=64)
        successor = CharField(max_length=64)
        stands = TextField()
        words = TextField()

    class Takeover(Base):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        handover = ForeignKeyField(Handover, unique=True, on_delete="RESTRICT")
        at = TextField()
        by = CharField(max_length=64)
        words = TextField()

    return [
        Supplement,
        SupplementSample,
        SupplementReview,
        ReviewDue,
        SupplementDraft,
        Handover,
        Takeover,
    ]


def _sqlite():
    for table in LEDGER:
        for operation in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{operation.lower()} BEFORE {operation} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END"
            )
    for table, answered, told in BY_TWO:
        yield (
            f"CREATE TRIGGER {table}_takes_two BEFORE INSERT ON {table} "
            f'WHEN EXISTS (SELECT 1 FROM {answered} WHERE id = NEW.{answered}_id AND "by" = NEW."by") '
            f"BEGIN SELECT RAISE(ABORT, '{told}'); END"
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
    for table, answered, told in BY_TWO:
        yield (
            f"CREATE FUNCTION {table}_takes_two() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f'IF EXISTS (SELECT 1 FROM {answered} WHERE id = NEW.{answered}_id AND "by" = NEW."by") '
            f"THEN RAISE EXCEPTION '{told}'; END IF; RETURN NEW; END $$"
        )
        yield (
            f"CREATE TRIGGER {table}_takes_two BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_takes_two()"
        )


def down(migrator, db):
    for table in (*DERIVED, *reversed(LEDGER)):
        if table != "supplement":  # the others name it
            db.execute_sql(f"DROP TABLE {table}")
    db.execute_sql("DROP TABLE supplement")
    if not isinstance(db, SqliteDatabase):
        for table, _, _ in BY_TWO:
            db.execute_sql(f"DROP FUNCTION {table}_takes_two()")
    for table, column, _, _ in reversed(COLUMNS):
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
