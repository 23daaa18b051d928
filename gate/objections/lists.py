"""The over-emission list fails closed: who may be on it cannot be told before it has been read once (R-061)."""

from gate.facts import Facts
from gate.reasons import Reason


def objections(facts: Facts) -> set[Reason]:
    """Being listed, or that it cannot be told."""
    found: set[Reason] = set()
    if facts.listed_for is not None:
        found.add(Reason.LISTED)
    if not facts.lists_known:
        found.add(Reason.LISTS_UNKNOWN)
    return found
