"""完整率: a row is complete in which every mandatory item of 表C.3 is there and of the right form (R-072, §5)."""

from collections.abc import Callable, Iterator, Mapping

from gate import codes, identifiers
from gate.corrected import PHOTOS
from gate.models import Passage
from gate.supplement_items import EMPTY_RUN, OTHER_COLOUR, UNPLATED_MARK
from gate.vehicle_file import ENGINE, TRAILER_FUEL, has_emission_list

TEXTS = (
    "gate_no",
    "barrier_no",
    "plate_no",
    "registration_date",
    "vehicle_model",
    "licence_front_image",
    "licence_back_image",
    "cargo_name",
)
CODED: Mapping[str, codes.Table] = {
    "direction": codes.DIRECTIONS,
    "plate_colour": codes.PLATE_COLOURS,
    "vehicle_type": codes.VEHICLE_TYPES,
    "fuel_type": codes.FUEL_TYPES,
    "use_nature": codes.USE_NATURES,
    "network_status": codes.NETWORK_STATUSES,
    "quantity_unit": codes.QUANTITY_UNITS,
}


def faults(passage: Passage) -> list[str]:
    """Which items are missing or cannot be; none for a complete row. `passage`: as it counts by now."""
    return [name for found in _CHECKS for name in found(passage)]


def _texts(passage: Passage) -> Iterator[str]:
    yield from (name for name in TEXTS if not getattr(passage, name))


def _coded(passage: Passage) -> Iterator[str]:
    yield from (name for name, table in CODED.items() if getattr(passage, name) not in table)


def _photos(passage: Passage) -> Iterator[str]:
    # Whoever has no plate has no photograph of one.
    unplated = passage.plate_colour == OTHER_COLOUR
    for name in PHOTOS:
        if not getattr(passage, name) and not (unplated and name == "plate_photo"):
            yield name


def _engine(passage: Passage) -> Iterator[str]:
    if passage.fuel_type == TRAILER_FUEL:
        return
    yield from (name for name in ENGINE if not getattr(passage, name))
    if passage.emission_stage not in codes.EMISSION_STAGES:
        yield "emission_stage"


def _vin(passage: Passage) -> Iterator[str]:
    vin = str(passage.vin)
    machine = passage.plate_no.startswith(UNPLATED_MARK) and identifiers.is_machine_code(vin)
    if not machine and identifiers.vin_problem(vin):
        yield "vin"


def _emission_list(passage: Passage) -> Iterator[str]:
    due = has_emission_list(passage.fuel_type, passage.registration_date)
    if due and not passage.emission_list_image:
        yield "emission_list_image"


def _cargo(passage: Passage) -> Iterator[str]:
    if passage.cargo_name != EMPTY_RUN and not passage.cargo_quantity:
        yield "cargo_quantity"


_CHECKS: tuple[Callable[[Passage], Iterator[str]], ...] = (
    _texts,
    _coded,
    _photos,
    _engine,
    _vin,
    _emission_list,
    _cargo,
)
