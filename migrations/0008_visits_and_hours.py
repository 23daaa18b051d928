"""Hours for temporary vehicles, announced visits, the plant's grade, and what to do while the platform is away."""

from peewee import BigIntegerField, CharField, DecimalField, Model, TextField

# By hand, because peewee's own way of adding a column would rewrite the table.
COLUMNS = (
    ("vehicle", "valid_until", "TEXT", None),
    ("rule_set", "performance_grade", "VARCHAR(8)", "''"),
    ("rule_set", "when_offline", "VARCHAR(6)", "'decide'"),
)


def up(migrator, db):
    for table, column, kind, default in COLUMNS:
        filled = "" if default is None else f" NOT NULL DEFAULT {default}"
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}{filled}')
    db.create_tables(_tables(db))


def _tables(db):
    class AnnouncedVisit(Model):
        plate_no = CharField(max_length=10)
        plate_colour = CharField(max_length=1)
        starts = TextField()
        ends = TextField(index=True)
        gate_no = CharField(max_length=1, default="")
        cargo_name = CharField(max_length=32, default="")
        cargo_quantity = DecimalField(max_digits=10, decimal_places=3, default=0)
        quantity_unit = CharField(max_length=1, default="T")
        carrier_name = CharField(max_length=64, default="")
        channel = CharField(max_length=12)
        note = TextField(default="")
        withdrawn = TextField(null=True)
        created_at = TextField()
        created_by = CharField(max_length=64)
        changed_seq = BigIntegerField(index=True)

        class Meta:
            database = db
            table_name = "announced_visit"
            indexes = ((("plate_no", "plate_colour"), False),)

    class PlatformLink(Model):
        device_id = BigIntegerField(unique=True)
        answered_at = TextField(null=True)
        lost_at = TextField(null=True)

        class Meta:
            database = db
            table_name = "platform_link"

    return [AnnouncedVisit, PlatformLink]


def down(migrator, db):
    for table in ("platform_link", "announced_visit"):
        db.execute_sql(f"DROP TABLE {table}")
    for table, column, _, _ in reversed(COLUMNS):
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
