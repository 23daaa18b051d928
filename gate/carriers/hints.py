"""What a carrier is told while it types: what does not fit together, and what the plate says by itself. Pure."""

from collections.abc import Mapping
from typing import Any

from devices.interfaces import PlateColour
from gate import codes, plates
from gate.facts import RegisteredVehicle, Status
from gate.fields import Fields
from gate.objections import papers

_AT: Mapping[str, str] = {
    papers.FUEL_AGAINST_PLATE: "fuel_type",
    papers.STAGE_AGAINST_FUEL: "emission_stage",
    papers.STAGE_TOO_OLD: "emission_stage",
    papers.STAGE_TOO_NEW: "emission_stage",
}
"""At which field a doubt is told; a VIN that does not check is a mistake, and told as one."""
_LIKELIEST = (PlateColour.YELLOW, PlateColour.GREEN, PlateColour.YELLOW_GREEN)
"""An ordinary plate may be blue or yellow; what comes to heavy industry is mostly heavy, and wears yellow."""


def doubts(values: Mapping[str, Any]) -> dict[str, str]:
    """Keys of what may be right and seldom is (§6.4), by field. Nothing that is missing is doubted."""
    fields = Fields(values)
    known = RegisteredVehicle(
        Status.DRAFT,
        emission_stage=fields.code("emission_stage", codes.EMISSION_STAGES),
        fuel_type=fields.code("fuel_type", codes.FUEL_TYPES),
        vehicle_type=fields.code("vehicle_type", codes.VEHICLE_TYPES),
        registration_date=fields.day("registration_date"),
    )
    plate = plates.normalise(str(values.get("plate_no") or ""))
    found = papers.contradictions(known, plate)
    return {_AT[key]: key for key in found if key in _AT}


def colour_of(plate_no: str) -> str:
    """The colour that a plate of this form most likely has; empty where it is no plate yet."""
    possible = {
        colour for form in plates.forms_of(plates.normalise(plate_no)) for colour in form.colours
    }
    likeliest = [colour for colour in _LIKELIEST if colour in possible] or sorted(possible)
    return likeliest[0].value if likeliest else ""
