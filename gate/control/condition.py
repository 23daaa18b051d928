"""A condition of a control policy: every part that is given must hold, and a part not given means any."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from gate import clock
from gate.codes import ELECTRIC_STAGE, stage_rank

MIDNIGHT = 24 * 60


class Kind(StrEnum):
    """What is restricted (R-001)."""

    ROAD = "road"
    PLANT = "plant"
    MACHINE = "machine"


class Weight(StrEnum):
    """The class of a truck by T4."""

    HEAVY = "heavy"
    MEDIUM = "medium"
    LIGHT = "light"


_WEIGHTS = {
    **dict.fromkeys(("H1", "Q1", "Z5"), Weight.HEAVY),
    **dict.fromkeys(("H2", "Q2", "Z2", "Z1"), Weight.MEDIUM),
    **dict.fromkeys(("H3", "H4", "H5", "Q3", "Z3", "Z4", "Z7", "N1"), Weight.LIGHT),
}
OTHER_TYPE = "X99"


def weight_of(vehicle_type: str, *, z11_is_heavy: bool = True) -> Weight | None:
    """重型 for control rules is H1x, Q11, Q12, Z51, and Z11 as the plant decides; None for what is no truck."""
    if vehicle_type == "Z11" and z11_is_heavy:
        return Weight.HEAVY
    return _WEIGHTS.get(vehicle_type[:2])


@dataclass(frozen=True, slots=True)
class Subject:
    """What a condition is asked about; an empty text is not known."""

    kind: Kind = Kind.ROAD
    plate_no: str = ""
    plate_colour: str = ""
    vehicle_type: str = ""
    fuel_type: str = ""
    emission_stage: str = ""
    use_nature: str = ""
    cargo_name: str = ""
    gate_no: str = ""
    entered_today: int | None = None
    """How many vehicles the plant has let in since midnight, None when it cannot be told."""
    z11_is_heavy: bool = True


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of the day [start, end); one that ends before it starts runs over midnight."""

    start: int
    end: int

    def __post_init__(self) -> None:
        lawful = 0 <= self.start < MIDNIGHT and 0 <= self.end <= MIDNIGHT
        if not lawful or self.start == self.end:
            raise ValueError(f"no hours of a day: {self.start} to {self.end}")

    def day_of(self, moment: datetime) -> date | None:
        """The day on whose evening or morning the range began that holds this moment; None outside it."""
        local = moment.astimezone(clock.BEIJING)
        minute = local.hour * 60 + local.minute
        if self.start < self.end:
            return local.date() if self.start <= minute < self.end else None
        if minute >= self.start:
            return local.date()
        return local.date() - timedelta(days=1) if minute < self.end else None


@dataclass(frozen=True, slots=True)
class Condition:
    """One set of vehicles at one set of times. `below_stage`: stages below it are restricted, electric never."""

    restricts: frozenset[Kind] = frozenset({Kind.ROAD})
    weights: frozenset[Weight] = frozenset()
    vehicle_types: frozenset[str] = frozenset()
    fuels: frozenset[str] = frozenset()
    below_stage: str = ""
    weekdays: frozenset[int] = frozenset()
    """1 is Monday. Of hours over midnight, the day on which they begin counts."""
    hours: tuple[Hours, ...] = ()
    gates: frozenset[str] = frozenset()
    cargo: frozenset[str] = field(default_factory=frozenset)
    daily_quota: int | None = None
    """So many vehicles may enter a day (Beijing) before the condition restricts."""

    def applies(self, subject: Subject, moment: datetime) -> bool | None:
        """Whether it restricts this one now; None when something it asks for is not known."""
        if subject.kind not in self.restricts or not self._at(moment):
            return False
        known = True
        for answer in self._answers(subject):
            if answer is False:
                return False
            known = known and answer is not None
        return True if known else None

    def _answers(self, subject: Subject) -> Iterator[bool | None]:
        # Those that most often say no come first: the others need not be asked then.
        yield _is_below(subject.emission_stage, self.below_stage)
        yield _one_of(subject.fuel_type, self.fuels)
        yield self._weighs(subject)
        yield _one_of(subject.vehicle_type, self.vehicle_types)
        yield _one_of(subject.gate_no, self.gates)
        yield _one_of(subject.cargo_name.strip(), self.cargo)
        yield self._is_used_up(subject.entered_today)

    def _at(self, moment: datetime) -> bool:
        if not self.weekdays and not self.hours:
            return True
        local = moment.astimezone(clock.BEIJING)
        days = [hours.day_of(moment) for hours in self.hours] if self.hours else [local.date()]
        return any(
            day is not None and (not self.weekdays or day.isoweekday() in self.weekdays)
            for day in days
        )

    def _weighs(self, subject: Subject) -> bool | None:
        if not self.weights:
            return True
        if subject.vehicle_type in ("", OTHER_TYPE):
            return None
        weight = weight_of(subject.vehicle_type, z11_is_heavy=subject.z11_is_heavy)
        return weight in self.weights

    def _is_used_up(self, entered_today: int | None) -> bool | None:
        if self.daily_quota is None:
            return True
        return None if entered_today is None else entered_today >= self.daily_quota


def _one_of(value: str, wanted: Collection[str]) -> bool | None:
    if not wanted:
        return True
    return value in wanted if value else None


def _is_below(stage: str, limit: str) -> bool | None:
    if not limit:
        return True
    if not stage:
        return None
    return stage != ELECTRIC_STAGE and stage_rank(stage) < stage_rank(limit)
