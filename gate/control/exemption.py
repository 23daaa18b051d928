"""Exemptions from control policies (R-066); never from the over-emission list, and never from being recognised."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gate.control.condition import Subject


class ExemptionKind(StrEnum):
    SPECIAL = "special"
    """特种车辆."""
    HAZARDOUS = "hazardous"
    """危化品车辆."""
    LIVELIHOOD = "livelihood"
    """民生保障."""
    FOREIGN_TRADE = "foreign_trade"
    """Foreign-trade cargo."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """Whom it covers in [valid_from, valid_to): every part that is given must hold, and one must be given."""

    exemption_id: int
    kind: ExemptionKind
    valid_from: datetime
    valid_to: datetime
    plate_no: str = ""
    plate_colour: str = ""
    vehicle_types: frozenset[str] = frozenset()
    use_natures: frozenset[str] = frozenset()
    cargo: frozenset[str] = frozenset()
    withdrawn: datetime | None = None

    @property
    def names_somebody(self) -> bool:
        named = bool(self.plate_no and self.plate_colour)
        in_part = bool(self.plate_no or self.plate_colour) and not named
        return not in_part and (named or bool(self.vehicle_types | self.use_natures | self.cargo))

    def covers(self, subject: Subject, moment: datetime) -> bool:
        """Whether this vehicle is exempt now. What is not known of a vehicle exempts nobody."""
        over = self.withdrawn is not None and moment >= self.withdrawn
        if over or not self.valid_from <= moment < self.valid_to or not self.names_somebody:
            return False
        return all(
            (
                _among(subject.plate_no, {self.plate_no} - {""}),
                _among(subject.plate_colour, {self.plate_colour} - {""}),
                _among(subject.vehicle_type, self.vehicle_types),
                _among(subject.use_nature, self.use_natures),
                _among(subject.cargo_name.strip(), self.cargo),
            )
        )


def _among(value: str, wanted: Collection[str]) -> bool:
    return not wanted or value in wanted
