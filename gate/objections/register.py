"""What the register says of the vehicle: its standing, its validity, its emission stage."""

from datetime import datetime

from gate import clock
from gate.codes import UNKNOWN_STAGE, stage_rank
from gate.facts import RegisteredVehicle, Rules, Status
from gate.reasons import Reason

MOTORCYCLES = "M"
_BY_STATUS = {
    Status.SUSPENDED: Reason.SUSPENDED,
    Status.EXPIRED: Reason.EXPIRED,
    Status.DRAFT: Reason.NOT_APPROVED,
    Status.PENDING: Reason.NOT_APPROVED,
}


def objections(vehicle: RegisteredVehicle, moment: datetime, rules: Rules) -> set[Reason]:
    """What its file has against it."""
    found = _validity(vehicle, moment) | _stage(vehicle, rules)
    if vehicle.status in _BY_STATUS:
        found.add(_BY_STATUS[vehicle.status])
    if vehicle.vehicle_type.startswith(MOTORCYCLES):
        found.add(Reason.MOTORCYCLE)
    return found


def _validity(vehicle: RegisteredVehicle, moment: datetime) -> set[Reason]:
    found: set[Reason] = set()
    today = moment.astimezone(clock.BEIJING).date()
    # A temporary approval without an end would be a permanent one.
    endless = vehicle.status is Status.TEMPORARY and vehicle.valid_to is None
    if endless or (vehicle.valid_to is not None and today > vehicle.valid_to):
        found.add(Reason.EXPIRED)
    if vehicle.valid_until is not None and moment >= vehicle.valid_until:
        found.add(Reason.EXPIRED)
    if vehicle.valid_from is not None and today < vehicle.valid_from:
        found.add(Reason.NOT_YET_VALID)
    return found


def _stage(vehicle: RegisteredVehicle, rules: Rules) -> set[Reason]:
    if vehicle.emission_stage in (UNKNOWN_STAGE, ""):
        return {Reason.STAGE_UNKNOWN}
    if stage_rank(vehicle.emission_stage) < stage_rank(rules.minimum_stage):
        return {Reason.STAGE_TOO_LOW}
    return set()
