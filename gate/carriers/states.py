"""Where an application stands, and who may do what about it then. Pure."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Of an application."""

    DRAFT = "draft"
    """The carrier fills it in; the plant does not see it."""
    SENT = "sent"
    """It waits for the plant."""
    ASKED = "asked"
    """The plant wants something more, and it waits for the carrier."""
    APPEALED = "appealed"
    """It was rejected, and the carrier asks a person to look again."""
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What somebody does about an application; all but saving is written into the ledger."""

    SENT = "sent"
    ANSWERED = "answered"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"
    ASKED = "asked"
    APPROVED = "approved"
    REJECTED = "rejected"


BECOMES: Mapping[Step, State] = {
    Step.SENT: State.SENT,
    Step.ANSWERED: State.SENT,
    Step.APPEALED: State.APPEALED,
    Step.WITHDRAWN: State.WITHDRAWN,
    Step.ASKED: State.ASKED,
    Step.APPROVED: State.APPROVED,
    Step.REJECTED: State.REJECTED,
}
POSSIBLE: Mapping[State, frozenset[Step]] = {
    State.DRAFT: frozenset({Step.SENT, Step.WITHDRAWN}),
    State.SENT: frozenset({Step.WITHDRAWN, Step.ASKED, Step.APPROVED, Step.REJECTED}),
    State.ASKED: frozenset({Step.ANSWERED, Step.WITHDRAWN, Step.REJECTED}),
    State.APPEALED: frozenset({Step.WITHDRAWN, Step.ASKED, Step.APPROVED, Step.REJECTED}),
    State.REJECTED: frozenset({Step.APPEALED}),
    State.APPROVED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
OF_THE_CARRIER = frozenset({Step.SENT, Step.ANSWERED, Step.APPEALED, Step.WITHDRAWN})
EDITABLE = frozenset({State.DRAFT, State.ASKED})
"""While the carrier may change what it says."""
UNFINISHED = frozenset({State.DRAFT, State.SENT, State.ASKED, State.APPEALED})
WAITING = frozenset({State.SENT, State.APPEALED})
"""What waits for the plant."""


def may(state: str, step: Step) -> bool:
    """Whether this can be done now."""
    return step in POSSIBLE[State(state)]
