"""What a lane knows by heart: register, over-emission list and rules, as last read from the database.

A lane decides on this copy alone, so that a database that is away delays nothing (R-068).
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

import structlog
from peewee import InterfaceError, OperationalError

from devices.interfaces import PlateColour
from gate import plates
from gate.models import Exceedance, RuleSet, Vehicle
from gate.policy import Facts, RegisteredVehicle, Rules, Status

log = structlog.get_logger()

Key = tuple[str, str]
"""Plate number and colour code: nothing less names a vehicle."""

FROZEN = (
    "vehicle_type",
    "vin",
    "vehicle_model",
    "engine_model",
    "engine_maker",
    "engine_no",
    "fuel_type",
    "emission_stage",
    "use_nature",
    "network_status",
    "emission_list_image",
    "licence_front_image",
    "licence_back_image",
    "cargo_name",
    "cargo_quantity",
    "quantity_unit",
    "carrier_name",
)
"""Columns of a vehicle's file that a passage copies; the registration date goes beside them."""


class Standing:
    """The lane's own copy, brought up to date by `refresh`."""

    def __init__(self) -> None:
        self._vehicles: dict[Key, Vehicle] = {}
        self._listed: dict[Key, str] = {}
        self._keys: dict[int, Key] = {}
        self._newest_vehicle = 0
        self.rules = Rules()
        self.offline = True
        """Whether the last refresh failed: what is decided now is decided on the last good copy."""

    def refresh(self) -> None:
        """Read what has changed. A database that is away leaves the copy as it is and is logged once."""
        try:
            self._read()
        except (OperationalError, InterfaceError) as error:
            if not self.offline:
                log.warning("register_unreachable", problem=str(error))
            self.offline = True
            return
        if self.offline:
            log.info("register_read", vehicles=len(self._vehicles), listed=len(self._listed))
        self.offline = False

    def _read(self) -> None:
        newer = Vehicle.select().where(Vehicle.changed_seq > self._newest_vehicle)
        for vehicle in list(newer.order_by(Vehicle.changed_seq)):
            self._learn(vehicle)
            # Never asked of the table: what is committed between two questions would be passed over for good.
            self._newest_vehicle = vehicle.changed_seq
        self._listed = {
            (row.plate_no, row.plate_colour): row.reason_code
            for row in Exceedance.select().where(Exceedance.released_at.is_null())
        }
        newest = RuleSet.select().order_by(RuleSet.id.desc()).first()
        if newest is not None:
            self.rules = Rules(newest.id, newest.minimum_stage, newest.let_out)

    def _learn(self, vehicle: Vehicle) -> None:
        # A corrected plate must not leave its old key behind: it would open for the wrong truck.
        key = (vehicle.plate_no, vehicle.plate_colour)
        stale = self._keys.get(vehicle.id, key)
        if stale in self._vehicles and self._vehicles[stale].id == vehicle.id:
            del self._vehicles[stale]
        self._keys[vehicle.id], self._vehicles[key] = key, vehicle

    def facts(
        self, plate_no: str, colour: PlateColour | None, direction: str, moment: datetime
    ) -> Facts:
        """All that judgement may know of the vehicle with exactly this plate and colour."""
        key = (plate_no, str(colour.value) if colour else "")
        vehicle = self._vehicles.get(key)
        return Facts(
            plate_no=plate_no,
            colour=colour,
            direction=direction,
            moment=moment,
            registered=_registered(vehicle) if vehicle else None,
            listed_for=self._listed.get(key),
            look_alike=None if vehicle else self._look_alike(plate_no),
        )

    def frozen(self, plate_no: str, colour: PlateColour | None) -> dict[str, Any]:
        """The items of 表C.3 that come from the vehicle's file; empty ones for a stranger."""
        vehicle = self._vehicles.get((plate_no, str(colour.value) if colour else ""))
        if vehicle is None:
            return dict.fromkeys(FROZEN, "") | {
                "cargo_quantity": Decimal(0),
                "registration_date": "",
            }
        date = vehicle.registration_date
        return {name: getattr(vehicle, name) for name in FROZEN} | {
            "registration_date": date.isoformat() if date else ""
        }

    def _look_alike(self, plate_no: str) -> str | None:
        """A registered plate that is one character away: a question for a person, never an answer."""
        registered = (known for known, _ in self._vehicles)
        return next(
            (known for known in registered if plates.differences(known, plate_no) <= 1), None
        )


def _registered(vehicle: Vehicle) -> RegisteredVehicle:
    return RegisteredVehicle(
        status=Status(vehicle.status),
        emission_stage=vehicle.emission_stage,
        fuel_type=vehicle.fuel_type,
        vehicle_type=vehicle.vehicle_type,
        valid_from=vehicle.valid_from,
        valid_to=vehicle.valid_to,
    )
