"""Who looked at what, which searches they keep, and the files they asked for."""

from peewee import BigIntegerField, CharField, IntegerField, TextField

from gate.models.base import MomentField, Table


class Look(Table):
    """One search, or one row or picture that was opened. Only ever added to, by triggers; not part of the chain."""

    at = MomentField()
    by = CharField(max_length=64, index=True)
    what = CharField(max_length=12)
    """"search", "passage", "photo", "film", "export" or "file"."""
    passage_id = IntegerField(null=True)
    told = TextField(default="")
    """What was asked, as in the address bar; the fingerprint of a picture."""


class SavedSearch(Table):
    """A search that somebody gave a name to."""

    by = CharField(max_length=64)
    name = CharField(max_length=40)
    asked = TextField()
    """As in the address bar."""
    created_at = MomentField()

    class Meta:
        indexes = ((("by", "name"), True),)


class Export(Table):
    """A file that somebody asked for: what is to be in it, how far it is, and until when it is kept."""

    by = CharField(max_length=64)
    kind = CharField(max_length=8)
    """"xlsx", "csv" or "zip"."""
    asked = TextField()
    """The search, as in the address bar."""
    language = CharField(max_length=8, default="zh")
    state = CharField(max_length=12, index=True)
    """"waiting", "working", "done", "failed", "cancelled" or "gone" (its days are over)."""
    rows = IntegerField(default=0)
    """How many rows are written."""
    total = IntegerField(default=0)
    """How many there will be, as far as that is known."""
    tries = IntegerField(default=0)
    message = TextField(default="")
    file = CharField(max_length=128, default="")
    size = BigIntegerField(default=0)
    asked_at = MomentField()
    beat_at = MomentField(null=True)
    """The last sign of life of who makes it."""
    ended_at = MomentField(null=True)
    until = MomentField(null=True)
    """The file is kept so long."""

    class Meta:
        indexes = ((("by", "id"), False),)
