"""Control policies and exemptions as their rows keep them, read back into what judgement understands."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from peewee import fn

from gate.control import Exemption, ExemptionKind, NotUnderstood, Policy, from_json
from gate.models import ControlPolicyRow, ExemptionRow


def policy_of(row: ControlPolicyRow) -> Policy:
    """The policy that a row holds. Where its content is not understood, its columns tell from when to when."""
    policy = from_json(row.policy_id, row.version, row.content)
    if not isinstance(policy, NotUnderstood):
        return policy
    return replace(
        policy,
        name=policy.name or row.name,
        starts=policy.starts or row.starts,
        ends=policy.ends or row.ends,
        withdrawn=policy.withdrawn or row.withdrawn,
    )


def newest_versions() -> list[ControlPolicyRow]:
    """The newest version of every policy, those that start last in front."""
    other = ControlPolicyRow.alias()
    newest = other.select(fn.MAX(other.version)).where(
        other.policy_id == ControlPolicyRow.policy_id
    )
    rows = ControlPolicyRow.select().where(ControlPolicyRow.version == newest)
    return list(rows.order_by(ControlPolicyRow.starts.desc()))


def exemption_of(row: ExemptionRow) -> Exemption | None:
    """The exemption that a row holds; None for one that is unclear or names nobody, which exempts nobody."""
    if row.kind not in set(ExemptionKind):
        return None
    exemption = Exemption(
        row.id,
        ExemptionKind(row.kind),
        row.valid_from,
        row.valid_to,
        row.plate_no,
        row.plate_colour,
        vehicle_types=_listed(row.vehicle_types),
        use_natures=_listed(row.use_natures),
        cargo=_listed(row.cargo),
        withdrawn=row.withdrawn,
    )
    return exemption if exemption.names_somebody else None


def columns_of(policy: Policy) -> Mapping[str, Any]:
    """The columns by which a version of a policy is found."""
    return {
        "policy_id": policy.policy_id,
        "version": policy.version,
        "name": policy.name,
        "source": policy.source or "",
        "starts": policy.starts,
        "ends": policy.ends,
        "withdrawn": policy.withdrawn,
        "drill": policy.drill,
    }


def _listed(told: str) -> frozenset[str]:
    return frozenset(part.strip() for part in told.split(",") if part.strip())
