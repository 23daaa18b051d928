"""The lens watch: what passages tell of their cameras, what is the matter, and what people did about it. Not ledger."""

from peewee import BigIntegerField, CharField, FloatField, ForeignKeyField, IntegerField, TextField

from gate.models.base import MomentField, Table
from gate.models.ledger import Passage


class LensSample(Table):
    """What the photographs of one passage tell of the lens (see gate.lens.figures); empty where they do not."""

    passage = ForeignKeyField(Passage, unique=True, backref="+", on_delete="RESTRICT")
    lane_id = IntegerField()
    at = MomentField()
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


class LensState(Table):
    """How a lane's lens was when it was last judged."""

    lane_id = IntegerField(unique=True)
    at = MomentField()
    last_id = IntegerField()
    """The newest sample that was counted in."""
    told = TextField()
    """JSON of the figures over time, for the page: see gate.lens.kept."""


class LensTrouble(Table):
    """Something is the matter with a lens, or was: at most one of a lane goes on."""

    lane_id = IntegerField()
    began = MomentField()
    """Since when it shows."""
    opened_at = MomentField()
    """When it was first told."""
    ended_at = MomentField(null=True)
    ended_by = CharField(max_length=64, default="")
    """Who began a new baseline; empty where the figures became calm by themselves."""
    marks = TextField()
    """JSON: which figures, by day or by night."""
    before_id = IntegerField(null=True)
    now_id = IntegerField(null=True)
    """Two passages that show it: one of the baseline, and one since."""
    seen_at = MomentField(null=True)
    seen_by = CharField(max_length=64, default="")

    class Meta:
        indexes = ((("lane_id", "ended_at"), False),)


class LensWord(Table):
    """What a person said about a lens; the same stands in the chain."""

    lane_id = IntegerField()
    at = MomentField()
    by = CharField(max_length=64)
    what = CharField(max_length=8)
    """See gate.lens.words.Word."""
    words = TextField()
    entry = BigIntegerField()

    class Meta:
        indexes = ((("lane_id", "at"), False),)
