"""Judgement: facts about one vehicle and the rules in force go in, a decision with all its reasons comes out.

Pure and total: no clock, no database, no device. The moment is a fact like the others.
"""

from gate import objections
from gate.codes import IN
from gate.facts import Facts, RegisteredVehicle, Rules, Status
from gate.objections.identity import IDENTITY, has_emergency_plate
from gate.reasons import VERDICTS, Decision, Grounds, Reason, Verdict, in_order

__all__ = [
    "Decision",
    "Facts",
    "Grounds",
    "Reason",
    "RegisteredVehicle",
    "Rules",
    "Status",
    "Verdict",
    "decide",
]

EMERGENCY_USES = frozenset("HIJ")
"""使用性质: police, fire service, ambulance."""
_STAYS = (Reason.UNREAD, Reason.NO_PLATE)
"""A vehicle nobody can name stays until a person has looked: its exit could not be paired with an entry."""
_BARRED = IDENTITY | {Reason.SUSPENDED}
"""Against these no emergency helps: it is not certain who it is, or the plant has shut it out."""


def decide(facts: Facts, rules: Rules) -> Decision:
    """The decision for these facts under these rules (R-015, R-016, R-053, R-061 to R-066)."""
    found, grounds = objections.found(facts, rules)
    against = in_order(found)
    if _is_emergency(facts, rules) and not found & _BARRED:
        return Decision(Verdict.OPEN, (Reason.EMERGENCY, *against), grounds)
    if facts.direction != IN and rules.let_out:
        return _let_out(against, grounds)
    if not against:
        return Decision(Verdict.OPEN, _why_open(facts, grounds), grounds)
    refused = any(VERDICTS[reason] is Verdict.REFUSE for reason in against)
    return Decision(Verdict.REFUSE if refused else Verdict.HOLD, against, grounds)


def _is_emergency(facts: Facts, rules: Rules) -> bool:
    """Somebody approved it as an emergency vehicle, or its plate says so while the plant takes that word.

    Leave for a visit is none: it was given on proof of a stage, and it ends.
    """
    by_plate, vehicle = has_emergency_plate(facts.plate_no), facts.registered
    if by_plate and rules.emergency_by_plate:
        return True
    if vehicle is None or vehicle.status is not Status.APPROVED:
        return False
    return by_plate or vehicle.use_nature in EMERGENCY_USES


def _let_out(against: tuple[Reason, ...], grounds: Grounds) -> Decision:
    for reason in _STAYS:
        if reason in against:
            return Decision(Verdict.HOLD, (reason,), grounds)
    return Decision(Verdict.OPEN, (Reason.LEAVING, *against), grounds)


def _why_open(facts: Facts, grounds: Grounds) -> tuple[Reason, ...]:
    why: list[Reason] = []
    if facts.registered is not None and facts.registered.status is Status.TEMPORARY:
        why.append(Reason.TEMPORARY)
    if grounds.exemptions:
        why.append(Reason.EXEMPT)
    return tuple(why) or (Reason.ALLOWED,)
