"""What a lane knows by heart: register, over-emission list and rules, as last read from the database.

A lane decides on this copy alone, so that a database that is away delays nothing (R-068).
"""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import structlog
from peewee import InterfaceError, OperationalError

from devices.interfaces import PlateColour
from gate import clock, links, vehicle_file
from gate.control import Policy, in_force
from gate.facts import Facts, RegisteredVehicle, Rules, Status
from gate.lookalikes import LookAlikes
from gate.models import RuleSet, Vehicle
from gate.ready import ready
from gate.standing_orders import Entered, Exemptions, Listed, Policies, newer_than

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
        self._keys: dict[int, Key] = {}
        self._newest_vehicle = 0
        self._look_alikes = LookAlikes()
        self._listed = Listed()
        self._policies = Policies()
        self._exemptions = Exemptions()
        self._entered = Entered()
        self._read_once = False
        self._told: dict[str, Any] = {}
        self._database_away = True
        self._platform_away = False
        self.rules = Rules()

    @property
    def offline(self) -> bool:
        """Whether what is decided now is decided on the last good copy: database or platform do not answer (R-068)."""
        return self._database_away or self._platform_away

    def refresh(self) -> None:
        """Read what has changed. A database that is away leaves the copy as it is and is logged once."""
        try:
            self._read()
        except (OperationalError, InterfaceError) as error:
            if not self._database_away:
                log.warning("register_unreachable", problem=str(error))
            self._database_away = True
            self._entered.forget()
            return
        if self._database_away:
            log.info("register_read", vehicles=len(self._vehicles), listed=len(self._listed))
        self._database_away = False
        self._read_once = True

    def _read(self) -> None:
        for vehicle in _newer_vehicles(self._newest_vehicle):
            self._learn(vehicle)
            # Never asked of the table: what is committed between two questions would be passed over for good.
            self._newest_vehicle = vehicle.changed_seq
        self._listed.refresh()
        self._policies.refresh()
        self._exemptions.refresh()
        moment = clock.now()
        policies = self._policies.not_over(moment)
        self._entered.refresh(policies, moment)
        newest = _newest_rules.one()
        self._platform_away = links.any_lost()
        self.rules = replace(rules_of(newest) if newest else Rules(), policies=policies)
        self._tell_of(in_force(policies, moment))

    @property
    def list_version(self) -> int:
        """The ledger entry of the newest change of the over-emission list that is known here."""
        return self._listed.version

    def _tell_of(self, ruling: tuple[Policy, ...]) -> None:
        """Once for each change: from this line on the lane decides by these."""
        policies = [f"{policy.policy_id}.{policy.version}" for policy in ruling]
        told = {"rules": self.rules.version, "list": self._listed.version, "policies": policies}
        if told != self._told:
            log.info("decides_by", **told)
        self._told = told

    def _learn(self, vehicle: Vehicle) -> None:
        # A corrected plate must not leave its old key behind: it would open for the wrong truck.
        key = (vehicle.plate_no, vehicle.plate_colour)
        stale = self._keys.get(vehicle.id, key)
        if stale in self._vehicles and self._vehicles[stale].id == vehicle.id:
            del self._vehicles[stale]
            self._look_alikes.remove(stale[0])
        if key not in self._vehicles:
            self._look_alikes.add(key[0])
        self._keys[vehicle.id], self._vehicles[key] = key, vehicle

    def facts(
        self,
        plate_no: str,
        colour: PlateColour | None,
        direction: str,
        moment: datetime,
        *,
        gate_no: str = "",
        confidence: float = 1.0,
        looks: int = 1,
    ) -> Facts:
        """All that judgement may know of the vehicle with exactly this plate and colour."""
        key = (plate_no, str(colour.value) if colour else "")
        vehicle = self._vehicles.get(key)
        return Facts(
            plate_no=plate_no,
            colour=colour,
            direction=direction,
            moment=moment,
            registered=registered(vehicle) if vehicle else None,
            listed_for=self._listed.reason(key, vehicle.vin if vehicle else ""),
            look_alike=None if vehicle else self._look_alikes.nearest(plate_no),
            gate_no=gate_no,
            confidence=confidence,
            looks=looks,
            lists_known=self._read_once,
            exemptions=self._exemptions.for_(key),
            entered_today=self._entered.on(moment),
            offline=self.offline,
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


_newer_vehicles = newer_than(Vehicle)


@ready
def _newest_rules() -> Any:
    return RuleSet.select().order_by(RuleSet.id.desc()).limit(1)


_STATUSES = frozenset(Status)


def registered(vehicle: Vehicle) -> RegisteredVehicle:
    """What judgement may know of a vehicle's file."""
    return RegisteredVehicle(
        # A status of a newer program grants nothing, and stops no lane.
        status=Status(vehicle.status) if vehicle.status in _STATUSES else Status.DRAFT,
        emission_stage=vehicle.emission_stage,
        fuel_type=vehicle.fuel_type,
        vehicle_type=vehicle.vehicle_type,
        valid_from=vehicle.valid_from,
        valid_to=vehicle.valid_to,
        valid_until=vehicle.valid_until,
        use_nature=vehicle.use_nature,
        network_status=vehicle.network_status,
        cargo_name=vehicle.cargo_name,
        registration_date=vehicle.registration_date,
        vin=vehicle.vin,
        engine_no=vehicle.engine_no,
        missing=vehicle_file.missing(vehicle.__data__),
    )


def rules_of(row: RuleSet) -> Rules:
    """A version of the rules as judgement takes it; the policies come beside it."""
    return Rules(
        row.id,
        row.minimum_stage,
        row.let_out,
        row.demand_network,
        row.contradictions,
        row.implausible_stages,
        row.strong_confidence,
        row.fair_confidence,
        row.z11_is_heavy,
        row.emergency_by_plate,
        row.when_offline,
    )
