"""Ordering control policies. A version is never edited: a change or a withdrawal is the next one."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from peewee import IntegrityError, fn

from gate import clock, control, control_rows, proof, rules
from gate.control import (
    ControlPolicy,
    NotUnderstood,
    Policy,
    Proposal,
    State,
    WarningLevel,
    from_json,
    to_json,
)
from gate.fields import Fields
from gate.known_policies import Known, current, history, kept_out, newest, ruling
from gate.models import ControlPolicyRow, database
from gate.policy_file import PolicyError, read

__all__ = [
    "Known",
    "PolicyError",
    "announce",
    "change",
    "current",
    "history",
    "kept_out",
    "newest",
    "order",
    "propose",
    "read_order",
    "ruling",
    "withdraw",
]
LONGEST_ORDER = 20_000
_TRIES = 3


def propose(warning: WarningLevel) -> Proposal | None:
    """What is proposed at this plant for a level that came without a measure; a person decides (§5.2)."""
    return control.propose(warning, rules.current().performance_grade)


def announce(values: Mapping[str, Any], by: str) -> ControlPolicyRow:
    """A new policy; a drill where `drill` says so. It rules from `starts` (empty: at once) until `ends`."""
    reason, policy = _reason(values), read(values, clock.now(), None)
    return _first_version(policy, to_json(policy), "", by, reason)


def change(
    policy_id: int, values: Mapping[str, Any], by: str, *, seen: int | None = None
) -> ControlPolicyRow:
    """The next version of a policy. `seen`: the version that the person had before their eyes."""
    reason = _reason(values)
    with _one_after_the_other():
        before = _alive(policy_id)
        if seen is not None and seen != before.version:
            raise PolicyError({"": "changed_meanwhile"})
        known = control_rows.policy_of(before)
        after = read(values, clock.now(), known if isinstance(known, ControlPolicy) else None)
        after = replace(after, policy_id=policy_id, drill=before.drill)
        return _write(before, after, to_json(after), "", "changed", by, reason)


def withdraw(policy_id: int, by: str, reason: str) -> ControlPolicyRow:
    """End a policy before its time: lanes stop going by it within seconds."""
    said = _reason({"reason": reason})
    with _one_after_the_other():
        before = _alive(policy_id)
        after = replace(control_rows.policy_of(before), withdrawn=clock.now())
        # What was not understood stays as it came; that it is over stands in its row.
        content = to_json(after) if isinstance(after, ControlPolicy) else before.content
        return _write(before, after, content, before.received, "withdrawn", by, said)


def read_order(text: str, values: Mapping[str, Any]) -> Policy:
    """What an order of the authority says: NotUnderstood where anything of it is unclear.

    Where it does not tell until when, `values` must; raises PolicyError.
    """
    fields = Fields({**values, "order": text})
    policy = from_json(0, 0, fields.text("order", LONGEST_ORDER, required=True))
    if isinstance(policy, NotUnderstood):
        starts = policy.starts or fields.moment("starts") or clock.now()
        policy = replace(policy, starts=starts, ends=policy.ends or fields.moment("ends"))
    if policy.ends is None or policy.starts is None:
        fields.wrong("ends", "required")
    elif policy.ends <= policy.starts:
        fields.wrong("ends", "over_before_it_begins")
    elif policy.ends <= clock.now():
        fields.wrong("order", "in_past")
    if len(policy.name) > 64:
        fields.wrong("order", "too_long")
    fields.stop_at_mistakes(PolicyError)
    return replace(policy, withdrawn=None)


def order(text: str, values: Mapping[str, Any], by: str) -> ControlPolicyRow:
    """A policy as the authority ordered it. One that is not understood is kept too: people judge under it."""
    reason, policy = _reason(values), read_order(text, values)
    content = to_json(policy) if isinstance(policy, ControlPolicy) else text.strip()
    return _first_version(policy, content, text.strip(), by, reason)


def _reason(values: Mapping[str, Any]) -> str:
    fields = Fields({"reason": values.get("reason")})
    said = fields.text("reason", 200, required=True)
    fields.stop_at_mistakes(PolicyError)
    return said


def _alive(policy_id: int) -> ControlPolicyRow:
    row = newest(policy_id)
    if row is None:
        raise PolicyError({"": "no_such_policy"})
    if control_rows.policy_of(row).state(clock.now()) in (State.EXPIRED, State.WITHDRAWN):
        raise PolicyError({"": "policy_is_over"})
    return row


@contextmanager
def _one_after_the_other() -> Iterator[None]:
    """A transaction; of two people who change the same policy at the same moment the second one is told."""
    try:
        with database.atomic():
            yield
    except IntegrityError:
        raise PolicyError({"": "changed_meanwhile"}) from None


def _first_version(
    policy: Policy, content: str, received: str, by: str, reason: str
) -> ControlPolicyRow:
    for tries_left in reversed(range(_TRIES)):
        try:
            with database.atomic():
                taken = ControlPolicyRow.select(fn.MAX(ControlPolicyRow.policy_id)).scalar() or 0
                first = replace(policy, policy_id=taken + 1)
                return _write(None, first, content, received, "announced", by, reason)
        except IntegrityError:
            # Somebody else took the number at the same moment.
            if not tries_left:
                raise
    raise AssertionError("every try returns or raises")


def _write(
    before: ControlPolicyRow | None,
    policy: Policy,
    content: str,
    received: str,
    what: str,
    by: str,
    reason: str,
) -> ControlPolicyRow:
    """The entry and the row, in the caller's transaction. The entry names the one before it of this policy."""
    version = before.version + 1 if before else 1
    columns = control_rows.columns_of(replace(policy, version=version))
    row = ControlPolicyRow(**columns, content=content, received=received)
    then, now = _snapshot(before), _snapshot(row)
    changed = sorted(name for name in now if then.get(name) != now[name])
    moment = clock.now()
    body = {
        "what": what,
        "policy_id": row.policy_id,
        "version": version,
        "by": by,
        "reason": reason,
        "before": {name: then[name] for name in changed if name in then},
        "after": {name: now[name] for name in changed},
        "follows": before.changed_seq if before else None,
    }
    row.created_at, row.created_by = moment, by
    row.changed_seq = proof.append("policy", body, at=moment).seq
    row.save(force_insert=True)
    return row


def _snapshot(row: ControlPolicyRow | None) -> dict[str, Any]:
    """A version as the chain holds it: what was understood, and what came from outside as it came."""
    if row is None:
        return {}
    policy = control_rows.policy_of(row)
    if isinstance(policy, ControlPolicy):
        told: dict[str, Any] = json.loads(to_json(policy))
    else:
        columns = control_rows.columns_of(policy)
        told = {name: columns[name] for name in ("name", "source", "drill")}
        told |= {
            name: clock.stamp(columns[name]) if columns[name] else None
            for name in ("starts", "ends", "withdrawn")
        }
        told["problem"] = policy.problem
    return told | {"received": row.received}
