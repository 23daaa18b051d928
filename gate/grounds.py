"""What stood behind the reasons of a passage: written into its row, and read from it when somebody asks why."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gate import clock, control_rows
from gate.control import Policy, Restriction
from gate.facts import Facts, Rules
from gate.models import ControlPolicyRow, ExemptionRow, Passage
from gate.objections.papers import IMPLAUSIBLE
from gate.proof import canonical
from gate.reasons import Decision, Reason

DOUBT = "doubt"
"""Stands for the reason where papers contradict each other, but the rules let that pass."""
DRILL = "drill"
"""Stands for the reason where a drill would have kept the vehicle out."""
_SHAPES: Mapping[str, Any] = {
    "restrictions": (dict,),
    "drills": (dict,),
    "exemptions": (int,),
    "missing": (str,),
    "contradictions": (str,),
    "weakest": float,
}
"""What is not a text: a number, or a list of such."""
_POLICY = frozenset({Reason.CONTROL, Reason.CONTROL_UNCLEAR, Reason.CONTROL_NOT_UNDERSTOOD})
_VALIDITY = frozenset({Reason.EXPIRED, Reason.NOT_YET_VALID})


def told(decision: Decision, facts: Facts, rules: Rules) -> str:
    """The grounds of a decision as its row keeps them: JSON of what matters to its reasons, no more."""
    grounds, about = decision.grounds, set(decision.reasons)
    vehicle = facts.registered
    known: dict[str, Any] = {
        "restrictions": [_restriction(each) for each in grounds.restrictions],
        "drills": [_restriction(each) for each in grounds.drills],
        "exemptions": list(grounds.exemptions),
        "missing": list(grounds.missing),
        "contradictions": list(grounds.contradictions),
        "listed_for": facts.listed_for,
    }
    if Reason.STAGE_TOO_LOW in about:
        known["minimum_stage"] = rules.minimum_stage
    if Reason.LOW_CONFIDENCE in about:
        known["weakest"] = round(float(facts.confidence), 4) if facts.confidence >= 0 else None
    if vehicle is not None and about & _VALIDITY:
        known["valid_from"] = vehicle.valid_from.isoformat() if vehicle.valid_from else None
        known["valid_to"] = vehicle.valid_to.isoformat() if vehicle.valid_to else None
        if vehicle.valid_until is not None:
            known["valid_until"] = clock.stamp(vehicle.valid_until)
    kept = {name: value for name, value in known.items() if value not in (None, [])}
    return canonical(kept).decode() if kept else ""


def _restriction(each: Restriction) -> dict[str, Any]:
    return {
        "policy": each.policy_id,
        "version": each.version,
        "name": each.name,
        "condition": each.condition,
        "certain": each.certain,
        "understood": each.understood,
    }


@dataclass(frozen=True, slots=True)
class Explanation:
    """One reason of a passage with all that can be said about it; the portal finds the words."""

    reason: str
    """A key of Reason, DOUBT or DRILL."""
    policy_id: int | None = None
    policy_version: int | None = None
    policy_name: str = ""
    policy: Policy | None = None
    """As its row tells it today; rows of policies are never edited."""
    place: int = -1
    """Which of its conditions it was."""
    exemption: ExemptionRow | None = None
    listed_for: str = ""
    """Reason code (T14)."""
    look_alike: str = ""
    minimum_stage: str = ""
    weakest: float | None = None
    valid_from: str = ""
    valid_to: str = ""
    until: str = ""
    """The moment, where its time was told in hours."""
    papers: tuple[str, ...] = ()
    """Names of columns that were empty, or keys of what contradicted."""


def explain(passage: Passage) -> list[Explanation]:
    """Why it was decided so, the weightiest reason first, doubts that changed nothing last."""
    known = _known(passage)
    explained = [
        each for reason in passage.reasons.split(",") for each in _about(reason, passage, known)
    ]
    shown = {key for each in explained for key in each.papers}
    if doubts := tuple(key for key in known.get("contradictions", ()) if key not in shown):
        explained.append(Explanation(DOUBT, papers=doubts))
    explained += [_by_policy(DRILL, each) for each in known.get("drills", ())]
    return explained


def _known(passage: Passage) -> Mapping[str, Any]:
    """What the row kept. A row that was tampered with is read as far as it can be: its page must open to say so."""
    try:
        known = json.loads(passage.grounds or "{}")
    except ValueError:
        return {}
    told = known.items() if isinstance(known, dict) else ()
    return {name: value for name, value in told if _is_shaped(name, value)}


def _is_shaped(name: str, value: Any) -> bool:
    shape = _SHAPES.get(name, str)
    if not isinstance(shape, tuple):
        return isinstance(value, shape)
    return isinstance(value, list) and all(isinstance(each, shape[0]) for each in value)


def _about(reason: str, passage: Passage, known: Mapping[str, Any]) -> list[Explanation]:
    if reason in _POLICY:
        return [
            _by_policy(reason, each)
            for each in known.get("restrictions", ())
            if _is_of(reason, each)
        ] or [Explanation(reason)]
    if reason == Reason.EXEMPT:
        numbers = known.get("exemptions", ())
        return [_by_exemption(number) for number in numbers] or [Explanation(reason)]
    return [Explanation(reason, **_details(reason, passage, known))]


def _details(reason: str, passage: Passage, known: Mapping[str, Any]) -> dict[str, Any]:
    details: dict[str, dict[str, Any]] = {
        Reason.LISTED: {"listed_for": known.get("listed_for", "")},
        Reason.LOOKS_LIKE_REGISTERED: {"look_alike": passage.look_alike},
        Reason.STAGE_TOO_LOW: {"minimum_stage": known.get("minimum_stage", "")},
        Reason.LOW_CONFIDENCE: {"weakest": known.get("weakest")},
        Reason.EXPIRED: {
            "valid_to": known.get("valid_to", ""),
            "until": known.get("valid_until", ""),
        },
        Reason.NOT_YET_VALID: {"valid_from": known.get("valid_from", "")},
        Reason.PAPERS_MISSING: {"papers": tuple(known.get("missing", ()))},
        Reason.PAPERS_CONTRADICT: {"papers": _papers(known, implausible=False)},
        Reason.STAGE_IMPLAUSIBLE: {"papers": _papers(known, implausible=True)},
    }
    return details.get(reason, {})


def _papers(known: Mapping[str, Any], *, implausible: bool) -> tuple[str, ...]:
    keys = known.get("contradictions", ())
    return tuple(key for key in keys if (key in IMPLAUSIBLE) == implausible)


def _is_of(reason: str, restriction: Mapping[str, Any]) -> bool:
    if not restriction.get("understood", True):
        return reason == Reason.CONTROL_NOT_UNDERSTOOD
    certain = restriction.get("certain", True)
    return reason == (Reason.CONTROL if certain else Reason.CONTROL_UNCLEAR)


def _by_policy(reason: str, restriction: Mapping[str, Any]) -> Explanation:
    number, version = restriction.get("policy"), restriction.get("version")
    place = restriction.get("condition", -1)
    row = ControlPolicyRow.get_or_none(
        ControlPolicyRow.policy_id == number, ControlPolicyRow.version == version
    )
    return Explanation(
        reason,
        policy_id=number,
        policy_version=version,
        policy_name=restriction.get("name", ""),
        policy=control_rows.policy_of(row) if row else None,
        place=place if isinstance(place, int) else -1,
    )


def _by_exemption(number: int) -> Explanation:
    return Explanation(Reason.EXEMPT, exemption=ExemptionRow.get_or_none(ExemptionRow.id == number))
