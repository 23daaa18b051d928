"""Why a vehicle was let in, held or refused: the reasons in their fixed precedence, and the decision made of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from gate.control import Restriction


class Verdict(StrEnum):
    OPEN = "open"
    HOLD = "hold"
    """A person decides."""
    REFUSE = "refuse"


class Reason(StrEnum):
    """In order of precedence, the weightiest first: the first one given is the one shown.

    What refuses stands before what holds, so that the reason shown explains the verdict. Among those that
    hold, doubt about who stands here comes before doubt about the papers.
    """

    EMERGENCY = "emergency"
    """Opens against every other reason; those are kept behind it."""
    LISTED = "listed"
    CONTROL = "control"
    SUSPENDED = "suspended"
    STAGE_TOO_LOW = "stage_too_low"
    LISTS_UNKNOWN = "lists_unknown"
    """Neither the list nor the policies have been read since the lane began: who is on them cannot be told."""
    OFFLINE = "offline"
    """Database or platform cannot be reached, and the plant does not want to decide on its last good copy."""
    UNJUDGED = "unjudged"
    """A fault of our own kept the judgement from being made; the log has it."""
    UNREAD = "unread"
    NO_PLATE = "no_plate"
    TEMPORARY_PLATE = "temporary_plate"
    LOW_CONFIDENCE = "low_confidence"
    COLOUR_UNKNOWN = "colour_unknown"
    COLOUR_AGAINST_FORM = "colour_against_form"
    TRAILER_ALONE = "trailer_alone"
    EMERGENCY_PLATE = "emergency_plate"
    """The plate of a police or rescue vehicle that nobody has registered."""
    LOOKS_LIKE_REGISTERED = "looks_like_registered"
    NOT_REGISTERED = "not_registered"
    CONTROL_NOT_UNDERSTOOD = "control_not_understood"
    CONTROL_UNCLEAR = "control_unclear"
    """Whether a policy restricts this vehicle depends on what is not known of it."""
    NOT_APPROVED = "not_approved"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    STAGE_UNKNOWN = "stage_unknown"
    MOTORCYCLE = "motorcycle"
    PAPERS_MISSING = "papers_missing"
    PAPERS_CONTRADICT = "papers_contradict"
    STAGE_IMPLAUSIBLE = "stage_implausible"
    NOT_NETWORKED = "not_networked"
    LEAVING = "leaving"
    TEMPORARY = "temporary"
    EXEMPT = "exempt"
    ALLOWED = "allowed"


VERDICTS = {
    **dict.fromkeys(Reason, Verdict.HOLD),
    Reason.LISTED: Verdict.REFUSE,
    Reason.CONTROL: Verdict.REFUSE,
    Reason.SUSPENDED: Verdict.REFUSE,
    Reason.STAGE_TOO_LOW: Verdict.REFUSE,
    Reason.EMERGENCY: Verdict.OPEN,
    Reason.LEAVING: Verdict.OPEN,
    Reason.TEMPORARY: Verdict.OPEN,
    Reason.EXEMPT: Verdict.OPEN,
    Reason.ALLOWED: Verdict.OPEN,
}
"""What each reason asks for by itself."""
_PRECEDENCE = {reason: place for place, reason in enumerate(Reason)}


def in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The weightiest first."""
    return tuple(sorted(set(reasons), key=_PRECEDENCE.__getitem__))


@dataclass(frozen=True, slots=True)
class Grounds:
    """What stands behind the reasons: which policy, which exemption, which papers."""

    restrictions: tuple[Restriction, ...] = ()
    """Policies that restrict the vehicle, or would but for an exemption."""
    exemptions: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    """Items of 表C.3 that an approved vehicle must have."""
    contradictions: tuple[str, ...] = ()
    """Keys of what does not agree among the papers; told also where the rules let it pass."""
    drills: tuple[Restriction, ...] = ()
    """Drills that would have kept it out, were they in earnest."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict and every reason for it, the weightiest first."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    grounds: Grounds = field(default=Grounds(), compare=False)

    @property
    def opens(self) -> bool:
        return self.verdict is Verdict.OPEN

    @property
    def reason(self) -> Reason:
        return self.reasons[0]
