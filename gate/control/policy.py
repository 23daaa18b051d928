"""Control policies of the authority and of the plant: effective in [start, end), the plant's own before the city's."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gate.control.condition import Condition, Kind, Subject
from gate.control.measures import MEASURES
from gate.control.warning import ResponseLevel, WarningLevel


class Source(StrEnum):
    ENTERPRISE = "enterprise"
    """一企一策: takes the place of the city's policies in what it restricts (R-064)."""
    CITY = "city"


class State(StrEnum):
    ANNOUNCED = "announced"
    ACTIVE = "active"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Restriction:
    """That a policy restricts somebody, and by which of its conditions."""

    policy_id: int
    version: int
    name: str
    condition: int = -1
    certain: bool = True
    """False: the condition asks for what is not known of the vehicle."""
    understood: bool = True


@dataclass(frozen=True, slots=True)
class ControlPolicy:
    """One version of a policy. Its conditions are those of the measure (T13) and its own; any of them restricts."""

    policy_id: int
    version: int
    name: str
    source: Source
    warning: WarningLevel
    response: ResponseLevel
    starts: datetime
    ends: datetime
    measure: str = ""
    own: tuple[Condition, ...] = ()
    withdrawn: datetime | None = None
    drill: bool = False
    """A rehearsal: it is reported on and restricts nobody (R-067)."""
    conditions: tuple[Condition, ...] = field(init=False, repr=False, compare=False)
    kinds: frozenset[Kind] = field(init=False, repr=False, compare=False)
    """What it restricts in all."""

    def __post_init__(self) -> None:
        standard = MEASURES[self.measure].conditions if self.measure else ()
        conditions = standard + self.own
        kinds = frozenset[Kind]().union(*(condition.restricts for condition in conditions))
        # Worked out once: every decision asks for them.
        object.__setattr__(self, "conditions", conditions)
        object.__setattr__(self, "kinds", kinds)

    def state(self, moment: datetime) -> State:
        return _state(self.starts, self.ends, self.withdrawn, moment)

    def restricts(self, subject: Subject, moment: datetime) -> Restriction | None:
        """The condition that restricts the subject; a certain one before one that cannot be told."""
        doubtful = None
        for place, condition in enumerate(self.conditions):
            applies = condition.applies(subject, moment)
            if applies:
                return Restriction(self.policy_id, self.version, self.name, place)
            if applies is None and doubtful is None:
                doubtful = place
        if doubtful is None:
            return None
        return Restriction(self.policy_id, self.version, self.name, doubtful, certain=False)


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A policy that says more than we can read. While it is in force a person judges; it is never an empty rule."""

    policy_id: int
    version: int
    problem: str
    name: str = ""
    source: Source | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    withdrawn: datetime | None = None
    drill: bool = False

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(Kind)

    def state(self, moment: datetime) -> State:
        return _state(self.starts, self.ends, self.withdrawn, moment)

    def restricts(self, subject: Subject, moment: datetime) -> Restriction | None:
        """Perhaps everybody."""
        return Restriction(self.policy_id, self.version, self.name, certain=False, understood=False)


Policy = ControlPolicy | NotUnderstood


def in_force(
    policies: Iterable[Policy], moment: datetime, kind: Kind | None = None
) -> tuple[Policy, ...]:
    """The policies that rule at this moment, over one kind of object or over any."""
    active = [p for p in policies if p.state(moment) is State.ACTIVE and not p.drill]
    kinds = tuple(Kind) if kind is None else (kind,)
    ruling = {id(policy) for each in kinds for policy in _ruling(active, each)}
    return tuple(policy for policy in active if id(policy) in ruling)


def restrictions(
    policies: Iterable[Policy], subject: Subject, moment: datetime
) -> tuple[Restriction, ...]:
    """Every restriction on the subject by the policies in force."""
    found = (
        policy.restricts(subject, moment) for policy in in_force(policies, moment, subject.kind)
    )
    return tuple(restriction for restriction in found if restriction is not None)


def drilled(
    policies: Iterable[Policy], subject: Subject, moment: datetime
) -> tuple[Restriction, ...]:
    """What drills would restrict now, were they in earnest; it decides nothing (R-067)."""
    going_on = (p for p in policies if p.drill and p.state(moment) is State.ACTIVE)
    found = (policy.restricts(subject, moment) for policy in going_on)
    return tuple(restriction for restriction in found if restriction is not None)


def _ruling(active: list[Policy], kind: Kind) -> list[Policy]:
    over = [policy for policy in active if kind in policy.kinds]
    # What is not understood overrules nothing: it may be the milder one.
    own = any(isinstance(p, ControlPolicy) and p.source is Source.ENTERPRISE for p in over)
    return [policy for policy in over if not (own and policy.source is Source.CITY)]


def _state(
    starts: datetime | None, ends: datetime | None, withdrawn: datetime | None, moment: datetime
) -> State:
    if withdrawn is not None and moment >= withdrawn and (ends is None or withdrawn < ends):
        return State.WITHDRAWN
    if starts is not None and moment < starts:
        return State.ANNOUNCED
    return State.EXPIRED if ends is not None and moment >= ends else State.ACTIVE
