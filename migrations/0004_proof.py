"""Checkpoints and gaps, which are ledger; the tree over the entries and signs of life, which are not."""

from peewee import (
    BigIntegerField,
    BlobField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

LEDGER = ("checkpoint", "gap")


def up(migrator, db):
    sqlite = isinstance(db, SqliteDatabase)
    db.create_tables(_tables(db))
    serial_no = (
        "json_extract(CAST(content AS TEXT), '$.body.serial_no')"
        if sqlite
        else "convert_from(content, 'UTF8')::json -> 'body' ->> 'serial_no'"
    )
    db.execute_sql(
        "INSERT INTO receipt_of (entry, passage) SELECT seq, passage.id FROM entry "
        f"JOIN passage ON passage.serial_no = {serial_no} WHERE entry.kind = 'receipt'"
    )
    for statement in _sqlite() if sqlite else _postgresql():
        db.execute_sql(statement)


def _tables(db):
    class Entry(Model):
        seq = BigIntegerField(primary_key=True)

        class Meta:
            database = db
            table_name = "entry"

    class Checkpoint(Model):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        origin = CharField(max_length=64)
        size = BigIntegerField(index=True)
        root = CharField(max_length=44)
        head = CharField(max_length=64)
        made_at = TextField()
        public_key = CharField(max_length=44)
        signature = CharField(max_length=88)

        class Meta:
            database = db
            table_name = "checkpoint"

    class Gap(Model):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        cause = CharField(max_length=8)
        lane_id = IntegerField(null=True)
        began = TextField()
        ended = TextField(null=True)
        detail = TextField()

        class Meta:
            database = db
            table_name = "gap"
            indexes = ((("cause", "lane_id", "began"), False),)

    class TreeNode(Model):
        level = IntegerField()
        number = BigIntegerField()
        hash = BlobField()

        class Meta:
            database = db
            table_name = "tree_node"
            primary_key = CompositeKey("level", "number")

    class ReceiptOf(Model):
        entry = BigIntegerField(primary_key=True)
        passage = IntegerField(index=True)

        class Meta:
            database = db
            table_name = "receipt_of"

    class SignOfLife(Model):
        lane_id = IntegerField(primary_key=True)
        at = TextField()
        watcher = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "sign_of_life"

    return [Checkpoint, Gap, TreeNode, ReceiptOf, SignOfLife]


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
    for table in ("sign_of_life", "receipt_of", "tree_node", *LEDGER):
        db.execute_sql(f"DROP TABLE {table}")
