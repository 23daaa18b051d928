"""The rules in force. A version is never edited: a change is the next one."""

from collections.abc import Mapping
from typing import Any

from gate import clock, codes, proof
from gate.facts import DECIDE, HOLD, WARN, Status
from gate.fields import Fields
from gate.models import RuleSet, Vehicle, database
from gate.plates import FAIR, STRONG
from gate.vehicle_file import RegisterError

_FLAGS = ("let_out", "demand_network", "z11_is_heavy", "emergency_by_plate")
SETTINGS = (
    "minimum_stage",
    *_FLAGS,
    "contradictions",
    "implausible_stages",
    "strong_confidence",
    "fair_confidence",
    "performance_grade",
    "when_offline",
    "supplement_share",
    "supplement_least",
)
DEALINGS = (HOLD, WARN)
"""What a plant may do about papers that do not agree."""
DEALINGS_OFFLINE = (DECIDE, HOLD)
"""What a plant may do while database or platform cannot be reached (R-068)."""
STAGES = ("3", "4", "5", "6", codes.ELECTRIC_STAGE)
"""What a plant may ask for at least."""


def current() -> RuleSet:
    """The newest version; before anybody made one, the ones we begin with (version 0)."""
    newest = RuleSet.select().order_by(RuleSet.id.desc()).first()
    return newest or RuleSet(id=0, created_at=clock.now(), created_by="")


def versions(most: int = 20) -> list[RuleSet]:
    """The last versions, newest first."""
    return list(RuleSet.select().order_by(RuleSet.id.desc()).limit(most))


def would_refuse(minimum_stage: str) -> int:
    """How many approved vehicles of the register are dirtier than this, or of unknown stage."""
    clean_enough = [
        s for s in codes.STAGE_ORDER if codes.stage_rank(s) >= codes.stage_rank(minimum_stage)
    ]
    approved = Vehicle.select().where(Vehicle.status == Status.APPROVED.value)
    count: int = approved.where(Vehicle.emission_stage.not_in(clean_enough)).count()
    return count


def change(*, by: str, **wanted: Any) -> RuleSet:
    """The next version, or the present one when nothing differs. What is not named stays as it is."""
    with database.atomic():
        before = current()
        present = _content(before)
        after = _read({**present, **wanted})
        changed = [name for name in SETTINGS if after[name] != present[name]]
        if before.id and not changed:
            return before
        row = RuleSet.create(**after, created_at=clock.now(), created_by=by)
        proof.append(
            "rules",
            {
                "what": "changed",
                "version": row.id,
                "by": by,
                "before": {name: present[name] for name in changed},
                "after": {name: after[name] for name in changed or SETTINGS},
            },
            at=row.created_at,
        )
    return row


def _read(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they are stored; raises RegisterError with every mistake."""
    if unknown := wanted.keys() - set(SETTINGS):
        raise TypeError(f"the rules know no {', '.join(sorted(unknown))}")
    fields = Fields(wanted)
    read: dict[str, Any] = {name: bool(wanted[name]) for name in _FLAGS}
    read["minimum_stage"] = fields.code("minimum_stage", STAGES, required=True)
    for name in ("contradictions", "implausible_stages"):
        read[name] = fields.code(name, DEALINGS, required=True)
    read["when_offline"] = fields.code("when_offline", DEALINGS_OFFLINE, required=True)
    read["performance_grade"] = fields.code("performance_grade", codes.PERFORMANCE_GRADES)
    # Looks below these never come as far as the rules: a lower figure would promise what cannot be.
    for name, least in (("strong_confidence", STRONG), ("fair_confidence", FAIR)):
        read[name] = float(fields.amount(name, below=2, places=3))
        if not least <= read[name] <= 1:
            fields.wrong(name, "out_of_range")
    for name, most in (("supplement_share", 100), ("supplement_least", 50)):
        read[name] = int(fields.amount(name, below=most + 1, places=0))
        if read[name] < 1:
            fields.wrong(name, "out_of_range")
    fields.stop_at_mistakes(RegisterError)
    return read


def _content(rules: RuleSet) -> dict[str, Any]:
    return {name: getattr(rules, name) for name in SETTINGS}
