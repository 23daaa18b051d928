"""Letters on their way; nightly reports, who gets them, and when."""

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

TABLES = ("report_plan", "report_recipient", "report", "mail_body", "mail")


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

    class Mail(Base):
        key = CharField(max_length=200, unique=True)
        kind = CharField(max_length=24)
        about = CharField(max_length=64, default="", index=True)
        address = CharField(max_length=254)
        language = CharField(max_length=8)
        subject = CharField(max_length=200)
        message_id = CharField(max_length=100)
        by = CharField(max_length=64, default="")
        asked_at = TextField()
        state = CharField(max_length=8)
        tries = IntegerField(default=0)
        next_at = TextField()
        until = TextField()
        taken_at = TextField(null=True)
        handed_at = TextField(null=True)
        ended_at = TextField(null=True)
        problem = TextField(default="")
        answer = TextField(default="")
        settled_at = TextField(null=True)
        settled_by = CharField(max_length=64, default="")

        class Meta:
            indexes = ((("state", "next_at"), False),)

    class MailBody(Base):
        mail = ForeignKeyField(Mail, unique=True, on_delete="CASCADE")
        content = BlobField()

        class Meta:
            table_name = "mail_body"

    class Report(Base):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        day = CharField(max_length=10)
        version = IntegerField()
        made_at = TextField()
        by = CharField(max_length=64)
        rows = IntegerField()
        figures = TextField()
        files = TextField()
        workbook_sha256 = CharField(max_length=64)

        class Meta:
            indexes = ((("day", "version"), True),)

    class ReportRecipient(Base):
        address = CharField(max_length=254, unique=True)
        name = CharField(max_length=64)
        language = CharField(max_length=8, default="zh")
        wants_pdf = BooleanField(default=False)
        active = BooleanField(default=True)

        class Meta:
            table_name = "report_recipient"

    class ReportPlan(Base):
        enabled = BooleanField(default=False)
        at = CharField(max_length=5, default="06:00")
        since = CharField(max_length=10)

        class Meta:
            table_name = "report_plan"

    return [Mail, MailBody, Report, ReportRecipient, ReportPlan]


def _sqlite():
    for operation in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER report_no_{operation.lower()} BEFORE {operation} ON report "
            f"BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END"
        )


def _postgresql():
    yield (
        "CREATE TRIGGER report_only_grows BEFORE UPDATE OR DELETE ON report "
        "FOR EACH ROW EXECUTE FUNCTION ledger_only_grows()"
    )
    yield (
        "CREATE TRIGGER report_no_truncate BEFORE TRUNCATE ON report "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_only_grows()"
    )


def down(migrator, db):
    for table in TABLES:
        db.execute_sql(f"DROP TABLE {table}")
