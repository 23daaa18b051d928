"""Whether the papers of a vehicle are there and agree with each other and with its plate."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from gate import identifiers, plates
from gate.codes import ELECTRIC_STAGE, STAGE_ORDER, UNKNOWN_STAGE, stage_rank
from gate.control import Weight, weight_of
from gate.facts import HOLD, RegisteredVehicle, Rules
from gate.reasons import Reason

BURNS_NOTHING = frozenset("CPN")
"""Electricity, hydrogen and the sun: only these are 电动 (T2)."""
_STAGES = frozenset(STAGE_ORDER) - {UNKNOWN_STAGE}
REPORTS_BY_OBD = frozenset("BEF")
NETWORKED = "1"

VIN_SHAPE, VIN_CHECK, VIN_IS_ENGINE_NO = "vin_shape", "vin_check", "vin_is_engine_no"
FUEL_AGAINST_PLATE, STAGE_AGAINST_FUEL = "fuel_against_plate", "stage_against_fuel"
STAGE_TOO_OLD, STAGE_TOO_NEW = "stage_too_old", "stage_too_new"
IMPLAUSIBLE = frozenset({STAGE_TOO_OLD, STAGE_TOO_NEW})

_SOLD_OFF, _AHEAD = timedelta(days=184), timedelta(days=3 * 365)
"""Old stock may be registered for half a year; a stage is built up to three years before it is demanded."""
_HEAVY_FROM = (
    ("3", date(2008, 7, 1)),
    ("4", date(2013, 7, 1)),
    ("5", date(2017, 7, 1)),
    ("6", date(2021, 7, 1)),
)
_LIGHT_FROM = (("6", date(2020, 7, 1)),)
_HEAVY_GAS_6 = date(2019, 7, 1)
"""First registration from which a stage is in force nationwide (§6.4)."""


def contradictions(vehicle: RegisteredVehicle, plate_no: str) -> tuple[str, ...]:
    """Keys of everything that does not agree. What is not there contradicts nothing."""
    return (
        *_vin(vehicle),
        *_fuel(vehicle, plate_no),
        *_age(vehicle),
    )


def objections(
    vehicle: RegisteredVehicle, contradicting: Sequence[str], rules: Rules
) -> set[Reason]:
    """What of it holds the vehicle under these rules."""
    found: set[Reason] = set()
    if vehicle.missing:
        found.add(Reason.PAPERS_MISSING)
    if rules.contradictions == HOLD and set(contradicting) - IMPLAUSIBLE:
        found.add(Reason.PAPERS_CONTRADICT)
    if rules.implausible_stages == HOLD and IMPLAUSIBLE & set(contradicting):
        found.add(Reason.STAGE_IMPLAUSIBLE)
    if rules.demand_network and not _reports(vehicle, rules):
        found.add(Reason.NOT_NETWORKED)
    return found


def _vin(vehicle: RegisteredVehicle) -> Iterator[str]:
    problem = identifiers.vin_problem(vehicle.vin) if vehicle.vin else None
    if problem:
        yield VIN_CHECK if problem == "check" else VIN_SHAPE
    if vehicle.vin and vehicle.vin == vehicle.engine_no.upper():
        yield VIN_IS_ENGINE_NO


def _fuel(vehicle: RegisteredVehicle, plate_no: str) -> Iterator[str]:
    if not vehicle.fuel_type:
        return
    clean = vehicle.fuel_type in BURNS_NOTHING
    if plates.is_new_energy(plate_no) and plates.is_battery_only(plate_no) != clean:
        yield FUEL_AGAINST_PLATE
    electric = vehicle.emission_stage == ELECTRIC_STAGE
    if vehicle.emission_stage in _STAGES and electric != clean:
        yield STAGE_AGAINST_FUEL


def _age(vehicle: RegisteredVehicle) -> Iterator[str]:
    registered, stage = vehicle.registration_date, vehicle.emission_stage
    if registered is None or stage not in _STAGES or stage == ELECTRIC_STAGE:
        return
    for demanded, since in _dates(vehicle):
        if registered > since + _SOLD_OFF and stage_rank(stage) < stage_rank(demanded):
            yield STAGE_TOO_OLD
            return
        if registered < since - _AHEAD and stage_rank(stage) >= stage_rank(demanded):
            yield STAGE_TOO_NEW
            return


def _dates(vehicle: RegisteredVehicle) -> tuple[tuple[str, date], ...]:
    weight = weight_of(vehicle.vehicle_type)
    if weight is Weight.LIGHT:
        return _LIGHT_FROM
    if weight is not Weight.HEAVY:
        return ()
    if vehicle.fuel_type in ("E", "F"):
        return (("6", _HEAVY_GAS_6),)
    return _HEAVY_FROM if vehicle.fuel_type == "B" else ()


def _reports(vehicle: RegisteredVehicle, rules: Rules) -> bool:
    heavy = weight_of(vehicle.vehicle_type, z11_is_heavy=rules.z11_is_heavy) is Weight.HEAVY
    asked = heavy and vehicle.fuel_type in REPORTS_BY_OBD
    return not asked or vehicle.network_status == NETWORKED
