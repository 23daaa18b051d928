"""The 23 items of 表C.3, each with its number, its name and how it is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from gate import codes
from gate.models import Passage
from portal.wording import as_date, as_date_time, as_quantity, word


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the table. `images` are fingerprints, shown as pictures instead of words."""

    number: int
    name: Any
    words: Callable[[Passage], str]
    images: Callable[[Passage], Sequence[str]] = lambda passage: ()


def _plain(column: str) -> Callable[[Passage], str]:
    return lambda passage: str(getattr(passage, column)) or "—"


def _coded(column: str, table: codes.Table) -> Callable[[Passage], str]:
    return lambda passage: word(table, getattr(passage, column))


def _fingerprints(*columns: str) -> Callable[[Passage], Sequence[str]]:
    return lambda passage: [kept for column in columns if (kept := getattr(passage, column))]


def _nothing(passage: Passage) -> str:
    return "—"


def _quantity(passage: Passage) -> str:
    if not passage.quantity_unit:
        return "—"
    unit = word(codes.QUANTITY_UNITS, passage.quantity_unit)
    return f"{as_quantity(passage.cargo_quantity)} {unit}"


ITEMS = (
    Item(1, _("Gate number"), _plain("gate_no")),
    Item(2, _("Barrier number"), _plain("barrier_no")),
    Item(3, _("Entry or exit"), _coded("direction", codes.DIRECTIONS)),
    Item(4, _("Time of entry or exit"), lambda passage: as_date_time(passage.passed_at)),
    Item(
        5,
        _("Photographs of entry or exit"),
        _nothing,
        _fingerprints("front_photo", "body_photo", "plate_photo"),
    ),
    Item(6, _("Plate number"), _plain("plate_no")),
    Item(7, _("Plate colour"), _coded("plate_colour", codes.PLATE_COLOURS)),
    Item(8, _("Vehicle type"), _coded("vehicle_type", codes.VEHICLE_TYPES)),
    Item(9, _("Vehicle identification number (VIN)"), _plain("vin")),
    Item(10, _("Date of registration"), lambda passage: as_date(passage.registration_date)),
    Item(11, _("Vehicle model"), _plain("vehicle_model")),
    Item(12, _("Engine model"), _plain("engine_model")),
    Item(13, _("Engine maker"), _plain("engine_maker")),
    Item(14, _("Engine number"), _plain("engine_no")),
    Item(15, _("Fuel"), _coded("fuel_type", codes.FUEL_TYPES)),
    Item(16, _("Emission standard"), _coded("emission_stage", codes.EMISSION_STAGES)),
    Item(17, _("Nature of use"), _coded("use_nature", codes.USE_NATURES)),
    Item(18, _("Network status"), _coded("network_status", codes.NETWORK_STATUSES)),
    Item(
        19,
        _("Emission list that comes with the vehicle"),
        _nothing,
        _fingerprints("emission_list_image"),
    ),
    Item(
        20,
        _("Vehicle licence"),
        _nothing,
        _fingerprints("licence_front_image", "licence_back_image"),
    ),
    Item(21, _("Cargo"), _plain("cargo_name")),
    Item(22, _("Quantity"), _quantity),
    Item(23, _("Name of the carrier"), _plain("carrier_name")),
)
