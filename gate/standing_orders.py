"""What a lane knows by heart of the authority's orders: the over-emission list, policies and exemptions.

Each is read by the ledger entry of its last change, so that a refresh costs little and passes nothing over.
"""

from datetime import date, datetime
from typing import Any

from peewee import fn

from gate import clock, control_rows
from gate.codes import IN
from gate.control import ControlPolicy, Exemption, Policy, State, in_force
from gate.ledger import PASSED
from gate.models import ControlPolicyRow, Exceedance, ExemptionRow, Outcome, Passage
from gate.ready import Ready, ready

Key = tuple[str, str]


class Listed:
    """Who is on the over-emission list, by plate and colour, and by VIN where that was told."""

    def __init__(self) -> None:
        self.version = 0
        self._open: dict[int, Exceedance] = {}
        self._by_key: dict[Key, str] = {}
        self._by_vin: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._open)

    def refresh(self) -> None:
        newer = _newer_listed(self.version)
        for row in newer:
            self._open.pop(row.id, None)
            if row.released_at is None:
                self._open[row.id] = row
            self.version = row.changed_seq
        if newer:
            rows = self._open.values()
            self._by_key = {(row.plate_no, row.plate_colour): row.reason_code for row in rows}
            self._by_vin = {row.vin: row.reason_code for row in rows if row.vin}

    def reason(self, key: Key, vin: str) -> str | None:
        """Why this vehicle is listed. Under a new plate its VIN still tells."""
        return self._by_key.get(key) or (self._by_vin.get(vin) if vin else None)


class Policies:
    """The newest version of every policy."""

    def __init__(self) -> None:
        self._seen = 0
        self._newest: dict[int, Policy] = {}

    def refresh(self) -> None:
        for row in _newer_policies(self._seen):
            known = self._newest.get(row.policy_id)
            if known is None or known.version < row.version:
                self._newest[row.policy_id] = control_rows.policy_of(row)
            self._seen = row.changed_seq

    def not_over(self, moment: datetime) -> tuple[Policy, ...]:
        """Those that are in force or still to come."""
        alive = (State.ACTIVE, State.ANNOUNCED)
        return tuple(p for p in self._newest.values() if p.state(moment) in alive)


class Exemptions:
    """Everything anybody is exempt by, so that the few for one vehicle are found at once."""

    def __init__(self) -> None:
        self._seen = 0
        self._all: dict[int, Exemption] = {}
        self._by_key: dict[Key, list[Exemption]] = {}
        self._general: list[Exemption] = []

    def refresh(self) -> None:
        newer = _newer_exemptions(self._seen)
        for row in newer:
            self._all.pop(row.id, None)
            exemption = control_rows.exemption_of(row)
            if exemption is not None:
                self._all[row.id] = exemption
            self._seen = row.changed_seq
        if newer:
            self._sort()

    def for_(self, key: Key) -> tuple[Exemption, ...]:
        """Those that name this vehicle, and those that name no plate."""
        return (*self._by_key.get(key, ()), *self._general)

    def _sort(self) -> None:
        self._by_key, self._general = {}, []
        for exemption in self._all.values():
            if exemption.plate_no:
                key = (exemption.plate_no, exemption.plate_colour)
                self._by_key.setdefault(key, []).append(exemption)
            else:
                self._general.append(exemption)


class Entered:
    """How many vehicles the plant has let in today; counted only while a policy in force sets a quota."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._count = 0

    def refresh(self, policies: tuple[Policy, ...], moment: datetime) -> None:
        self._day = None
        if any(_has_quota(policy) for policy in in_force(policies, moment)):
            self._count, self._day = entries_of(moment), moment.astimezone(clock.BEIJING).date()

    def forget(self) -> None:
        """The database is away: other lanes let vehicles in that this one does not hear of."""
        self._day = None

    def on(self, moment: datetime) -> int | None:
        """The count, None when it is of another day or was not made."""
        same_day = moment.astimezone(clock.BEIJING).date() == self._day
        return self._count if same_day else None


def entries_of(moment: datetime) -> int:
    """Vehicles that were let in on the day (Beijing) of this moment and before it, or whose arm was ordered up."""
    local = moment.astimezone(clock.BEIJING)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    passed = Outcome.select(Outcome.id).where(
        Outcome.passage == Passage.id, Outcome.result.in_(PASSED)
    )
    count: int = (
        Passage.select()
        .where(
            Passage.passed_at >= clock.stamp(midnight),
            Passage.passed_at <= clock.stamp(local),
            Passage.direction == IN,
            (Passage.verdict == "open") | fn.EXISTS(passed),
        )
        .count()
    )
    return count


def _has_quota(policy: Policy) -> bool:
    return isinstance(policy, ControlPolicy) and any(
        condition.daily_quota is not None for condition in policy.conditions
    )


def newer_than(model: Any) -> Ready:
    """What every lane asks every second: the rows that were changed after an entry, oldest change first."""

    @ready
    def newer(seen: int) -> Any:
        return model.select().where(model.changed_seq > seen).order_by(model.changed_seq)

    return newer


_newer_listed = newer_than(Exceedance)
_newer_policies = newer_than(ControlPolicyRow)
_newer_exemptions = newer_than(ExemptionRow)
