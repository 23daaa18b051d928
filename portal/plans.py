"""What was rehearsed, sealed: the switch takes a plan as it was shown, or none at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from gate import clock, control_rows, policies, policy_file
from gate.control import ControlPolicy, Policy
from gate.models import ControlPolicyRow

LIFE_S = 1800
"""A rehearsal older than this tells of another situation: it is made again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A policy, or an order of the authority, that somebody is about to put into force."""

    values: Mapping[str, Any]
    order: str = ""
    policy_id: int = 0
    """The policy that is changed; none for a new one."""
    seen: int = 0
    days: int = 30

    def sealed(self) -> str:
        """The plan as a text that nobody can change unnoticed."""
        told = [dict(self.values), self.order, self.policy_id, self.seen, self.days]
        return _sealer().dumps(told)

    def policy(self) -> Policy:
        """The policy that would come of it; raises PolicyError."""
        if self.order:
            return policies.read_order(self.order, self.values)
        return policy_file.read(self.values, clock.now(), self._before())

    def carry_out(self, by: str, reason: str) -> ControlPolicyRow:
        """Put it into force; raises PolicyError."""
        values = {**self.values, "reason": reason}
        if self.order:
            return policies.order(self.order, values, by)
        if self.policy_id:
            return policies.change(self.policy_id, values, by, seen=self.seen)
        return policies.announce(values, by)

    def _before(self) -> ControlPolicy | None:
        row = policies.newest(self.policy_id) if self.policy_id else None
        known = control_rows.policy_of(row) if row else None
        return known if isinstance(known, ControlPolicy) else None


def unsealed(text: str) -> Plan | None:
    """The plan, or None when it is none of ours or too old."""
    try:
        return Plan(*_sealer().loads(text, max_age=LIFE_S))
    except BadSignature:
        return None


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="greengate-plan")
