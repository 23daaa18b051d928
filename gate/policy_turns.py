"""When the clock puts a policy into force or ends it, the chain says so, with whom it restricts and what became of it.

These are the restriction events of R-064: policies on vehicles of the plant and on machines are told, too.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gate import clock, control_rows, known_policies, proof, visits
from gate.control import ControlPolicy, Policy, State
from gate.models import ControlPolicyRow, Entry, database

KIND = "policy_turn"
BEGINS, ENDS = "begins", "ends"
_OVER = (State.EXPIRED, State.WITHDRAWN)


def note(moment: datetime) -> list[str]:
    """Write down every turn that is not written yet; which ones, as "begins 3". One caller at a time."""
    known = _told()
    noted = []
    for row in control_rows.newest_versions():
        policy = control_rows.policy_of(row)
        what = _due(policy, known.get(row.policy_id, set()), moment)
        if what:
            _write(what, row, policy, moment)
            noted.append(f"{what} {row.policy_id}")
    return noted


def of(policy_id: int) -> list[Entry]:
    """What was written of the turns of one policy, newest first."""
    entries = Entry.select().where(Entry.kind == KIND).order_by(Entry.seq.desc())
    return [entry for entry in entries if body_of(entry)["policy_id"] == policy_id]


def body_of(entry: Entry) -> Mapping[str, Any]:
    body: Mapping[str, Any] = json.loads(bytes(entry.content))["body"]
    return body


def _told() -> dict[int, set[str]]:
    known: dict[int, set[str]] = {}
    for entry in Entry.select().where(Entry.kind == KIND):
        body = body_of(entry)
        known.setdefault(body["policy_id"], set()).add(body["what"])
    return known


def _due(policy: Policy, told: set[str], moment: datetime) -> str:
    state = policy.state(moment)
    if state is State.ACTIVE and BEGINS not in told:
        return BEGINS
    # One that was over before anybody looked has told of its times when it was announced.
    return ENDS if state in _OVER and told == {BEGINS} else ""


def _write(what: str, row: ControlPolicyRow, policy: Policy, moment: datetime) -> None:
    body: dict[str, Any] = {
        "what": what,
        "policy_id": row.policy_id,
        "version": row.version,
        "name": row.name,
        "drill": row.drill,
        "restricts": sorted(policy.kinds),
    }
    if isinstance(policy, ControlPolicy):
        body["measure"] = policy.measure
        body["own"] = json.loads(row.content).get("own", [])
    if what == ENDS:
        body |= _report(policy) if row.drill else _kept_out(row, moment)
    with database.atomic():
        proof.append(KIND, body, at=clock.now())


def _kept_out(row: ControlPolicyRow, moment: datetime) -> dict[str, Any]:
    found = known_policies.kept_out(row, moment)
    return {"held": found.times, "vehicles": found.vehicles, "passed": found.passed}


def _report(drill: Policy) -> dict[str, Any]:
    found = visits.report(drill)
    total = found.total
    tonnes = f"{total.held_tonnes:.3f}"
    return {
        "came": total.came,
        "held": total.held,
        "vehicles": len(found.vehicles),
        "held_tonnes": tonnes,
    }
