"""The rules in force. A version is never edited: a change is the next one."""

from gate import clock, codes, proof
from gate.fields import Fields
from gate.models import RuleSet, Vehicle, database
from gate.policy import Status
from gate.vehicle_file import RegisterError

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


def change(*, minimum_stage: str, let_out: bool, by: str) -> RuleSet:
    """The next version, or the present one when nothing differs."""
    fields = Fields({"minimum_stage": minimum_stage})
    fields.code("minimum_stage", STAGES, required=True)
    fields.stop_at_mistakes(RegisterError)
    with database.atomic():
        before = current()
        if before.id and _content(before) == (minimum_stage, let_out):
            return before
        after = RuleSet.create(
            minimum_stage=minimum_stage, let_out=let_out, created_at=clock.now(), created_by=by
        )
        proof.append(
            "rules",
            {
                "what": "changed",
                "version": after.id,
                "by": by,
                "before": dict(zip(("minimum_stage", "let_out"), _content(before), strict=True)),
                "after": {"minimum_stage": minimum_stage, "let_out": let_out},
            },
            at=after.created_at,
        )
    return after


def _content(rules: RuleSet) -> tuple[str, bool]:
    return rules.minimum_stage, rules.let_out
