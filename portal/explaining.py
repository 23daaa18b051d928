"""Why a passage was decided as it was, in plain sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from gate import codes, exceedance, grounds
from gate.control import ControlPolicy, Policy
from gate.grounds import Explanation
from gate.models import Passage
from gate.reasons import Reason
from portal import policy_words, vehicle_words, wording

DOUBTS = lazy_gettext("Noted besides; it decided nothing.")
DRILLED = lazy_gettext(
    "A drill was going on, in which it would have been kept out. It decided nothing."
)
CONTRADICTIONS: Mapping[str, Any] = {
    "vin_shape": lazy_gettext("The VIN does not have 17 lawful characters."),
    "vin_check": lazy_gettext("The check digit of the VIN is wrong."),
    "vin_is_engine_no": lazy_gettext("VIN and engine number are the same."),
    "fuel_against_plate": lazy_gettext("Fuel and plate do not fit together."),
    "stage_against_fuel": lazy_gettext("Emission stage and fuel do not fit together."),
    "stage_too_old": lazy_gettext("That stage was no longer sold when it was registered."),
    "stage_too_new": lazy_gettext("That stage was not sold yet when it was registered."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One reason: its sentence, and what more there is to say about it."""

    reason: str
    sentence: str
    more: str = ""


def why(passage: Passage) -> list[Said]:
    """The reasons of a passage in the reader's language, the weightiest first."""
    return [_say(each, passage) for each in grounds.explain(passage)]


def _say(told: Explanation, passage: Passage) -> Said:
    if told.reason == grounds.DOUBT:
        return Said(told.reason, str(DOUBTS), _papers(told, passage))
    if told.reason == grounds.DRILL:
        return Said(told.reason, str(DRILLED), _policy(told, passage))
    more = _MORE.get(told.reason)
    sentence = wording.say(wording.REASONS, told.reason)
    return Said(told.reason, sentence, more(told, passage) if more else "")


def _policy(told: Explanation, passage: Passage) -> str:
    if told.policy_id is None:
        return ""
    number = f"{told.policy_id}.{told.policy_version}"
    if told.policy is None or told.policy.starts is None or told.policy.ends is None:
        return str(_("It is “%(name)s” (no. %(number)s).", name=told.policy_name, number=number))
    sentence: str = _(
        "It is “%(name)s” (no. %(number)s), in force from %(starts)s until %(ends)s: %(order)s.",
        name=told.policy_name,
        number=number,
        starts=wording.as_date_time(told.policy.starts),
        ends=wording.as_date_time(told.policy.ends),
        order=_order(told.policy, told.place),
    )
    return sentence


def _order(policy: Policy, place: int) -> str:
    """The words for one of its conditions: those of the measure where it belongs to that."""
    if not isinstance(policy, ControlPolicy) or not 0 <= place < len(policy.conditions):
        return str(_("not known"))
    if place < len(policy.conditions) - len(policy.own):
        return wording.word(codes.CONTROL_MEASURES, policy.measure)
    return policy_words.condition(policy.conditions[place])


def _listed(told: Explanation, passage: Passage) -> str:
    if not told.listed_for:
        return ""
    why_listed = wording.word(codes.EXCEEDANCE_REASONS, told.listed_for)
    said = str(_("It was listed because of: %(why)s.", why=why_listed))
    entry = exceedance.at(passage.plate_no, passage.plate_colour, passage.vin, passage.passed_at)
    if entry is None:
        return said
    since = wording.as_date_time(entry.issued_at)
    as_whom = _("Listed since %(at)s, as %(plate)s.", at=since, plate=entry.plate_no)
    return f"{said} {as_whom}"


def _look_alike(told: Explanation, passage: Passage) -> str:
    return str(_("It looks like %(plate)s.", plate=told.look_alike)) if told.look_alike else ""


def _stage(told: Explanation, passage: Passage) -> str:
    if not told.minimum_stage:
        return ""
    sentence: str = _(
        "It has %(stage)s; the rules ask for %(minimum)s or cleaner.",
        stage=wording.word(codes.EMISSION_STAGES, passage.emission_stage),
        minimum=wording.word(codes.EMISSION_STAGES, told.minimum_stage),
    )
    return sentence


def _certainty(told: Explanation, passage: Passage) -> str:
    if told.weakest is None:
        return ""
    sentence: str = _(
        "The weakest character was read with %(percent)s %% certainty.",
        percent=f"{told.weakest * 100:.1f}",
    )
    return sentence


def _validity(told: Explanation, passage: Passage) -> str:
    if told.until:
        return str(_("It was valid until %(day)s.", day=told.until[:16].replace("T", " ")))
    if told.valid_to:
        return str(_("It was valid until %(day)s.", day=told.valid_to))
    return str(_("It is valid from %(day)s.", day=told.valid_from)) if told.valid_from else ""


def _exemption(told: Explanation, passage: Passage) -> str:
    row = told.exemption
    if row is None:
        return ""
    sentence: str = _(
        "%(kind)s, exempt from %(starts)s until %(ends)s: %(reason)s",
        kind=wording.word(codes.EXEMPTION_KINDS, row.kind),
        starts=wording.as_date_time(row.valid_from),
        ends=wording.as_date_time(row.valid_to),
        reason=row.reason,
    )
    return sentence


def _missing(told: Explanation, passage: Passage) -> str:
    items = str(_(", ")).join(vehicle_words.item(name) for name in told.papers)
    return str(_("It lacks: %(items)s.", items=items)) if items else ""


def _papers(told: Explanation, passage: Passage) -> str:
    return " ".join(wording.say(CONTRADICTIONS, key) for key in told.papers)


_MORE: Mapping[str, Callable[[Explanation, Passage], str]] = {
    Reason.LISTED: _listed,
    Reason.CONTROL: _policy,
    Reason.CONTROL_UNCLEAR: _policy,
    Reason.CONTROL_NOT_UNDERSTOOD: _policy,
    Reason.LOOKS_LIKE_REGISTERED: _look_alike,
    Reason.STAGE_TOO_LOW: _stage,
    Reason.LOW_CONFIDENCE: _certainty,
    Reason.EXPIRED: _validity,
    Reason.NOT_YET_VALID: _validity,
    Reason.EXEMPT: _exemption,
    Reason.PAPERS_MISSING: _missing,
    Reason.PAPERS_CONTRADICT: _papers,
    Reason.STAGE_IMPLAUSIBLE: _papers,
}
