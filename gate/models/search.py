"""What makes searching the ledger fast. Not ledger: all of it can be made anew from the passages."""

from peewee import BigIntegerField, BlobField, CharField, IntegerField, TextField

from gate.models.base import Table


class SearchTrait(Table):
    """One way in which passages are alike: what few of them differ in. Numbered from 0."""

    id = IntegerField(primary_key=True)
    lane_id = IntegerField()
    gate_no = CharField(max_length=1)
    direction = CharField(max_length=1)
    plate_colour = CharField(max_length=1)
    emission_stage = CharField(max_length=1)
    fuel_type = CharField(max_length=1)
    verdict = CharField(max_length=8)
    opening_mode = CharField(max_length=1)
    reasons = TextField()


class SearchLoad(Table):
    """One carrier with one cargo. Numbered from 0."""

    id = IntegerField(primary_key=True)
    carrier_name = CharField(max_length=64)
    cargo_name = CharField(max_length=32)


class SearchPlate(Table):
    """One text that was read from plates. Numbered from 0."""

    id = IntegerField(primary_key=True)
    plate_no = CharField(max_length=10)


class SearchBlock(Table):
    """So many passages one after the other by their numbers, as columns; never changed, since passages never are."""

    last_id = BigIntegerField(primary_key=True)
    generation = BigIntegerField()
    """Drawn when the first block is made, and again when all are made anew: numbers of another one mean nothing."""
    first_id = BigIntegerField()
    rows = IntegerField()
    earliest = BigIntegerField()
    """Milliseconds of Beijing time, as of the two below."""
    latest = BigIntegerField()


class SearchColumn(Table):
    """One column of a block: numbers, packed one after the other in the order of time."""

    id = BigIntegerField(primary_key=True)
    """The block's last number and the column's own place, in one: see gate.search.columns."""
    kind = CharField(max_length=4)
    """Type of the numbers, as numpy names it."""
    content = BlobField()


class SearchHands(Table):
    """Passages at which a person lifted the arm, told by outcomes up to this number."""

    last_id = BigIntegerField(primary_key=True)
    content = BlobField()
