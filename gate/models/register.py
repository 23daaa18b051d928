"""The register: vehicles that carriers announced, and the over-emission list of the authority."""

from peewee import (
    BigIntegerField,
    CharField,
    DateField,
    DecimalField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from gate.models.base import MomentField, Table
from gate.models.carriers import Carrier


class Vehicle(Table):
    """进出厂运输车辆: the file of one vehicle, known by plate and colour (items 6–20 and 23 of 表C.3)."""

    plate_no = CharField(max_length=10, index=True)
    plate_colour = CharField(max_length=1)
    vehicle_type = CharField(max_length=3, default="")
    vin = CharField(max_length=17, default="")
    registration_date = DateField(null=True)
    vehicle_model = CharField(max_length=100, default="")
    engine_model = CharField(max_length=32, default="")
    engine_maker = CharField(max_length=64, default="")
    engine_no = CharField(max_length=32, default="")
    fuel_type = CharField(max_length=1, default="")
    emission_stage = CharField(max_length=1, default="")
    use_nature = CharField(max_length=1, default="")
    network_status = CharField(max_length=1, default="")
    emission_list_image = CharField(max_length=64, default="")
    """Fingerprint of the photo of the 随车清单 in the evidence store, as of the two below."""
    licence_front_image = CharField(max_length=64, default="")
    licence_back_image = CharField(max_length=64, default="")
    cargo_name = CharField(max_length=32, default="")
    cargo_quantity = DecimalField(max_digits=10, decimal_places=3, default=0)
    """What it usually carries, taken for a passage until a weighbridge says better."""
    quantity_unit = CharField(max_length=1, default="T")
    carrier_name = CharField(max_length=64, default="")
    status = CharField(max_length=10, default="draft")
    valid_from = DateField(null=True)
    valid_to = DateField(null=True)
    valid_until = MomentField(null=True)
    """The moment at which a temporary vehicle's time is over, where that was told in hours."""
    note = TextField(default="")
    approved_by = CharField(max_length=64, default="")
    """Who let a temporary vehicle onto the register, for valid_from to valid_to (R-053)."""
    approved_at = MomentField(null=True)
    changed_at = MomentField()
    changed_by = CharField(max_length=64)
    changed_seq = BigIntegerField(index=True)
    """The ledger entry of the last change: lanes ask for what is newer than they hold."""
    carrier = ForeignKeyField(Carrier, null=True, backref="vehicles", on_delete="RESTRICT")
    """Who registered it, and may see and change it; none where the plant itself did."""
    truck_image = CharField(max_length=64, default="")
    """Fingerprint of a photograph of the truck."""

    class Meta:
        indexes = ((("plate_no", "plate_colour"), True),)


class Exceedance(Table):
    """排放超标车辆名单: a listed vehicle is refused until it is released (R-061)."""

    plate_no = CharField(max_length=10)
    plate_colour = CharField(max_length=1)
    reason_code = CharField(max_length=1)
    issued_at = MomentField()
    released_at = MomentField(null=True)
    changed_seq = BigIntegerField(index=True)
    vin = CharField(max_length=17, default="")
    """Where it is told, the vehicle is known by it under a new plate, too."""
    fuel_type = CharField(max_length=1, default="")
    emission_stage = CharField(max_length=1, default="")
    batch_id = IntegerField(null=True)
    """The import that brought it; none for a row that a person typed."""

    class Meta:
        indexes = ((("plate_no", "plate_colour"), False),)


class ListBatch(Table):
    """One import of the over-emission list, from a file or from the platform."""

    source = CharField(max_length=16)
    name = CharField(max_length=128)
    fingerprint = CharField(max_length=64)
    """sha256 of what was imported."""
    rows = IntegerField()
    added = IntegerField()
    released = IntegerField()
    refused = IntegerField()
    mistakes = TextField(default="[]")
    """JSON of the rows that were refused: their line, and the key of what is wrong with them."""
    created_at = MomentField()
    created_by = CharField(max_length=64)
    changed_seq = BigIntegerField()
