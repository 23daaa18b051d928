"""Rehearsing a control policy: those who came are judged once more, by the very judgement that lanes use. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from devices.interfaces import PlateColour
from gate import clock
from gate.codes import IN
from gate.control import ControlPolicy, Exemption, Policy
from gate.facts import Facts, RegisteredVehicle, Rules
from gate.policy import Decision, decide
from gate.reasons import Reason

ALWAYS = datetime(2000, 1, 1, tzinfo=clock.BEIJING), datetime(9999, 1, 1, tzinfo=clock.BEIJING)
CONTROLS = frozenset({Reason.CONTROL, Reason.CONTROL_UNCLEAR, Reason.CONTROL_NOT_UNDERSTOOD})
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Visit:
    """One vehicle that came in, as it was then."""

    number: int
    plate_no: str
    plate_colour: str
    moment: datetime
    gate_no: str
    vehicle: RegisteredVehicle | None
    carrier_name: str
    tonnes: Decimal


@dataclass(slots=True)
class Tally:
    """How often somebody came and would have been held, and what they carried."""

    came: int = 0
    held: int = 0
    tonnes: Decimal = Decimal(0)
    held_tonnes: Decimal = Decimal(0)

    def count(self, tonnes: Decimal, held: bool) -> None:
        self.came += 1
        self.tonnes += tonnes
        if held:
            self.held += 1
            self.held_tonnes += tonnes


@dataclass(slots=True)
class HeldVehicle:
    """A vehicle that would have been held, how often, and what is known of it."""

    plate_no: str
    plate_colour: str
    carrier_name: str
    vehicle: RegisteredVehicle | None
    certain: bool
    """False: whether the policy restricts it depends on what is not known of it."""
    last: datetime
    times: int = 0
    tonnes: Decimal = Decimal(0)


@dataclass(slots=True)
class Rehearsal:
    """What a policy would have done to those who came."""

    total: Tally = field(default_factory=Tally)
    exempt: int = 0
    """Visits that the policy restricts, and that an exemption lets pass."""
    unclear: int = 0
    """Held because it cannot be told whether the policy restricts them."""
    by_carrier: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_stage: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_hour: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    vehicles: dict[Key, HeldVehicle] = field(default_factory=dict)

    def held_vehicles(self) -> list[HeldVehicle]:
        """Those it would have held, the most frequent first."""
        return sorted(self.vehicles.values(), key=lambda each: (-each.times, each.plate_no))

    def carriers(self) -> dict[str, list[HeldVehicle]]:
        """The same by carrier, the hardest hit first."""
        of: dict[str, list[HeldVehicle]] = defaultdict(list)
        for vehicle in self.held_vehicles():
            of[vehicle.carrier_name].append(vehicle)
        return dict(sorted(of.items(), key=lambda each: -sum(v.times for v in each[1])))


def as_if_always(policy: Policy) -> Policy:
    """The policy as if it had been in force all the time, drill or not."""
    return replace(policy, starts=ALWAYS[0], ends=ALWAYS[1], withdrawn=None, drill=False)


def exempt_at(exemptions: Iterable[Exemption], moment: datetime) -> list[Exemption]:
    """The exemptions that hold at this moment, as if they had held all the time."""
    return [
        replace(each, valid_from=ALWAYS[0], valid_to=ALWAYS[1], withdrawn=None)
        for each in exemptions
        if each.valid_from <= moment < each.valid_to and not _is_withdrawn(each, moment)
    ]


def rehearse(
    visits: Iterable[Visit], policy: Policy, rules: Rules, exemptions: Sequence[Exemption]
) -> Rehearsal:
    """Judge every visit, in order of time, under this policy alone; the day's quota counts along."""
    found = Rehearsal()
    judge = _Judge(policy, rules, exemptions)
    entered: Counter[date] = Counter()
    for visit in visits:
        local = visit.moment.astimezone(clock.BEIJING)
        decision = judge.decide(visit, entered[local.date()])
        held = not decision.opens and bool(CONTROLS.intersection(decision.reasons))
        entered[local.date()] += not held
        _note(found, visit, decision, held, local.hour)
    return found


class _Judge:
    """Judges visits; the same vehicle at the same gate only once, where the time makes no difference."""

    def __init__(self, policy: Policy, rules: Rules, exemptions: Sequence[Exemption]) -> None:
        self._rules = replace(rules, policies=(policy,))
        self._named, self._general = _sorted(exemptions)
        self._timeless = _is_always(policy) and all(map(_is_always, exemptions))
        self._timeless = self._timeless and not _asks_for_the_time(policy)
        self._known: dict[tuple[str, str, str, RegisteredVehicle | None], Decision] = {}

    def decide(self, visit: Visit, entered_today: int) -> Decision:
        if not self._timeless:
            return decide(self._facts(visit, entered_today), self._rules)
        key = (visit.plate_no, visit.plate_colour, visit.gate_no, visit.vehicle)
        if key not in self._known:
            self._known[key] = decide(self._facts(visit, entered_today), self._rules)
        return self._known[key]

    def _facts(self, visit: Visit, entered_today: int) -> Facts:
        key = (visit.plate_no, visit.plate_colour)
        return Facts(
            visit.plate_no,
            PlateColour(visit.plate_colour) if visit.plate_colour else None,
            IN,
            visit.moment,
            registered=visit.vehicle,
            gate_no=visit.gate_no,
            exemptions=(*self._named.get(key, ()), *self._general),
            entered_today=entered_today,
        )


def _is_always(each: Policy | Exemption) -> bool:
    if isinstance(each, Exemption):
        return (each.valid_from, each.valid_to, each.withdrawn) == (*ALWAYS, None)
    return (each.starts, each.ends, each.withdrawn) == (*ALWAYS, None)


def _asks_for_the_time(policy: Policy) -> bool:
    return isinstance(policy, ControlPolicy) and any(
        condition.hours or condition.weekdays or condition.daily_quota is not None
        for condition in policy.conditions
    )


def _note(found: Rehearsal, visit: Visit, decision: Decision, held: bool, hour: int) -> None:
    stage = visit.vehicle.emission_stage if visit.vehicle else ""
    tallies = (found.by_carrier[visit.carrier_name], found.by_stage[stage], found.by_hour[hour])
    for tally in (found.total, *tallies):
        tally.count(visit.tonnes, held)
    if not held:
        found.exempt += bool(decision.grounds.restrictions and decision.grounds.exemptions)
        return
    certain = Reason.CONTROL in decision.reasons
    found.unclear += not certain
    key = (visit.plate_no, visit.plate_colour)
    vehicle = found.vehicles.get(key)
    if vehicle is None:
        vehicle = found.vehicles[key] = HeldVehicle(
            *key, visit.carrier_name, visit.vehicle, certain, visit.moment
        )
    vehicle.times += 1
    vehicle.tonnes += visit.tonnes
    vehicle.last, vehicle.certain = visit.moment, certain
    vehicle.vehicle, vehicle.carrier_name = visit.vehicle, visit.carrier_name


def _sorted(
    exemptions: Iterable[Exemption],
) -> tuple[Mapping[Key, list[Exemption]], tuple[Exemption, ...]]:
    named: dict[Key, list[Exemption]] = defaultdict(list)
    general = []
    for each in exemptions:
        if each.plate_no:
            named[(each.plate_no, each.plate_colour)].append(each)
        else:
            general.append(each)
    return named, tuple(general)


def _is_withdrawn(exemption: Exemption, moment: datetime) -> bool:
    return exemption.withdrawn is not None and moment >= exemption.withdrawn
