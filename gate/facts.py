"""What judgement goes by: the facts about one vehicle at one lane, and the rules in force."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from devices.interfaces import PlateColour
from gate.control import Exemption, Policy, Subject
from gate.plates import FAIR, STRONG

HOLD, WARN, DECIDE = "hold", "warn", "decide"
"""What a plant does about papers that contradict each other, and about decisions on its last good copy."""


class Status(StrEnum):
    """Where a vehicle's file stands."""

    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    TEMPORARY = "temporary"
    """A person has let it in with proof of its emission stage, until valid_to (R-053)."""
    SUSPENDED = "suspended"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class RegisteredVehicle:
    """What the register says of the very plate and colour that were read."""

    status: Status
    emission_stage: str
    fuel_type: str
    vehicle_type: str
    valid_from: date | None = None
    valid_to: date | None = None
    valid_until: datetime | None = None
    """Where a temporary vehicle's time was told in hours: it is over from this moment on."""
    use_nature: str = ""
    network_status: str = ""
    cargo_name: str = ""
    registration_date: date | None = None
    vin: str = ""
    engine_no: str = ""
    missing: tuple[str, ...] = ()
    """Items without which it should not have been approved."""


_STRANGER = RegisteredVehicle(Status.DRAFT, "", "", "")
"""Of whom nothing is known."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One vehicle at one lane at one moment."""

    plate_no: str
    colour: PlateColour | None
    direction: str
    moment: datetime
    registered: RegisteredVehicle | None = None
    listed_for: str | None = None
    """Reason code (T14) of an open entry of the over-emission list."""
    look_alike: str | None = None
    """The registered plate that looks most like the read one, when that is not registered."""
    gate_no: str = ""
    confidence: float = 1.0
    """How sure the weakest character of the best look is; certain where nobody had to look."""
    looks: int = 1
    lists_known: bool = True
    """Whether list, policies and exemptions have ever been read."""
    exemptions: tuple[Exemption, ...] = ()
    """Those that might cover this vehicle."""
    entered_today: int | None = None
    """How many vehicles the plant has let in since midnight; None when it cannot be told."""
    offline: bool = False
    """Whether this is the last good copy: database or platform could not be reached (R-068)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force, with the version that the row will name."""

    version: int = 0
    minimum_stage: str = "5"
    let_out: bool = True
    """Exit lanes let out by default and record."""
    demand_network: bool = False
    contradictions: str = HOLD
    implausible_stages: str = WARN
    strong_confidence: float = STRONG
    fair_confidence: float = FAIR
    z11_is_heavy: bool = True
    emergency_by_plate: bool = False
    when_offline: str = DECIDE
    policies: tuple[Policy, ...] = ()
    """All that are not over yet; judgement finds those in force at the moment."""


def subject_of(facts: Facts, rules: Rules) -> Subject:
    """The vehicle as control policies ask about it."""
    known = facts.registered or _STRANGER
    return Subject(
        plate_no=facts.plate_no,
        plate_colour=facts.colour.value if facts.colour else "",
        vehicle_type=known.vehicle_type,
        fuel_type=known.fuel_type,
        emission_stage=known.emission_stage,
        use_nature=known.use_nature,
        cargo_name=known.cargo_name,
        gate_no=facts.gate_no,
        entered_today=facts.entered_today,
        z11_is_heavy=rules.z11_is_heavy,
    )
