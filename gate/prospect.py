"""May it come? What the gates would say of one truck over the next days, as everything stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from gate import clock
from gate.models import Vehicle
from gate.outlook import Outlook
from gate.policy import Decision

DAYS = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `starts` to before `ends`, within one day of Beijing, the gates say the same."""

    starts: datetime
    ends: datetime
    decision: Decision
    gates: tuple[str, ...] = ()
    """Where they do not say the same: the gates that say this. Empty: all."""

    @property
    def whole_day(self) -> bool:
        return self.ends - self.starts >= timedelta(days=1)


def of(vehicle: Vehicle, now: datetime, gates: Sequence[str]) -> list[list[Stretch]]:
    """Today from now on and the days after it, each as its stretches."""
    outlook, now = Outlook(), now.astimezone(clock.BEIJING)
    end = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=DAYS + 1)
    edges = [now, *outlook.turns(now, end), end]
    asked = tuple(gates) if outlook.tells_gates_apart else ("",)
    days: list[list[Stretch]] = [[] for _ in range(DAYS + 1)]
    for starts, ends in pairwise(edges):
        place = (starts.astimezone(clock.BEIJING).date() - now.date()).days
        days[place] = _with(days[place], _stretch(outlook, vehicle, starts, ends, asked))
    return days


def _stretch(
    outlook: Outlook, vehicle: Vehicle, starts: datetime, ends: datetime, gates: Sequence[str]
) -> Stretch:
    """What most help: where gates differ, what those say that open."""
    said = {
        gate: outlook.of(vehicle.plate_no, vehicle.plate_colour, starts, gate) for gate in gates
    }
    best = next((each for each in said.values() if each.opens), next(iter(said.values())))
    alike = tuple(gate for gate, decision in said.items() if decision.opens == best.opens)
    return Stretch(starts, ends, best, alike if len(alike) < len(said) else ())


def _with(before: list[Stretch], stretch: Stretch) -> list[Stretch]:
    """One stretch more, or the last one longer where it says the same."""
    last = before[-1] if before else None
    if last and _says(last) == _says(stretch):
        return [*before[:-1], Stretch(last.starts, stretch.ends, last.decision, last.gates)]
    return [*before, stretch]


def _says(stretch: Stretch) -> tuple[object, ...]:
    policies = {each.policy_id for each in stretch.decision.grounds.restrictions}
    return stretch.decision.verdict, stretch.decision.reasons, policies, stretch.gates
