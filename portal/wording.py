"""Codes and keys of the program, put into words of the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _

from gate import clock, codes
from gate.carriers.states import State, Step
from gate.ledger import Result
from gate.policy import Reason, Status, Verdict
from portal.languages import language

Sentences = Mapping[str, Any]
KEYS_KEPT = 256

VERDICTS: Sentences = {
    Verdict.OPEN: _("Let through"),
    Verdict.HOLD: _("Held for a person"),
    Verdict.REFUSE: _("Refused"),
}

REASONS: Sentences = {
    Reason.EMERGENCY: _("An emergency vehicle: always let through, always recorded."),
    Reason.LISTED: _("On the over-emission list of the authority."),
    Reason.CONTROL: _("A control policy in force keeps this vehicle out."),
    Reason.LISTS_UNKNOWN: _("The lane has not read the list and the control policies yet."),
    Reason.OFFLINE: _(
        "The lane decides on an old copy, and the plant wants a person to look then."
    ),
    Reason.UNJUDGED: _("A fault of our own kept this vehicle from being judged: please decide."),
    Reason.UNREAD: _("The plate could not be read with certainty."),
    Reason.NO_PLATE: _("The vehicle has no plate."),
    Reason.TEMPORARY_PLATE: _("A temporary paper plate: a person has to look at its papers."),
    Reason.LOW_CONFIDENCE: _("The plate was read, but not with enough certainty."),
    Reason.COLOUR_UNKNOWN: _("The colour of the plate could not be told."),
    Reason.COLOUR_AGAINST_FORM: _("Number and colour of the plate do not belong together."),
    Reason.TRAILER_ALONE: _("Only the trailer's plate was seen, not that of the tractor."),
    Reason.EMERGENCY_PLATE: _(
        "The plate of a police or rescue vehicle that nobody has registered."
    ),
    Reason.LOOKS_LIKE_REGISTERED: _("Not registered, but it looks much like a registered plate."),
    Reason.NOT_REGISTERED: _("This vehicle is not registered with the plant."),
    Reason.CONTROL_NOT_UNDERSTOOD: _("A control policy is in force that was not understood."),
    Reason.CONTROL_UNCLEAR: _(
        "Whether a control policy in force keeps it out depends on what is not known of it."
    ),
    Reason.SUSPENDED: _("The vehicle is suspended."),
    Reason.NOT_APPROVED: _("The vehicle's file is not approved yet."),
    Reason.EXPIRED: _("The vehicle's permission has expired."),
    Reason.NOT_YET_VALID: _("The vehicle's permission is not valid yet."),
    Reason.STAGE_TOO_LOW: _("The emission stage is below what the rules ask."),
    Reason.STAGE_UNKNOWN: _("The emission stage is not known."),
    Reason.MOTORCYCLE: _("A motorcycle: a person has to look."),
    Reason.PAPERS_MISSING: _("The vehicle's file is not complete."),
    Reason.PAPERS_CONTRADICT: _("The vehicle's papers contradict each other."),
    Reason.STAGE_IMPLAUSIBLE: _("The emission stage does not fit the date of registration."),
    Reason.NOT_NETWORKED: _("Not connected for remote monitoring, which the plant asks for."),
    Reason.LEAVING: _("Leaving the plant; exits are let through and recorded."),
    Reason.TEMPORARY: _("A temporary vehicle that a person has approved with proof."),
    Reason.EXEMPT: _("Exempt from the control policy in force."),
    Reason.ALLOWED: _("Registered, valid, and clean enough."),
}

OUTCOMES: Sentences = {
    Result.LIFTED: _("The arm was lifted."),
    Result.NOT_LIFTED: _("The arm did not go up."),
    Result.TOO_LATE: _("The picture was older than two seconds, so the arm was left alone."),
    Result.UNCONFIRMED: _("Whether the arm moved could not be confirmed."),
    Result.LIFTING_AGAIN: _("The vehicle still waited after a restart; lifted once more."),
    Result.NO_LONGER_OPEN: _("What has come to be known since keeps it out; the arm stayed down."),
    Result.LIFT_ORDERED: _("A person ordered the arm up."),
    Result.LIFTED_BY_PERSON: _("The arm was lifted on a person's order."),
    Result.LIFTED_AT_GATE: _("The arm was lifted by hand at the gate."),
}

UPLOADS: Sentences = {
    "waiting": _("Waiting to be sent"),
    "acknowledged": _("Acknowledged by the platform"),
    "refused": _("Refused by the platform"),
}

ANSWERS: Sentences = {
    "": _("The arm is up."),
    "no_redis": _("This page cannot reach the lane. Please use the button at the gate."),
    "no_answer": _("The lane did not answer. Look at the arm before you try again."),
    "late": _("The order reached the lane too late and was dropped. Please try again."),
    "not_lifted": _("The arm did not go up. Please use the button at the gate."),
    "database_away": _(
        "The lift could not be written down, so the arm stayed. Use the gate's button."
    ),
    "vehicle_gone": _("That vehicle is no longer at the lane, so the arm stayed down."),
    "not_on_duty": _("The lane has just changed hands. Please try again."),
    "unknown_order": _("The lane does not know this order."),
}

OTHER_REASON = "other"
LIFT_REASONS: Mapping[str, codes.Words] = {
    "checked": codes.Words("人工核验放行", "Checked by a person"),
    "unread": codes.Words("号牌污损或遮挡", "Plate dirty or covered"),
    "emergency": codes.Words("应急抢险车辆", "Emergency vehicle"),
    "internal": codes.Words("厂内车辆、工程机械", "Vehicle or machine of the plant"),
    "repair": codes.Words("设备检修", "Work on the equipment"),
    OTHER_REASON: codes.Words("其他", "Other"),
}
"""Why people lift an arm. The ledger keeps the Chinese words, whatever language the screen speaks."""

STATES: Sentences = {
    "quiet": _("Quiet"),
    "looking": _("Looking"),
    "deciding": _("Deciding"),
    "away": _("Camera away"),
}

POSITIONS: Sentences = {
    "closed": _("down"),
    "moving": _("moving"),
    "open": _("up"),
    "unknown": _("not known"),
}

STATUSES: Sentences = {
    Status.DRAFT: _("Draft"),
    Status.PENDING: _("Waiting for approval"),
    Status.APPROVED: _("Approved"),
    Status.TEMPORARY: _("Temporary"),
    Status.SUSPENDED: _("Suspended"),
    Status.EXPIRED: _("Expired"),
}

APPLICATION_STATES: Sentences = {
    State.DRAFT: _("Not sent yet"),
    State.SENT: _("With the plant"),
    State.ASKED: _("More is wanted"),
    State.APPEALED: _("Appealed"),
    State.APPROVED: _("Approved"),
    State.REJECTED: _("Rejected"),
    State.WITHDRAWN: _("Taken back"),
}
APPLICATION_STEPS: Sentences = {
    Step.SENT: _("Sent to the plant"),
    Step.ANSWERED: _("Answered"),
    Step.APPEALED: _("Appealed"),
    Step.WITHDRAWN: _("Taken back"),
    Step.ASKED: _("The plant wants more"),
    Step.APPROVED: _("Approved"),
    Step.REJECTED: _("Rejected"),
}

ROLES: Sentences = {
    "admin": _("Administrator"),
    "manager": _("Environment manager"),
    "guard": _("Guard"),
    "carrier": _("Carrier"),
    "inspector": _("Inspector"),
}


def say(sentences: Sentences, key: str) -> str:
    """The sentence for a key; the key itself when a newer program wrote one that has no sentence here."""
    return str(sentences.get(key, key))


def for_the_ledger(table: codes.Table, choice: str, words: str | None) -> str:
    """A reason from a list and what was said besides, as the ledger keeps it: in Chinese."""
    told = table[choice].zh
    return f"{told}：{words}" if words else told


def word(table: codes.Table, code: str) -> str:
    """The word for a code of the ledger's tables; a dash for none, the code itself when it is unknown."""
    if not code:
        return "—"
    return table[code].in_language(language()) if code in table else code


def listed(words: Iterable[str]) -> str:
    """Several words, as the reader's language counts them up."""
    return (", " if language() == "en" else "、").join(words)


def _in(table: codes.Table) -> Callable[[str], str]:
    return lambda code: word(table, code)


def _of(sentences: Sentences) -> Callable[[str], str]:
    @lru_cache(KEYS_KEPT)
    def said(_spoken: str, key: str) -> str:
        return say(sentences, key)

    return lambda key: said(language(), key)


def as_time(moment: datetime) -> str:
    """08:15:30."""
    return moment.astimezone(clock.BEIJING).strftime("%H:%M:%S")


def as_date_time(moment: datetime) -> str:
    """2026-11-22 08:15:30."""
    return moment.astimezone(clock.BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def as_ago(moment: datetime) -> str:
    """2:05, or 1:02:05: how long ago it was."""
    seconds = max(int((clock.now() - moment).total_seconds()), 0)
    hours, rest = divmod(seconds, 3600)
    told = f"{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"
    return f"{hours}:{told}" if hours else told


def as_date(day: date | str | None) -> str:
    """2026-11-22; a dash for none."""
    return str(day) if day else "—"


def as_quantity(amount: Any) -> str:
    """31.5: as many decimals as it has, three at most."""
    return f"{amount:.3f}".rstrip("0").rstrip(".")


def as_size(octets: int) -> str:
    """12 kB, 3.4 MB."""
    return f"{octets / 1e6:.1f} MB" if octets >= 1_000_000 else f"{max(octets // 1000, 1)} kB"


FILTERS: dict[str, Callable[[Any], str]] = {
    "verdict": _of(VERDICTS),
    "reason": _of(REASONS),
    "outcome": _of(OUTCOMES),
    "upload": _of(UPLOADS),
    "position": _of(POSITIONS),
    "lane_state": _of(STATES),
    "status": _of(STATUSES),
    "role": _of(ROLES),
    "application_state": _of(APPLICATION_STATES),
    "application_step": _of(APPLICATION_STEPS),
    "colour": _in(codes.PLATE_COLOURS),
    "stage": _in(codes.EMISSION_STAGES),
    "fuel": _in(codes.FUEL_TYPES),
    "vehicle_type": _in(codes.VEHICLE_TYPES),
    "use_nature": _in(codes.USE_NATURES),
    "direction": _in(codes.DIRECTIONS),
    "network": _in(codes.NETWORK_STATUSES),
    "unit": _in(codes.QUANTITY_UNITS),
    "opening": _in(codes.OPENING_MODES),
    "listed": listed,
    "as_time": as_time,
    "as_date_time": as_date_time,
    "ago": as_ago,
    "as_date": as_date,
    "as_quantity": as_quantity,
    "as_size": as_size,
}
"""How templates say things: {{ passage.verdict | verdict }}."""
