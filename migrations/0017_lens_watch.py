"""Where the plate stands in the picture, and the lens watch."""

from peewee import (
    BigIntegerField,
    CharField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator, db):
    # By hand, because peewee's own way of adding a column would rewrite the table.
    db.execute_sql("ALTER TABLE passage ADD COLUMN plate_corners TEXT NOT NULL DEFAULT ''")
    db.create_tables(_tables(db))


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Passage(Base):
        pass

    class LensSample(Base):
        passage = ForeignKeyField(Passage, unique=True, on_delete="RESTRICT")
        lane_id = IntegerField()
        at = TextField()
        read = FloatField(null=True)
        certainty = FloatField(null=True)
        sharpness = FloatField(null=True)
        contrast = FloatField(null=True)
        brightness = FloatField(null=True)
        width = FloatField(null=True)
        across = FloatField(null=True)
        down = FloatField(null=True)

        class Meta:
            indexes = ((("lane_id", "at"), False),)

    class LensState(Base):
        lane_id = IntegerField(unique=True)
        at = TextField()
        last_id = IntegerField()
        told = TextField()

    class LensTrouble(Base):
        lane_id = IntegerField()
        began = TextField()
        opened_at = TextField()
        ended_at = TextField(null=True)
        ended_by = CharField(max_length=64, default="")
        marks = TextField()
        before_id = IntegerField(null=True)
        now_id = IntegerField(null=True)
        seen_at = TextField(null=True)
        seen_by = CharField(max_length=64, default="")

        class Meta:
            indexes = ((("lane_id", "ended_at"), False),)

    class LensWord(Base):
        lane_id = IntegerField()
        at = TextField()
        by = CharField(max_length=64)
        what = CharField(max_length=8)
        words = TextField()
        entry = BigIntegerField()

        class Meta:
            indexes = ((("lane_id", "at"), False),)

    return [LensSample, LensState, LensTrouble, LensWord]


def down(migrator, db):
    db.drop_tables(_tables(db)[::-1])
    db.execute_sql("ALTER TABLE passage DROP COLUMN plate_corners")
