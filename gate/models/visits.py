"""Visits that somebody has announced: who will come, when, with what."""

from peewee import BigIntegerField, CharField, DecimalField, ForeignKeyField, TextField

from gate.models.base import MomentField, Table
from gate.models.carriers import Carrier


class AnnouncedVisit(Table):
    """预约: a vehicle expected in [starts, ends). It opens nothing: register, lists and policies decide as ever."""

    plate_no = CharField(max_length=10)
    plate_colour = CharField(max_length=1)
    starts = MomentField()
    ends = MomentField(index=True)
    gate_no = CharField(max_length=1, default="")
    """Empty where it may come to any gate."""
    cargo_name = CharField(max_length=32, default="")
    cargo_quantity = DecimalField(max_digits=10, decimal_places=3, default=0)
    quantity_unit = CharField(max_length=1, default="T")
    carrier_name = CharField(max_length=64, default="")
    channel = CharField(max_length=12)
    """How the plant heard of it: see gate.announced.CHANNELS."""
    note = TextField(default="")
    withdrawn = MomentField(null=True)
    created_at = MomentField()
    created_by = CharField(max_length=64)
    changed_seq = BigIntegerField(index=True)
    """The ledger entry of the last change."""
    carrier = ForeignKeyField(Carrier, null=True, backref="+", on_delete="RESTRICT")
    """Who booked it for a truck of their own; none where the plant wrote it down."""

    class Meta:
        indexes = ((("plate_no", "plate_colour"), False),)
