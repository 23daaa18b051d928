"""What speaks against letting a vehicle in, one module per kind of doubt."""

from gate.facts import Facts, Rules
from gate.objections import control, identity, lists, papers, register
from gate.reasons import Grounds, Reason


def found(facts: Facts, rules: Rules) -> tuple[set[Reason], Grounds]:
    """Every reason against this vehicle, and what stands behind them."""
    restrictions, exemptions = control.restrictions(facts, rules)
    drills = control.drills(facts, rules)
    who = identity.objections(facts, rules)
    reasons = who | lists.objections(facts, rules) | control.objections(restrictions, exemptions)
    if facts.registered is None or who & identity.NOBODY:
        return reasons, Grounds(restrictions, exemptions, drills=drills)
    told = papers.contradictions(facts.registered, facts.plate_no)
    reasons |= register.objections(facts.registered, facts.moment, rules)
    reasons |= papers.objections(facts.registered, told, rules)
    missing = facts.registered.missing
    return reasons, Grounds(restrictions, exemptions, missing, told, drills)
