"""What in an application does not agree: with itself, with the photographed papers, with other files. Pure.

A contradiction decides nothing: it is pointed out to the person who does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from devices.interfaces import PlateColour
from gate import codes
from gate.carriers.contents import has_emission_list
from gate.control import Weight, weight_of
from gate.facts import RegisteredVehicle, Status
from gate.fields import Fields
from gate.objections import papers
from gate.papers import LICENCE_BACK, LICENCE_FRONT, Told

TYPE_AGAINST_COLOUR, EMISSION_LIST_MISSING = "type_against_colour", "emission_list_missing"
ASKED_TWICE = "asked_twice"
READ_DIFFERS, PAGES_DIFFER, INSPECTION_OVER = "read_differs", "pages_differ", "inspection_over"
INSPECTED = "inspected_until"
_FIELDS: Mapping[str, tuple[str, ...]] = {
    papers.VIN_SHAPE: ("vin",),
    papers.VIN_CHECK: ("vin",),
    papers.VIN_IS_ENGINE_NO: ("engine_no", "vin"),
    papers.FUEL_AGAINST_PLATE: ("fuel_type", "plate_no"),
    papers.STAGE_AGAINST_FUEL: ("emission_stage", "fuel_type"),
    papers.STAGE_TOO_OLD: ("emission_stage", "registration_date"),
    papers.STAGE_TOO_NEW: ("emission_stage", "registration_date"),
}
_NEVER_WORN: Mapping[Weight | None, frozenset[PlateColour]] = {
    Weight.HEAVY: frozenset({PlateColour.BLUE, PlateColour.GREEN}),
    Weight.LIGHT: frozenset({PlateColour.YELLOW, PlateColour.YELLOW_GREEN}),
}
_BOTH_PAGES = ("plate_no", "vin", "engine_no")
_NAMED = ("vehicle_model", "engine_maker")
"""Papers put a brand or a form of company around these."""

Readings = Mapping[str, Mapping[str, Told]]
"""By the kind of the paper what eyes read on it."""


@dataclass(frozen=True, slots=True)
class Rival:
    """Another application that asks for the same: which field says so, whose it is, and for which plate."""

    field: str
    carrier: str
    plate_no: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing that does not agree: at which fields, and what more there is to say about it."""

    key: str
    fields: tuple[str, ...]
    more: Mapping[str, str] = field(default_factory=dict)


def contradictions(
    values: Mapping[str, Any],
    readings: Readings,
    elsewhere: Mapping[str, Sequence[str]],
    today: date,
    rivals: Sequence[Rival] = (),
) -> tuple[Contradiction, ...]:
    """All of it. `values`: as they are typed; `elsewhere`: plates of other files with the same number, by its field."""
    known = _known(values)
    return (
        *_papers(known, str(values.get("plate_no") or "")),
        *_colour(known, str(values.get("plate_colour") or "")),
        *_emission_list(values),
        *_elsewhere(elsewhere),
        *_asked_twice(rivals),
        *_read(values, readings),
        *_pages(readings),
        *_inspection(readings, today),
    )


def _known(values: Mapping[str, Any]) -> RegisteredVehicle:
    fields = Fields(values)
    return RegisteredVehicle(
        status=Status.DRAFT,
        emission_stage=fields.code("emission_stage", codes.EMISSION_STAGES),
        fuel_type=fields.code("fuel_type", codes.FUEL_TYPES),
        vehicle_type=fields.code("vehicle_type", codes.VEHICLE_TYPES),
        registration_date=fields.day("registration_date"),
        vin=fields.text("vin", 17).upper(),
        engine_no=fields.text("engine_no", 32),
    )


def _papers(known: RegisteredVehicle, plate_no: str) -> Iterator[Contradiction]:
    """VIN, fuel and plate, stage and the day of registration (§6.2, §6.4)."""
    for key in papers.contradictions(known, plate_no):
        yield Contradiction(key, _FIELDS[key])


def _colour(known: RegisteredVehicle, colour: str) -> Iterator[Contradiction]:
    """Large vehicles wear yellow or yellow-green, small ones blue or green (GA 36)."""
    wrong = _NEVER_WORN.get(weight_of(known.vehicle_type), frozenset())
    if colour in {each.value for each in wrong}:
        yield Contradiction(TYPE_AGAINST_COLOUR, ("vehicle_type", "plate_colour"))


def _emission_list(values: Mapping[str, Any]) -> Iterator[Contradiction]:
    if has_emission_list(values) and not values.get("emission_list_image"):
        yield Contradiction(EMISSION_LIST_MISSING, ("emission_list_image",))


def _elsewhere(elsewhere: Mapping[str, Sequence[str]]) -> Iterator[Contradiction]:
    for name, plates in elsewhere.items():
        yield Contradiction(f"{name}_elsewhere", (name,), {"plates": "、".join(plates)})


def _asked_twice(rivals: Sequence[Rival]) -> Iterator[Contradiction]:
    """Two carriers ask for one truck: a plate, or the number of its frame."""
    for rival in rivals:
        told = {"carrier": rival.carrier, "plate": rival.plate_no}
        yield Contradiction(ASKED_TWICE, (rival.field,), told)


def _read(values: Mapping[str, Any], readings: Readings) -> Iterator[Contradiction]:
    """What eyes read on a paper, against what was typed; eyes err as well, so a person looks."""
    for kind, told in readings.items():
        for name, one in told.items():
            typed = str(values.get(name) or "")
            if typed and one.value and not _same(name, one.value, typed):
                yield Contradiction(READ_DIFFERS, (name,), {"paper": kind, "read": one.value})


def _same(name: str, read: str, typed: str) -> bool:
    read, typed = read.upper(), typed.upper()
    return read == typed or (name in _NAMED and (read in typed or typed in read))


def _pages(readings: Readings) -> Iterator[Contradiction]:
    """Front and back of one licence name one vehicle."""
    front, back = readings.get(LICENCE_FRONT, {}), readings.get(LICENCE_BACK, {})
    for name in _BOTH_PAGES:
        if name not in front or name not in back:
            continue
        one, other = front[name].value, back[name].value
        if one and other and one != other:
            yield Contradiction(PAGES_DIFFER, (name,), {"front": one, "back": other})


def _inspection(readings: Readings, today: date) -> Iterator[Contradiction]:
    """检验有效期至 is told by its month, and lasts through it."""
    for kind, told in readings.items():
        until = told[INSPECTED].value if INSPECTED in told else ""
        if until and until < f"{today:%Y-%m}":
            yield Contradiction(INSPECTION_OVER, (), {"paper": kind, "until": until})
