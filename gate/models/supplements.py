"""人工补录 and 交接班: what people write down in place of the lanes, and what a second person says to it."""

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from gate.models.base import MomentField, Table
from gate.models.ledger import Chained, Passage


class Supplement(Chained):
    """补录: what a person knows of a passage that no eye has read. It counts at once, and marks the row for good."""

    KIND = "supplement"

    passage = ForeignKeyField(Passage, unique=True, backref="+", on_delete="RESTRICT")
    at = MomentField()
    by = CharField(max_length=64)
    occasion = CharField(max_length=8)
    """A key of gate.supplements.OCCASIONS: the plate was not read, or it comes from paper after an outage."""
    reason = CharField(max_length=16)
    words = TextField()
    gap = BigIntegerField(null=True)
    """The entry of the declared gap in which the vehicle passed; none where there is none."""
    after = TextField()
    """JSON: the items that differ from the row, by the names of its columns."""
    beside = TextField()
    """JSON: what the row has no column for, such as the picture of a nameplate or of the paper form."""


class SupplementSample(Chained):
    """A day's supplements of which chance has picked some for a second person, under a seed that nobody chooses."""

    KIND = "supplement_sample"

    day = CharField(max_length=10, unique=True)
    at = MomentField()
    last_supplement = IntegerField()
    """The last supplement of the day: drawn is from those behind the sample before, up to this one."""
    tree_size = BigIntegerField()
    root = CharField(max_length=64)
    """Of the first checkpoint after the end of the day."""
    share = IntegerField()
    """Per cent that were to be drawn, and how many at least."""
    least = IntegerField()
    drawn = TextField()
    """JSON: entries of the supplements to choose from, and of those drawn. See gate.supplement_samples."""


class SupplementReview(Chained):
    """复核: a second person has held a drawn supplement against its pictures and papers."""

    KIND = "supplement_review"

    supplement = ForeignKeyField(Supplement, unique=True, backref="+", on_delete="RESTRICT")
    at = MomentField()
    by = CharField(max_length=64)
    agrees = BooleanField()
    words = TextField()


class ReviewDue(Table):
    """A drawn supplement that waits for its review. Not ledger: it goes when the review is written."""

    supplement = ForeignKeyField(Supplement, unique=True, backref="+", on_delete="RESTRICT")
    since = MomentField()


class SupplementDraft(Table):
    """What somebody has typed so far. Not ledger: it goes when it is saved."""

    by = CharField(max_length=64)
    subject = IntegerField()
    """The passage it is about; 0 for the next row from paper."""
    content = TextField()
    changed_at = MomentField()

    class Meta:
        indexes = ((("by", "subject"), True),)


class Handover(Chained):
    """交接班: what stood open when a shift ended, as the system knew it, and what the leaving guard says."""

    KIND = "handover"

    at = MomentField()
    by = CharField(max_length=64)
    successor = CharField(max_length=64)
    """Who was to come."""
    stands = TextField()
    """JSON, see gate.shifts."""
    words = TextField()


class Takeover(Chained):
    """The second signature: who came has read it."""

    KIND = "takeover"

    handover = ForeignKeyField(Handover, unique=True, backref="+", on_delete="RESTRICT")
    at = MomentField()
    by = CharField(max_length=64)
    words = TextField()
