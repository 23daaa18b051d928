"""Control policies in force, and who is exempt from them (R-062 to R-066)."""

from collections.abc import Sequence

from gate import control
from gate.control import Restriction
from gate.facts import Facts, Rules, subject_of
from gate.reasons import Reason


def restrictions(facts: Facts, rules: Rules) -> tuple[tuple[Restriction, ...], tuple[int, ...]]:
    """What restricts this vehicle now, and the exemptions that cover it against that."""
    subject = subject_of(facts, rules)
    found = control.restrictions(rules.policies, subject, facts.moment)
    if not found or facts.registered is None:
        return found, ()
    covering = [each for each in facts.exemptions if each.covers(subject, facts.moment)]
    return found, tuple(each.exemption_id for each in covering)


def drills(facts: Facts, rules: Rules) -> tuple[Restriction, ...]:
    """What drills that are going on would have restricted this vehicle by, unless it were exempt (R-067)."""
    subject = subject_of(facts, rules)
    found = control.drilled(rules.policies, subject, facts.moment)
    if found and facts.registered is not None:
        exempt = any(each.covers(subject, facts.moment) for each in facts.exemptions)
        return () if exempt else found
    return found


def objections(found: Sequence[Restriction], exemptions: Sequence[int]) -> set[Reason]:
    """The reasons that follow. Nobody is exempt from a policy that nobody has understood."""
    reasons: set[Reason] = set()
    for restriction in found:
        if not restriction.understood:
            reasons.add(Reason.CONTROL_NOT_UNDERSTOOD)
        elif not exemptions:
            reasons.add(Reason.CONTROL if restriction.certain else Reason.CONTROL_UNCLEAR)
    return reasons
