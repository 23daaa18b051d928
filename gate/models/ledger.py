"""The ledger: only ever added to. Triggers in the database refuse to change or delete a row of it."""

from typing import ClassVar

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    DecimalField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from gate.models.base import MomentField, Table


class Entry(Table):
    """One link of the chain: the very bytes that were hashed."""

    seq = BigIntegerField(primary_key=True)
    at = MomentField()
    kind = CharField(max_length=24, index=True)
    content = BlobField()
    """Canonical JSON of seq, at, kind, the previous hash and the body."""
    hash = CharField(max_length=64)


class Chained(Table):
    """A row of the ledger: written together with the entry that holds all it says."""

    KIND: ClassVar[str]
    """What its entries are called in the chain."""
    YOUNGER: ClassVar[tuple[str, ...]] = ()
    """Columns that rows of an older program do not have in their entries."""

    entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")


class Passage(Chained):
    """进出厂记录: the 23 items of 表C.3 as they were at that moment, and why it was decided so."""

    KIND = "passage"
    YOUNGER = (
        "list_version",
        "policies",
        "grounds",
        "looks_told",
        "clock_off_ms",
        "plate_corners",
    )

    serial_no = CharField(max_length=46, unique=True)
    lane_id = IntegerField()

    gate_no = CharField(max_length=1)
    barrier_no = CharField(max_length=3)
    direction = CharField(max_length=1)
    passed_at = MomentField(index=True)
    """The capture time: the one time of row, overlay, file, upload and report."""
    front_photo = CharField(max_length=64)
    body_photo = CharField(max_length=64)
    plate_photo = CharField(max_length=64)
    plate_no = CharField(max_length=10)
    plate_colour = CharField(max_length=1)
    vehicle_type = CharField(max_length=3)
    vin = CharField(max_length=17)
    registration_date = CharField(max_length=10)
    vehicle_model = CharField(max_length=100)
    engine_model = CharField(max_length=32)
    engine_maker = CharField(max_length=64)
    engine_no = CharField(max_length=32)
    fuel_type = CharField(max_length=1)
    emission_stage = CharField(max_length=1)
    use_nature = CharField(max_length=1)
    network_status = CharField(max_length=1)
    emission_list_image = CharField(max_length=64)
    licence_front_image = CharField(max_length=64)
    licence_back_image = CharField(max_length=64)
    cargo_name = CharField(max_length=32)
    cargo_quantity = DecimalField(max_digits=10, decimal_places=3)
    quantity_unit = CharField(max_length=1)
    carrier_name = CharField(max_length=64)

    verdict = CharField(max_length=8)
    reasons = TextField()
    """Reason codes, the weightiest first, separated by commas."""
    opening_mode = CharField(max_length=1)
    """T16; empty when the arm was not to open."""
    rules_version = IntegerField()
    decided_offline = BooleanField()
    """Decided on the lane's last good copy because the database could not be reached (R-068)."""
    recorded_late = BooleanField()
    """Written first to the lane's own disk and entered here when the database was back."""
    confidence = FloatField()
    looks = IntegerField()
    look_alike = CharField(max_length=10)
    evidence_problem = TextField()
    """Why a photo is missing, in a sentence; empty when all are there."""
    watcher = CharField(max_length=64)
    fence = IntegerField()
    pairs_with_id = IntegerField(null=True)
    """For an exit: the entry that it closes (R-039)."""
    list_version = BigIntegerField(default=0)
    """The ledger entry of the newest change of the over-emission list that the lane knew of."""
    policies = TextField(default="")
    """Control policies in force and their versions, as the lane knew them: "3.2,5.1"."""
    grounds = TextField(default="")
    """JSON of what stood behind the reasons: which policy, list entry, exemption, paper. See gate.grounds."""
    looks_told = TextField(default="")
    """JSON of the looks that were agreed on: [text, colour code, weakest character] each."""

    clock_off_ms = IntegerField(default=0)
    """By how much our clock was ahead of the right one, where it was not trusted (R-094); 0 where it was."""
    plate_corners = TextField(default="")
    """JSON: where the plate stands in the photograph of the whole, [x, y] in pixels, clockwise from its top left."""

    manual = False
    """Whether a person has written it in place of the eyes: no column, but told of what counts by gate.corrected."""

    class Meta:
        indexes = (
            (("plate_no", "plate_colour", "passed_at"), False),
            (("gate_no", "passed_at"), False),
            (("lane_id", "passed_at"), False),
            (("verdict", "passed_at"), False),
            (("emission_stage", "passed_at"), False),
            (("pairs_with_id",), False),
        )


class Outcome(Chained):
    """What the arm did after a row was written: lifted, refused by the device, unconfirmed, lifted by a person…"""

    KIND = "outcome"

    passage = ForeignKeyField(Passage, backref="outcomes", on_delete="RESTRICT")
    at = MomentField()
    result = CharField(max_length=24)
    position = CharField(max_length=8)
    """Read back from the limit switches."""
    by = CharField(max_length=64)
    """The person who ordered it; empty for the lane itself."""
    detail = TextField()


class Checkpoint(Chained):
    """A signed head of the tree over all entries before its own. What is signed is written by gate.checkpoints."""

    KIND = "checkpoint"

    origin = CharField(max_length=64)
    size = BigIntegerField(index=True)
    """How many entries it speaks of."""
    root = CharField(max_length=44)
    """Base64, as of the two below."""
    head = CharField(max_length=64)
    """Hash of entry `size`, hexadecimal."""
    made_at = MomentField()
    public_key = CharField(max_length=44)
    signature = CharField(max_length=88)


class Gap(Chained):
    """A time of which the ledger does not know what passed. Written when it is noticed, and once more when it ends."""

    KIND = "gap"

    cause = CharField(max_length=8)
    lane_id = IntegerField(null=True)
    """None: the whole plant."""
    began = MomentField()
    ended = MomentField(null=True)
    """None while it goes on: another row with the same beginning tells of its end."""
    detail = TextField()

    class Meta:
        indexes = ((("cause", "lane_id", "began"), False),)


class Upload(Table):
    """What is owed to the platform for one passage. Not ledger: it changes until the platform has acknowledged."""

    passage = ForeignKeyField(Passage, unique=True, backref="uploads", on_delete="RESTRICT")
    state = CharField(max_length=12, index=True)
    attempts = IntegerField(default=0)
    next_at = MomentField()
    message = TextField(default="")
    reference = CharField(max_length=64, default="")
    acknowledged_at = MomentField(null=True)
    revision = IntegerField(default=0)
    """How many corrections what is owed must hold at least."""
