"""What a carrier tells of a truck: its items, what is wrong with them, and what is missing yet (R-034 … R-037)."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gate import vehicle_file
from gate.fields import Fields, Mistakes
from gate.models import Application
from gate.vehicle_file import PICTURES, TRAILER_FUEL, TRUCK

ITEMS = (
    "plate_no",
    "plate_colour",
    "vehicle_type",
    "use_nature",
    "vehicle_model",
    "vin",
    "registration_date",
    "engine_no",
    "engine_model",
    "engine_maker",
    "fuel_type",
    "emission_stage",
    "network_status",
    "cargo_name",
    "cargo_quantity",
    "quantity_unit",
    "note",
    *PICTURES,
    TRUCK,
)
"""What a carrier tells of a truck."""
NEEDED = (
    "vehicle_type",
    "use_nature",
    "vin",
    "registration_date",
    "engine_no",
    "fuel_type",
    "emission_stage",
    "licence_front_image",
    "licence_back_image",
    TRUCK,
)
"""Beside the plate, what has to be there when it is sent; the rest of 表C.3 the plant may ask for or fill in."""
NOT_OF_TRAILERS = ("engine_no", "emission_stage")


class ApplicationError(Mistakes):
    """What an application cannot be, or what cannot be done about it now."""


def values_of(application: Application) -> dict[str, Any]:
    """What the carrier says of the truck by now, as typed."""
    told: dict[str, Any] = json.loads(application.content)
    return told


def mistakes_in(values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with values as far as there are any, by field; what is missing is not wrong yet."""
    fields = Fields(values)
    vehicle_file.read_items(fields)
    return {name: key for name, key in fields.errors.items() if key != "required"}


def missing(values: Mapping[str, Any]) -> tuple[str, ...]:
    """What has to be there before it can be sent, and is not."""
    needed: Sequence[str] = ("plate_no", "plate_colour", *NEEDED)
    if values.get("fuel_type") == TRAILER_FUEL:
        needed = [name for name in needed if name not in NOT_OF_TRAILERS]
    elif has_emission_list(values):
        needed = [*needed, "emission_list_image"]
    return tuple(name for name in needed if not values.get(name))


def has_emission_list(values: Mapping[str, Any]) -> bool:
    """Whether what is told by now is of a vehicle that came with a 随车清单."""
    registered = Fields(values).day("registration_date")
    told = registered.isoformat() if registered else ""
    return vehicle_file.has_emission_list(str(values.get("fuel_type") or ""), told)


def put(application: Application, values: Mapping[str, Any]) -> None:
    """Into the application, right or wrong; its plate beside it as far as it is one."""
    kept = {name: _plain(values[name]) for name in ITEMS if values.get(name) not in (None, "")}
    fields = Fields(kept)
    plate, colour = vehicle_file.read_plate(fields)
    if "plate_no" in kept:
        kept["plate_no"] = plate
    application.content = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    application.plate_no = plate[:20]
    application.plate_colour = "" if "plate_colour" in fields.errors and not colour else colour[:1]


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value).strip()
