"""Letters on their way, and the nightly reports that most of them carry."""

from peewee import BlobField, BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from gate.models.base import MomentField, Table
from gate.models.ledger import Chained


class Mail(Table):
    """A letter to one address and how far it is. Its bytes are gone when it is sent; the row stays."""

    key = CharField(max_length=200, unique=True)
    """Whatever happens, there is one letter of a key."""
    kind = CharField(max_length=24)
    about = CharField(max_length=64, default="", index=True)
    """What it is about, such as "report 12"."""
    address = CharField(max_length=254)
    language = CharField(max_length=8)
    subject = CharField(max_length=200)
    message_id = CharField(max_length=100)
    """The letter's own number, the same at every try."""
    by = CharField(max_length=64, default="")
    """Who wanted it; empty: the clock."""
    asked_at = MomentField()
    state = CharField(max_length=8)
    """"waiting", "sending", "sent", "failed" or "unsure"."""
    tries = IntegerField(default=0)
    next_at = MomentField()
    until = MomentField()
    """Not sent by then, it is not sent any more."""
    taken_at = MomentField(null=True)
    """When the last try began."""
    handed_at = MomentField(null=True)
    """When the last try came so far that somebody may have it."""
    ended_at = MomentField(null=True)
    problem = TextField(default="")
    """What the last try failed at, as its driver says it."""
    answer = TextField(default="")
    """What the mail server said when it took it."""
    settled_at = MomentField(null=True)
    """When somebody put away the notice that it was not, or perhaps not, sent."""
    settled_by = CharField(max_length=64, default="")

    class Meta:
        indexes = ((("state", "next_at"), False),)


class MailBody(Table):
    """The bytes of a letter that is not sent yet."""

    mail = ForeignKeyField(Mail, unique=True, on_delete="CASCADE")
    content = BlobField()

    class Meta:
        table_name = "mail_body"


class Report(Chained):
    """环保门禁日报: what the ledger said of one day, at one moment; made again it is the next version of that day."""

    KIND = "report"

    day = CharField(max_length=10)
    version = IntegerField()
    made_at = MomentField()
    by = CharField(max_length=64)
    """Who asked for it; empty: the clock."""
    rows = IntegerField()
    figures = TextField()
    """JSON of what it tells, see gate.report."""
    files = TextField()
    """JSON: language, then file, then its SHA-256 in the evidence store."""
    workbook_sha256 = CharField(max_length=64)

    class Meta:
        indexes = ((("day", "version"), True),)


class ReportRecipient(Table):
    """Somebody who gets the nightly report."""

    address = CharField(max_length=254, unique=True)
    name = CharField(max_length=64)
    language = CharField(max_length=8, default="zh")
    wants_pdf = BooleanField(default=False)
    active = BooleanField(default=True)

    class Meta:
        table_name = "report_recipient"


class ReportPlan(Table):
    """When the nightly report is made. There is one row, or none as long as nobody has switched it on."""

    enabled = BooleanField(default=False)
    at = CharField(max_length=5, default="06:00")
    since = CharField(max_length=10)
    """The first day that there is a report of: nights before it were not missed."""
    roles = TextField(default="")
    """Whose people get it beside the recipients: roles with commas between them."""
    roles_want_pdf = BooleanField(default=False)

    class Meta:
        only_save_dirty = True  # its time and its roles are changed by two forms
        table_name = "report_plan"
