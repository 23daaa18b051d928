"""What carriers ask for: applications for one truck each, what was said to them, and papers that eyes have read."""

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from gate.models.base import MomentField, Table
from gate.models.carriers import Carrier
from gate.models.ledger import Chained
from gate.models.register import Vehicle


class Application(Table):
    """登记申请: a carrier asks that one truck may come. Not ledger: what was sent and answered is told by its steps."""

    carrier = ForeignKeyField(Carrier, backref="+", on_delete="RESTRICT")
    plate_no = CharField(max_length=20, default="", index=True)
    """As far as it has been typed, as the colour."""
    plate_colour = CharField(max_length=1, default="")
    state = CharField(max_length=10, index=True)
    """See gate.carriers.states."""
    content = TextField(default="{}")
    """JSON: values by the names of a vehicle's file, as they were typed; pictures by their fingerprints."""
    vehicle = ForeignKeyField(Vehicle, null=True, backref="+", on_delete="RESTRICT")
    """The file that it changes, or that it became."""
    revision = IntegerField(default=0)
    """Counts the savings, so that two telephones do not write over each other unseen."""
    created_at = MomentField()
    created_by = CharField(max_length=64)
    changed_at = MomentField()
    sent_at = MomentField(null=True, index=True)
    """When it last came to the plant."""
    decided_at = MomentField(null=True)
    decided_by = CharField(max_length=64, default="")


class ApplicationStep(Chained):
    """What a carrier or the plant did about an application: sent, asked for more, approved, …"""

    KIND = "application_step"

    application = ForeignKeyField(Application, backref="steps", on_delete="RESTRICT")
    at = MomentField()
    by = CharField(max_length=64)
    what = CharField(max_length=10)
    """See gate.carriers.states."""
    words = TextField()
    told = TextField()
    """JSON: what was sent, the fields that were asked for, or what the file became."""


class PaperReading(Table):
    """A photographed paper that eyes shall read, or have read. Not ledger: a person confirms every value."""

    fingerprint = CharField(max_length=64)
    kind = CharField(max_length=16)
    """A key of gate.papers.KINDS."""
    state = CharField(max_length=8, index=True)
    """waiting, working, done or failed."""
    result = TextField(default="{}")
    """JSON, see gate.papers."""
    problem = TextField(default="")
    tries = IntegerField(default=0)
    asked_at = MomentField()
    beat_at = MomentField(null=True)
    """The last sign of life of whoever reads it."""
    done_at = MomentField(null=True)

    class Meta:
        indexes = ((("fingerprint", "kind"), True),)
