"""Judgement: facts about one vehicle and the rules in force go in, a decision with all its reasons comes out.

Pure and total: no clock, no database, no device. The moment is a fact like the others.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from devices.interfaces import PlateColour
from gate import plates
from gate.codes import IN, stage_rank


class Verdict(StrEnum):
    OPEN = "open"
    HOLD = "hold"
    """A person decides."""
    REFUSE = "refuse"


class Reason(StrEnum):
    """Why, in order of precedence: the first one given is the one shown."""

    LISTED = "listed"
    UNREAD = "unread"
    COLOUR_UNKNOWN = "colour_unknown"
    COLOUR_AGAINST_FORM = "colour_against_form"
    TRAILER_ALONE = "trailer_alone"
    LOOKS_LIKE_REGISTERED = "looks_like_registered"
    NOT_REGISTERED = "not_registered"
    SUSPENDED = "suspended"
    NOT_APPROVED = "not_approved"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    STAGE_TOO_LOW = "stage_too_low"
    STAGE_UNKNOWN = "stage_unknown"
    LEAVING = "leaving"
    ALLOWED = "allowed"


class Status(StrEnum):
    """Where a vehicle's file stands."""

    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    EXPIRED = "expired"


_VERDICTS = {
    Reason.LISTED: Verdict.REFUSE,
    Reason.SUSPENDED: Verdict.REFUSE,
    Reason.STAGE_TOO_LOW: Verdict.REFUSE,
    Reason.LEAVING: Verdict.OPEN,
    Reason.ALLOWED: Verdict.OPEN,
}
_PRECEDENCE = {reason: place for place, reason in enumerate(Reason)}


@dataclass(frozen=True, slots=True)
class RegisteredVehicle:
    """What the register says of the very plate and colour that were read."""

    status: Status
    emission_stage: str
    fuel_type: str
    vehicle_type: str
    valid_from: date | None = None
    valid_to: date | None = None


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
    """A registered plate one or two characters away, when the read one is not registered."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force, with the version that the row will name."""

    version: int = 0
    minimum_stage: str = "5"
    let_out: bool = True
    """Exit lanes let out by default and record."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict and every reason for it, the weightiest first."""

    verdict: Verdict
    reasons: tuple[Reason, ...]

    @property
    def opens(self) -> bool:
        return self.verdict is Verdict.OPEN

    @property
    def reason(self) -> Reason:
        return self.reasons[0]


def decide(facts: Facts, rules: Rules) -> Decision:
    """The decision for these facts under these rules (R-015, R-016, R-053, R-061)."""
    against = sorted(_objections(facts, rules), key=_PRECEDENCE.__getitem__)
    if facts.direction != IN and rules.let_out:
        return _let_out(against)
    if not against:
        return Decision(Verdict.OPEN, (Reason.ALLOWED,))
    refused = any(_VERDICTS.get(reason) is Verdict.REFUSE for reason in against)
    return Decision(Verdict.REFUSE if refused else Verdict.HOLD, tuple(against))


def _let_out(against: list[Reason]) -> Decision:
    # A vehicle nobody could read stays until a person has looked: its exit could not be paired with an entry.
    if Reason.UNREAD in against:
        return Decision(Verdict.HOLD, (Reason.UNREAD,))
    return Decision(Verdict.OPEN, (Reason.LEAVING, *against))


def _objections(facts: Facts, rules: Rules) -> set[Reason]:
    found = _plate_objections(facts)
    if facts.listed_for is not None:
        found.add(Reason.LISTED)
    if Reason.UNREAD in found or Reason.TRAILER_ALONE in found:
        return found
    if facts.registered is None:
        found.add(Reason.LOOKS_LIKE_REGISTERED if facts.look_alike else Reason.NOT_REGISTERED)
        return found
    return (
        found
        | _register_objections(facts.registered, facts.moment)
        | _stage_objections(facts.registered, rules)
    )


def _plate_objections(facts: Facts) -> set[Reason]:
    if not plates.forms_of(facts.plate_no):
        return {Reason.UNREAD}
    found: set[Reason] = set()
    if facts.colour is None:
        found.add(Reason.COLOUR_UNKNOWN)
    elif not plates.agrees_with_colour(facts.plate_no, facts.colour):
        found.add(Reason.COLOUR_AGAINST_FORM)
    if plates.is_trailer(facts.plate_no):
        found.add(Reason.TRAILER_ALONE)
    return found


def _register_objections(vehicle: RegisteredVehicle, moment: datetime) -> set[Reason]:
    found: set[Reason] = set()
    today = moment.date()
    if vehicle.status is Status.SUSPENDED:
        found.add(Reason.SUSPENDED)
    elif vehicle.status is Status.EXPIRED:
        found.add(Reason.EXPIRED)
    elif vehicle.status is not Status.APPROVED:
        found.add(Reason.NOT_APPROVED)
    if vehicle.valid_to is not None and today > vehicle.valid_to:
        found.add(Reason.EXPIRED)
    if vehicle.valid_from is not None and today < vehicle.valid_from:
        found.add(Reason.NOT_YET_VALID)
    return found


def _stage_objections(vehicle: RegisteredVehicle, rules: Rules) -> set[Reason]:
    if vehicle.emission_stage in ("X", ""):
        return {Reason.STAGE_UNKNOWN}
    if stage_rank(vehicle.emission_stage) < stage_rank(rules.minimum_stage):
        return {Reason.STAGE_TOO_LOW}
    return set()
