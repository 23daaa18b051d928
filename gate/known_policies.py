"""Control policies as they stand: which there are, which rule, what was done to them, whom they kept out."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from gate import control_rows
from gate.control import ControlPolicy, Policy, State, in_force
from gate.ledger import PASSED
from gate.models import ControlPolicyRow, Entry, Outcome, Passage
from gate.ready import ready
from gate.register import Change


@dataclass(frozen=True, slots=True)
class Known:
    """The newest version of a policy, and how it stands at one moment."""

    row: ControlPolicyRow
    policy: Policy
    state: State
    rules: bool
    """Whether lanes go by it now; a drill never does, nor a city's policy that the plant's own replaces."""

    @property
    def understood(self) -> bool:
        return isinstance(self.policy, ControlPolicy)


def current(moment: datetime) -> list[Known]:
    """Every policy, those that start last in front."""
    return _known(control_rows.newest_versions(), moment)


def ruling(moment: datetime) -> list[Known]:
    """Those that lanes go by at this moment; one small question, for pages that ask it often."""
    return [known for known in _known(_ending_after(moment), moment) if known.rules]


@ready
def _ending_after(moment: datetime) -> Any:
    other = ControlPolicyRow.alias()
    last = other.select(fn.MAX(other.version)).where(other.policy_id == ControlPolicyRow.policy_id)
    return ControlPolicyRow.select().where(
        ControlPolicyRow.ends > moment, ControlPolicyRow.version == last
    )


def newest(policy_id: int) -> ControlPolicyRow | None:
    """The newest version of a policy."""
    row: ControlPolicyRow | None = (
        ControlPolicyRow.select()
        .where(ControlPolicyRow.policy_id == policy_id)
        .order_by(ControlPolicyRow.version.desc())
        .first()
    )
    return row


def history(policy_id: int) -> list[Change]:
    """What was done to a policy, newest first, as the chain tells it."""
    of_it = ControlPolicyRow.select(ControlPolicyRow.changed_seq).where(
        ControlPolicyRow.policy_id == policy_id
    )
    entries = Entry.select().where(Entry.seq.in_(of_it)).order_by(Entry.seq.desc())
    return [_told(entry) for entry in entries]


@dataclass(frozen=True, slots=True)
class KeptOut:
    """How often somebody was kept out, and how many vehicles that were."""

    times: int
    vehicles: int
    passed: int = 0
    """How often one of them went through all the same, on a person's order or by the button (R-069)."""


def kept_out(row: ControlPolicyRow, moment: datetime) -> KeptOut:
    """Whom control has kept out so far while this policy was in force."""
    number = row.policy_id
    under = Passage.policies.startswith(f"{number}.") | Passage.policies.contains(f",{number}.")
    who = Passage.plate_no.concat(Passage.plate_colour)
    held = Passage.select(fn.COUNT(Passage.id), fn.COUNT(who.distinct())).where(
        Passage.passed_at >= row.starts,
        Passage.passed_at <= moment,
        Passage.verdict != "open",
        Passage.reasons.contains("control"),
        under,
    )
    passed = Outcome.select(Outcome.id).where(
        Outcome.passage == Passage.id, Outcome.result.in_(PASSED)
    )
    times, vehicles = held.scalar(as_tuple=True)
    return KeptOut(times, vehicles, held.where(fn.EXISTS(passed)).scalar() if times else 0)


def _known(rows: list[ControlPolicyRow], moment: datetime) -> list[Known]:
    policies = [control_rows.policy_of(row) for row in rows]
    in_rule = {id(policy) for policy in in_force(policies, moment)}
    return [
        Known(row, policy, policy.state(moment), id(policy) in in_rule)
        for row, policy in zip(rows, policies, strict=True)
    ]


def _told(entry: Entry) -> Change:
    body = json.loads(bytes(entry.content))["body"]
    what, by, reason = (body.get(name, "") for name in ("what", "by", "reason"))
    return Change(entry.at, what, by, reason, body.get("before", {}), body.get("after", {}))
