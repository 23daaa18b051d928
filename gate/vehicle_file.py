"""What makes the file of a vehicle: its fields, their limits and codes, and what must agree among them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from devices.interfaces import PlateColour
from gate import clock, codes, identifiers, plates
from gate.facts import Status
from gate.fields import Fields, Mistakes
from gate.models import Vehicle

TRAILER_FUEL = "Y"
EMISSION_LISTS_SINCE = "2017-01-01"
"""First registered on this day or later, a vehicle came with a 随车清单 (R-038)."""
EARLIEST = date(1950, 1, 1)
"""Nothing that drives was registered before: a year was typed with too few digits."""

TEXTS = {
    "vehicle_model": 100,
    "engine_model": 32,
    "engine_maker": 64,
    "engine_no": 32,
    "cargo_name": 32,
    "carrier_name": 64,
    "note": 500,
}
CODES = {
    "vehicle_type": codes.VEHICLE_TYPES,
    "fuel_type": codes.FUEL_TYPES,
    "emission_stage": codes.EMISSION_STAGES,
    "use_nature": codes.USE_NATURES,
    "network_status": codes.NETWORK_STATUSES,
}
PICTURES = ("emission_list_image", "licence_front_image", "licence_back_image")
TRUCK = "truck_image"
"""The truck itself; what a passage copies are the papers."""
ENGINE = ("engine_model", "engine_maker", "engine_no")
NEEDED = ("vin", "registration_date", "vehicle_model", *ENGINE, *CODES)
"""Items of 表C.3 without which a vehicle is not approved."""
NEEDED_FOR_A_VISIT = ("vehicle_type", "fuel_type", "emission_stage")
"""Without these nobody can tell whether a temporary vehicle is restricted; the rest is in its proof (R-053)."""
_NEEDED_BY_STATUS = {Status.APPROVED: NEEDED, Status.TEMPORARY: NEEDED_FOR_A_VISIT}
_NOT_OF_TRAILERS = (*ENGINE, "emission_stage")


class RegisterError(Mistakes):
    """Values that the register does not take."""


def read(values: Mapping[str, Any], own_id: int | None = None) -> dict[str, Any]:
    """The fields of a file as they are stored; raises RegisterError with every mistake."""
    fields = Fields(values)
    row = read_items(fields)
    row[TRUCK] = fields.text(TRUCK, 64)
    if not fields.errors:
        _look_for_the_same_plate(fields, row, own_id)
    fields.stop_at_mistakes(RegisterError)
    return row


def read_items(fields: Fields) -> dict[str, Any]:
    """The items one by one and against each other; what is wrong is noted."""
    row: dict[str, Any] = {name: fields.text(name, most) for name, most in TEXTS.items()}
    row |= {name: fields.code(name, table) for name, table in CODES.items()}
    row |= {name: fields.text(name, 64) for name in PICTURES}
    row |= {n: fields.day(n) for n in ("registration_date", "valid_from", "valid_to")}
    row["valid_until"] = fields.moment("valid_until")
    row["cargo_quantity"] = fields.amount("cargo_quantity", below=10**7, places=3)
    row["quantity_unit"] = fields.code("quantity_unit", codes.QUANTITY_UNITS) or "T"
    row["vin"] = fields.text("vin", 17).upper()
    row["plate_no"], row["plate_colour"] = read_plate(fields)
    _compare(fields, row)
    return row


def read_plate(fields: Fields) -> tuple[str, str]:
    """A plate that exists on a colour it may have (GA 36)."""
    plate = plates.normalise(fields.text("plate_no", 20, required=True))
    colour = fields.code("plate_colour", codes.PLATE_COLOURS, required=True)
    if plate and not plates.forms_of(plate):
        fields.wrong("plate_no", "not_a_plate")
    both = not fields.errors.keys() & {"plate_no", "plate_colour"}
    if both and not plates.agrees_with_colour(plate, PlateColour(colour)):
        fields.wrong("plate_colour", "colour_against_form")
    return plate, colour


def _compare(fields: Fields, row: Mapping[str, Any]) -> None:
    compare_papers(fields, row)
    if row["vin"] and (problem := identifiers.vin_problem(row["vin"])):
        fields.wrong("vin", f"vin_{problem}")
    if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
        fields.wrong("valid_to", "ends_before_it_begins")


def compare_papers(fields: Fields, row: Mapping[str, Any]) -> None:
    """What holds of every vehicle and machine: two numbers, and a day that has come."""
    if row["vin"] and row["vin"] == row["engine_no"].upper():
        fields.wrong("engine_no", "engine_no_is_vin")
    registered = row["registration_date"]
    if registered and registered > clock.now().date():
        fields.wrong("registration_date", "in_future")
    if registered and registered < EARLIEST:
        fields.wrong("registration_date", "not_a_date")


def _look_for_the_same_plate(fields: Fields, row: Mapping[str, Any], own_id: int | None) -> None:
    same = Vehicle.select().where(
        Vehicle.plate_no == row["plate_no"], Vehicle.plate_colour == row["plate_colour"]
    )
    if same.where(Vehicle.id != own_id).exists() if own_id else same.exists():
        fields.wrong("plate_no", "duplicate")


def has_emission_list(fuel_type: str, registered: str) -> bool:
    """Whether such a vehicle, first registered on that day (ISO), has a 随车清单; a trailer has no engine and none."""
    return fuel_type != TRAILER_FUEL and registered >= EMISSION_LISTS_SINCE


def demand_completeness(values: Mapping[str, Any]) -> None:
    """Raise RegisterError unless everything is there that an approved vehicle must have."""
    if lacking := missing({**values, "status": Status.APPROVED}):
        raise RegisterError(dict.fromkeys(lacking, "needed_for_approval"))


def missing(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Items of 表C.3 that a file of this status must have and has not."""
    needed = _NEEDED_BY_STATUS.get(values.get("status", ""), ())
    not_asked = _NOT_OF_TRAILERS if values["fuel_type"] == TRAILER_FUEL else ()
    return tuple(name for name in needed if name not in not_asked and not values[name])
