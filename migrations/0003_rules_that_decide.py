"""Control policies, exemptions, imports of the list; what a row tells of them; and the settings of the rules."""

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

# By hand, because peewee's own way of adding a column would rewrite a ledger of years (79 s at 5 million rows).
COLUMNS = (
    ("passage", "list_version", "BIGINT", "0"),
    ("passage", "policies", "TEXT", "''"),
    ("passage", "grounds", "TEXT", "''"),
    ("passage", "looks_told", "TEXT", "''"),
    ("rule_set", "demand_network", "BOOLEAN", "FALSE"),
    ("rule_set", "contradictions", "VARCHAR(4)", "'hold'"),
    ("rule_set", "implausible_stages", "VARCHAR(4)", "'warn'"),
    ("rule_set", "strong_confidence", "DOUBLE PRECISION", "0.95"),
    ("rule_set", "fair_confidence", "DOUBLE PRECISION", "0.8"),
    ("rule_set", "z11_is_heavy", "BOOLEAN", "TRUE"),
    ("rule_set", "emergency_by_plate", "BOOLEAN", "FALSE"),
    ("vehicle", "approved_by", "VARCHAR(64)", "''"),
    ("vehicle", "approved_at", "TEXT", None),
    ("exceedance", "vin", "VARCHAR(17)", "''"),
    ("exceedance", "fuel_type", "VARCHAR(1)", "''"),
    ("exceedance", "emission_stage", "VARCHAR(1)", "''"),
    ("exceedance", "batch_id", "INTEGER", None),
)
SQLITE = {"BIGINT": "INTEGER", "BOOLEAN": "INTEGER", "DOUBLE PRECISION": "REAL"}


def up(migrator, db):
    sqlite = isinstance(db, SqliteDatabase)
    for table, column, kind, default in COLUMNS:
        kept = SQLITE.get(kind, kind) if sqlite else kind
        filled = "" if default is None else f" NOT NULL DEFAULT {default}"
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kept}{filled}')
    db.create_tables(_tables(db))
    for statement in _sqlite() if sqlite else _postgresql():
        db.execute_sql(statement)


def _tables(db):
    class ListBatch(Model):
        source = CharField(max_length=16)
        name = CharField(max_length=128)
        fingerprint = CharField(max_length=64)
        rows = IntegerField()
        added = IntegerField()
        released = IntegerField()
        refused = IntegerField()
        mistakes = TextField(default="[]")
        created_at = TextField()
        created_by = CharField(max_length=64)
        changed_seq = BigIntegerField()

        class Meta:
            database = db
            table_name = "list_batch"

    class ControlPolicyRow(Model):
        policy_id = IntegerField()
        version = IntegerField()
        name = CharField(max_length=64)
        source = CharField(max_length=10)
        starts = TextField()
        ends = TextField(index=True)
        withdrawn = TextField(null=True)
        drill = BooleanField(default=False)
        content = TextField()
        received = TextField(default="")
        created_at = TextField()
        created_by = CharField(max_length=64)
        changed_seq = BigIntegerField(index=True)

        class Meta:
            database = db
            table_name = "control_policy"
            indexes = ((("policy_id", "version"), True),)

    class ExemptionRow(Model):
        kind = CharField(max_length=16)
        plate_no = CharField(max_length=10, default="")
        plate_colour = CharField(max_length=1, default="")
        vehicle_types = TextField(default="")
        use_natures = TextField(default="")
        cargo = TextField(default="")
        valid_from = TextField()
        valid_to = TextField(index=True)
        withdrawn = TextField(null=True)
        reason = TextField()
        evidence = CharField(max_length=64, default="")
        created_at = TextField()
        created_by = CharField(max_length=64)
        changed_seq = BigIntegerField(index=True)

        class Meta:
            database = db
            table_name = "exemption"

    return [ListBatch, ControlPolicyRow, ExemptionRow]


def _sqlite():
    for operation in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER control_policy_no_{operation.lower()} BEFORE {operation} ON control_policy "
            f"BEGIN SELECT RAISE(ABORT, 'a policy is never edited: a change is its next version'); END"
        )


def _postgresql():
    yield (
        "CREATE TRIGGER control_policy_only_grows BEFORE UPDATE OR DELETE ON control_policy "
        "FOR EACH ROW EXECUTE FUNCTION ledger_only_grows()"
    )


def down(migrator, db):
    for table in ("exemption", "control_policy", "list_batch"):
        db.execute_sql(f"DROP TABLE {table}")
    for table, column, _, _ in reversed(COLUMNS):
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
