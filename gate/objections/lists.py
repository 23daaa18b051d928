"""The over-emission list fails closed: who may be on it cannot be told before it has been read once (R-061)."""

from gate.facts import HOLD, Facts, Rules
from gate.reasons import Reason


def objections(facts: Facts, rules: Rules) -> set[Reason]:
    """Being listed, or that it cannot be told; and, where the plant wants it so, that the copy may be old (R-068)."""
    found: set[Reason] = set()
    if facts.listed_for is not None:
        found.add(Reason.LISTED)
    if not facts.lists_known:
        found.add(Reason.LISTS_UNKNOWN)
    if facts.offline and rules.when_offline == HOLD:
        found.add(Reason.OFFLINE)
    return found
