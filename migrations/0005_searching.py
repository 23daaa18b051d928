"""Tables that make searching fast and are filled later, bit by bit; who looked; kept searches; files asked for.

Nothing is read or written here but the definitions, however many years of rows there are.
"""

from peewee import (
    BigIntegerField,
    BlobField,
    CharField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)


def up(migrator, db):
    db.create_tables([*_derived(db), *_people(db)])
    for statement in _sqlite() if isinstance(db, SqliteDatabase) else _postgresql():
        db.execute_sql(statement)


def _derived(db):
    class SearchTrait(Model):
        id = IntegerField(primary_key=True)
        lane_id = IntegerField()
        gate_no = CharField(max_length=1)
        direction = CharField(max_length=1)
        plate_colour = CharField(max_length=1)
        emission_stage = CharField(max_length=1)
        fuel_type = CharField(max_length=1)
        verdict = CharField(max_length=8)
        opening_mode = CharField(max_length=1)
        reasons = TextField()

        class Meta:
            database = db
            table_name = "search_trait"

    class SearchLoad(Model):
        id = IntegerField(primary_key=True)
        carrier_name = CharField(max_length=64)
        cargo_name = CharField(max_length=32)

        class Meta:
            database = db
            table_name = "search_load"

    class SearchPlate(Model):
        id = IntegerField(primary_key=True)
        plate_no = CharField(max_length=10)

        class Meta:
            database = db
            table_name = "search_plate"

    class SearchBlock(Model):
        last_id = BigIntegerField(primary_key=True)
        generation = BigIntegerField()
        first_id = BigIntegerField()
        rows = IntegerField()
        earliest = BigIntegerField()
        latest = BigIntegerField()

        class Meta:
            database = db
            table_name = "search_block"

    class SearchColumn(Model):
        id = BigIntegerField(primary_key=True)
        kind = CharField(max_length=4)
        content = BlobField()

        class Meta:
            database = db
            table_name = "search_column"

    class SearchHands(Model):
        last_id = BigIntegerField(primary_key=True)
        content = BlobField()

        class Meta:
            database = db
            table_name = "search_hands"

    return [SearchTrait, SearchLoad, SearchPlate, SearchBlock, SearchColumn, SearchHands]


def _people(db):
    class Look(Model):
        at = TextField()
        by = CharField(max_length=64, index=True)
        what = CharField(max_length=12)
        passage_id = IntegerField(null=True)
        told = TextField(default="")

        class Meta:
            database = db
            table_name = "look"

    class SavedSearch(Model):
        by = CharField(max_length=64)
        name = CharField(max_length=40)
        asked = TextField()
        created_at = TextField()

        class Meta:
            database = db
            table_name = "saved_search"
            indexes = ((("by", "name"), True),)

    class Export(Model):
        by = CharField(max_length=64)
        kind = CharField(max_length=8)
        asked = TextField()
        language = CharField(max_length=8, default="zh")
        state = CharField(max_length=12, index=True)
        rows = IntegerField(default=0)
        total = IntegerField(default=0)
        tries = IntegerField(default=0)
        message = TextField(default="")
        file = CharField(max_length=128, default="")
        size = BigIntegerField(default=0)
        asked_at = TextField()
        beat_at = TextField(null=True)
        ended_at = TextField(null=True)
        until = TextField(null=True)

        class Meta:
            database = db
            table_name = "export"
            indexes = ((("by", "id"), False),)

    return [Look, SavedSearch, Export]


def _sqlite():
    for operation in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER look_no_{operation.lower()} BEFORE {operation} ON look "
            f"BEGIN SELECT RAISE(ABORT, 'who looked is only ever added to'); END"
        )


def _postgresql():
    yield (
        "CREATE TRIGGER look_only_grows BEFORE UPDATE OR DELETE ON look "
        "FOR EACH ROW EXECUTE FUNCTION ledger_only_grows()"
    )
    yield (
        "CREATE TRIGGER look_no_truncate BEFORE TRUNCATE ON look "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_only_grows()"
    )
    # Packed numbers gain nothing from being packed once more, and are read ten times as often as written.
    for table in ("search_column", "search_hands"):
        yield f"ALTER TABLE {table} ALTER COLUMN content SET STORAGE EXTERNAL"


def down(migrator, db):
    for table in (
        "export", "saved_search", "look", "search_hands", "search_column", "search_block",
        "search_plate", "search_load", "search_trait",
    ):  # fmt: skip
        db.execute_sql(f"DROP TABLE {table}")
