"""What a supplement must tell before it is taken: every mandatory item of 表C.3, and the proofs (R-050, R-051)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from gate import codes, identifiers, plates, vehicle_file
from gate.codes import Words
from gate.corrected import PHOTOS, SUPPLEMENTED
from gate.facts import Status
from gate.fields import Fields
from gate.vehicle_file import CODES, PICTURES, TEXTS

PLATED, PAPER_PLATE, NO_PLATE, MACHINE = "plate", "paper", "none", "machine"
PLATE_KINDS: codes.Table = {
    PLATED: Words("有号牌", "A plate"),
    PAPER_PLATE: Words("临时号牌", "A temporary paper plate"),
    NO_PLATE: Words("无号牌车辆", "No plate: a vehicle"),
    MACHINE: Words("无号牌机械", "No plate: a machine"),
}
UNPLATED = (NO_PLATE, MACHINE)
OTHER_COLOUR = "5"
TEMPORARY_MARK, UNPLATED_MARK = "临", "无牌"
"""What stands before the number of a temporary plate, and in place of one (§6.1)."""
EMPTY_RUN = "空载"
"""The cargo of a vehicle without any; only with it may the quantity be nothing."""
VEHICLE_PAPERS = ("licence_front_image", "emission_list_image")
"""One of them proves what was typed (R-051)."""
MACHINE_PAPERS = ("nameplate_image", "env_label_image")
"""A machine has neither; what proves it are both of these (R-036)."""
BESIDE = (*MACHINE_PAPERS, "env_registration_no")
"""What no column of the row is for."""
LONGEST_REGISTRATION_NO = 32


@dataclass(frozen=True, slots=True)
class Told:
    """What was read: items by the names of the row's columns, as the chain holds them, and what has no column."""

    items: Mapping[str, str]
    beside: Mapping[str, str]


def read(fields: Fields, *, photos: Sequence[str]) -> Told:
    """Every item; what is missing or wrong is noted. `photos`: those of the three that must be there."""
    kind = fields.code("plate_kind", PLATE_KINDS, required=True)
    row: dict[str, Any] = {n: fields.text(n, most) for n, most in TEXTS.items() if n != "note"}
    row |= {name: fields.code(name, table) for name, table in CODES.items()}
    row |= {name: fields.text(name, 64) for name in (*PICTURES, *PHOTOS)}
    row["registration_date"] = fields.day("registration_date")
    row |= _cargo(fields)
    row["vin"] = fields.text("vin", 17).upper()
    row["plate_no"], row["plate_colour"] = _plate(fields, kind, row["vin"])
    for name in vehicle_file.missing({**row, "status": Status.APPROVED}):
        fields.wrong(name, "required")
    vehicle_file.compare_papers(fields, row)
    _identity(fields, kind, row["vin"])
    _proofs(fields, kind)
    for name in photos:
        if not (name == "plate_photo" and kind in UNPLATED):
            fields.text(name, 64, required=True)
    beside = {name: fields.text(name, LONGEST_REGISTRATION_NO * 2) for name in BESIDE}
    told = {name: _plain(row[name]) for name in SUPPLEMENTED}
    return Told(told, {name: value for name, value in beside.items() if value})


def _cargo(fields: Fields) -> dict[str, Any]:
    cargo = fields.text("cargo_name", TEXTS["cargo_name"], required=True)
    fields.text("cargo_quantity", 20, required=True)
    quantity = fields.amount("cargo_quantity", below=10**7, places=3)
    if cargo and cargo != EMPTY_RUN and not quantity:
        fields.wrong("cargo_quantity", "empty_is_named")
    unit = fields.code("quantity_unit", codes.QUANTITY_UNITS, required=True)
    return {"cargo_name": cargo, "cargo_quantity": quantity, "quantity_unit": unit}


def _plate(fields: Fields, kind: str, vin: str) -> tuple[str, str]:
    """The plate, or what stands for it: an unplated one is known again by the end of its own number."""
    if kind in UNPLATED:
        return f"{UNPLATED_MARK}{vin[-8:]}", OTHER_COLOUR
    if kind == PAPER_PLATE:
        number = plates.normalise(fields.text("plate_no", 20, required=True))
        number = number.removeprefix(TEMPORARY_MARK)
        if number and not (3 <= len(number) <= 9 and number.isalnum()):
            fields.wrong("plate_no", "not_a_paper_plate")
        return f"{TEMPORARY_MARK}{number}", OTHER_COLOUR
    return vehicle_file.read_plate(fields)


def _identity(fields: Fields, kind: str, vin: str) -> None:
    if not vin:
        return
    if kind == MACHINE:
        if not identifiers.is_machine_code(vin):
            fields.wrong("vin", "not_a_machine_code")
    elif problem := identifiers.vin_problem(vin):
        fields.wrong("vin", f"vin_{problem}")


def _proofs(fields: Fields, kind: str) -> None:
    if kind == MACHINE:
        for name in MACHINE_PAPERS:
            fields.text(name, 64, required=True)
    elif not any(fields.text(name, 64) for name in VEHICLE_PAPERS):
        fields.wrong(VEHICLE_PAPERS[0], "proof_needed")


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:.3f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if value is not None else ""
