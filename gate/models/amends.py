"""What people add to the ledger about its rows: corrections, trips put together, and draws for inspection."""

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


class Correction(Chained):
    """更正: what a passage should say, in one person's words. It counts for nothing before a second one agrees."""

    KIND = "correction"

    passage = ForeignKeyField(Passage, backref="corrections", on_delete="RESTRICT")
    at = MomentField()
    by = CharField(max_length=64)
    reason = CharField(max_length=16)
    """A code of gate.corrections.REASONS."""
    words = TextField()
    before = TextField()
    """JSON: for each item that is to change, what counted when this was written."""
    after = TextField()


class CorrectionReview(Chained):
    """复核: a second person's answer to a correction, given once."""

    KIND = "correction_review"

    correction = ForeignKeyField(Correction, unique=True, on_delete="RESTRICT")
    at = MomentField()
    by = CharField(max_length=64)
    agreed = BooleanField()
    words = TextField()


class CorrectionWithdrawal(Chained):
    """撤回: whoever wrote a correction takes it back before anybody has answered."""

    KIND = "correction_withdrawal"

    correction = ForeignKeyField(Correction, unique=True, on_delete="RESTRICT")
    at = MomentField()
    by = CharField(max_length=64)
    words = TextField()


class TripRuling(Chained):
    """A person's word on an entry and an exit: that they are one vehicle's trip, or that they are not."""

    KIND = "trip"

    entered = ForeignKeyField(Passage, backref="+", on_delete="RESTRICT")
    left = ForeignKeyField(Passage, backref="+", on_delete="RESTRICT")
    joined = BooleanField()
    at = MomentField()
    by = CharField(max_length=64)
    words = TextField()


class OpenTrip(Table):
    """A passage whose other half is missing. Not ledger: it goes when the other half is found."""

    passage = ForeignKeyField(Passage, unique=True, backref="+", on_delete="RESTRICT")
    direction = CharField(max_length=1)
    since = MomentField()
    plate_no = CharField(max_length=10)
    """As it counts by now, as the colour."""
    plate_colour = CharField(max_length=1)

    class Meta:
        indexes = (
            (("direction", "since"), False),
            (("plate_no", "plate_colour"), False),
        )


class Draw(Chained):
    """抽查: rows and stretches of time that chance has picked, under a seed that nobody at the plant can choose."""

    KIND = "draw"

    at = MomentField()
    by = CharField(max_length=64)
    purpose = CharField(max_length=12)
    """A key of gate.inspection.PURPOSES."""
    word = TextField()
    """What the inspector said, before anybody could know the outcome."""
    tree_size = BigIntegerField()
    root = CharField(max_length=64)
    """Of the newest checkpoint at that moment."""
    start = MomentField()
    end = MomentField()
    drawn = TextField()
    """JSON of what was asked, what there was to choose from, and what was drawn. See gate.sampling."""


class DrawFinding(Chained):
    """What somebody found on comparing one drawn row or stretch of time with its pictures. The newest one counts."""

    KIND = "draw_finding"

    draw = ForeignKeyField(Draw, backref="findings", on_delete="RESTRICT")
    passage = ForeignKeyField(Passage, null=True, backref="+", on_delete="RESTRICT")
    window = IntegerField(null=True)
    """The place of the stretch of time in the draw, from 0; none for a row."""
    at = MomentField()
    by = CharField(max_length=64)
    agrees = BooleanField()
    words = TextField()
