"""Who stands here: exactly one plate and one colour, read with certainty and registered, or a person looks."""

from gate import plates
from gate.facts import Facts, Rules
from gate.reasons import Reason

NO_PLATE, TEMPORARY_PLATE = "无牌", "临"
EMERGENCY_FORMS = frozenset({"police", "emergency"})
NOBODY = frozenset({Reason.UNREAD, Reason.NO_PLATE, Reason.TEMPORARY_PLATE, Reason.TRAILER_ALONE})
"""After these there is no vehicle of which the register could say more."""
IDENTITY = NOBODY | {
    Reason.LOW_CONFIDENCE,
    Reason.COLOUR_UNKNOWN,
    Reason.COLOUR_AGAINST_FORM,
    Reason.LOOKS_LIKE_REGISTERED,
}
"""Doubts about who it is that no exemption and no emergency sets aside."""


def objections(facts: Facts, rules: Rules) -> set[Reason]:
    """Doubts about who it is."""
    found = _plate(facts)
    if facts.plate_no and _is_weak(facts, rules):
        found.add(Reason.LOW_CONFIDENCE)
    if facts.registered is None and not found & NOBODY:
        found |= _stranger(facts)
    return found


def has_emergency_plate(plate_no: str) -> bool:
    """Whether the plate itself says police or rescue."""
    return any(form.kind in EMERGENCY_FORMS for form in plates.forms_of(plate_no))


def _plate(facts: Facts) -> set[Reason]:
    if facts.plate_no.startswith(NO_PLATE):
        return {Reason.NO_PLATE}
    if facts.plate_no.startswith(TEMPORARY_PLATE):
        return {Reason.TEMPORARY_PLATE}
    if not plates.forms_of(facts.plate_no):
        return {Reason.UNREAD}
    found: set[Reason] = set()
    if facts.colour is None:
        found.add(Reason.COLOUR_UNKNOWN)
    elif not plates.agrees_with_colour(facts.plate_no, facts.colour):
        found.add(Reason.COLOUR_AGAINST_FORM)
    if plates.is_trailer(facts.plate_no):
        found.add(Reason.TRAILER_ALONE)
    return found


def _is_weak(facts: Facts, rules: Rules) -> bool:
    enough = rules.fair_confidence
    if facts.looks < plates.LOOKS_NEEDED:
        enough = max(rules.strong_confidence, enough)
    # The other way round, so that a figure that is no number is weak, too.
    return not facts.confidence >= enough


def _stranger(facts: Facts) -> set[Reason]:
    found = {Reason.LOOKS_LIKE_REGISTERED if facts.look_alike else Reason.NOT_REGISTERED}
    if has_emergency_plate(facts.plate_no):
        found.add(Reason.EMERGENCY_PLATE)
    return found
