"""临时车辆: a stranger that a person lets in for some hours or days, on proof of its emission stage (R-053)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from gate import clock, codes, exceedance, plates, register, rules, vehicle_file
from gate.codes import Words, stage_rank
from gate.facts import Status
from gate.fields import Fields
from gate.models import Vehicle
from gate.vehicle_file import RegisterError

HOURS = {"2h": 2, "4h": 4, "8h": 8, "12h": 12}
"""From the moment of the approval."""
DAYS = {"1d": 1, "2d": 2, "3d": 3, "7d": 7, "15d": 15, "30d": 30}
"""Whole days, today among them; the last one ends at midnight."""
SPANS = (*HOURS, *DAYS)
BASES: Mapping[str, Words] = {
    "list": Words("随车清单", "emission information list"),
    "query": Words("权威平台查询", "query of an authoritative service"),
    "new_energy": Words("新能源号牌", "new-energy plate"),
}
"""How the emission stage was confirmed; it is never guessed (R-037)."""
PROOFS = ("licence_front_image", "emission_list_image")
NEEDED = ("vehicle_type", "fuel_type", "emission_stage", "carrier_name", "cargo_name")


def admit(values: Mapping[str, Any], by: str) -> Vehicle:
    """Let a vehicle in for one of `SPANS`; raises RegisterError with every mistake.

    Whatever would be refused at the lane all the same is refused here already, and a person's suspension is
    not got round.
    """
    fields = Fields(values)
    for name in NEEDED:
        fields.text(name, 64, required=not (name == "emission_stage" and _is_trailer(values)))
    span = fields.code("span", SPANS, required=True)
    basis = fields.code("basis", BASES, required=True)
    _look_at_proof(fields, values, basis)
    plate, colour = vehicle_file.read_plate(fields)
    _look_at_standing(fields, plate, colour)
    _look_at_stage(fields, values)
    fields.stop_at_mistakes(RegisterError)
    told = {
        **values,
        **_period(span, clock.now()),
        "plate_no": plate,
        "plate_colour": colour,
        "note": _note(fields.text("note", 400), basis),
    }
    return register.admit_for_a_visit(told, by, f"排放阶段依据：{BASES[basis].zh}")


def _period(span: str, now: datetime) -> dict[str, Any]:
    """From when until when: whole days, or until a moment of one of them."""
    if span in HOURS:
        until = now + timedelta(hours=HOURS[span])
        return {"valid_from": now.date(), "valid_to": until.date(), "valid_until": until}
    last = now.date() + timedelta(days=DAYS[span] - 1)
    return {"valid_from": now.date(), "valid_to": last, "valid_until": None}


def _note(note: str, basis: str) -> str:
    return "\n".join(part for part in (f"排放阶段依据：{BASES[basis].zh}", note) if part)


def _is_trailer(values: Mapping[str, Any]) -> bool:
    return values.get("fuel_type") == vehicle_file.TRAILER_FUEL


def _look_at_proof(fields: Fields, values: Mapping[str, Any], basis: str) -> None:
    if not any(values.get(name) for name in PROOFS):
        fields.wrong("licence_front_image", "proof_needed")
    if basis == "list" and not values.get("emission_list_image"):
        fields.wrong("emission_list_image", "proof_of_basis_needed")
    if basis == "new_energy" and not plates.is_new_energy(
        plates.normalise(str(values.get("plate_no") or ""))
    ):
        fields.wrong("basis", "no_new_energy_plate")


def _look_at_standing(fields: Fields, plate: str, colour: str) -> None:
    if exceedance.of(plate, colour) is not None:
        fields.wrong("plate_no", "is_listed")
    known = Vehicle.get_or_none(Vehicle.plate_no == plate, Vehicle.plate_colour == colour)
    standing = known.status if known else ""
    if standing == Status.APPROVED.value:
        fields.wrong("plate_no", "is_approved")
    if standing == Status.SUSPENDED.value:
        fields.wrong("plate_no", "is_suspended")


def _look_at_stage(fields: Fields, values: Mapping[str, Any]) -> None:
    stage = str(values.get("emission_stage") or "")
    if stage == codes.UNKNOWN_STAGE:
        fields.wrong("emission_stage", "stage_not_proved")
    elif stage in codes.EMISSION_STAGES and stage_rank(stage) < stage_rank(
        rules.current().minimum_stage
    ):
        fields.wrong("emission_stage", "stage_refused")
