"""Carriers: the companies, and people on their own, whose trucks come here."""

from peewee import BigIntegerField, CharField, TextField

from gate.models.base import MomentField, Table


class Carrier(Table):
    """承运商. Its people are accounts of the role carrier; never deleted, for files name it."""

    name = CharField(max_length=64, index=True)
    """Two may be called the same: nobody learns from a sign-up who is here already."""
    phone = CharField(max_length=20)
    created_at = MomentField()
    stopped_at = MomentField(null=True)
    """Since when it may ask for nothing more; its trucks keep their own standing."""
    stopped_because = TextField(default="")
    changed_seq = BigIntegerField()
    """The ledger entry of the last change."""
