"""Moving pictures in the ledger, and what the law let go: films of passages, recordings, and removals."""

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, TextField

from gate.models.base import MomentField
from gate.models.ledger import Chained, Passage


class Clip(Chained):
    """A film of one passage by one camera, or why there is none (R-013). A long passage has several parts."""

    KIND = "clip"

    passage = ForeignKeyField(Passage, backref="clips", on_delete="RESTRICT")
    camera = CharField(max_length=16)
    """The kind of device that saw it: camera, overview."""
    part = IntegerField()
    """From 1; a part begins where the one before it ends."""
    wanted_from = MomentField()
    wanted_to = MomentField(index=True)
    starts = MomentField(null=True)
    """The first picture that is there: a key picture, so a little before what was wanted."""
    ends = MomentField(null=True)
    fingerprint = CharField(max_length=64)
    """Of the film in the evidence store; empty where there is none, and then `problem` says why."""
    codec = CharField(max_length=8)
    size = BigIntegerField()
    missing_ms = IntegerField()
    """For how long, of what was wanted, the camera shows nothing."""
    problem = CharField(max_length=16)
    detail = TextField()

    class Meta:
        indexes = ((("passage", "camera", "part"), True),)


class Recording(Chained):
    """A stretch of what a lane's camera saw, whether or not anybody came (R-114)."""

    KIND = "recording"

    lane_id = IntegerField()
    camera = CharField(max_length=16)
    starts = MomentField()
    ends = MomentField(index=True)
    fingerprint = CharField(max_length=64)
    codec = CharField(max_length=8)
    size = BigIntegerField()
    missing_ms = IntegerField()

    class Meta:
        indexes = ((("lane_id", "camera", "starts"), True),)


class Retention(Chained):
    """Evidence that was kept for as long as the law asks and then removed: which, and why (R-090, R-091)."""

    KIND = "retention"

    at = MomentField()
    what = CharField(max_length=10)
    """photo, clip or recording."""
    months = IntegerField()
    """For how long it had to be kept by the settings of that day."""
    since = MomentField()
    until = MomentField(index=True)
    """The evidence is of passages and stretches after `since`, up to and including `until`."""
    bytes = BigIntegerField()
    fingerprints = TextField()
    """Of what was removed, one a line."""
