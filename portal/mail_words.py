"""What becomes of letters, in the reader's language."""

from flask_babel import lazy_gettext as _

from gate.mail.outbox import State
from portal import wording

STATES: wording.Sentences = {
    State.WAITING: _("Waits"),
    State.SENDING: _("Is being sent"),
    State.SENT: _("Sent"),
    State.FAILED: _("Not sent"),
    State.UNSURE: _("Perhaps sent"),
}
KINDS: wording.Sentences = {
    "report": _("Nightly report"),
    "answer": _("Answer to a carrier"),
    "reminder": _("Reminder to a carrier"),
    "account": _("About an account"),
}
TONES = {State.SENT: "works", State.FAILED: "fails", State.UNSURE: "waits"}


def state(key: str) -> str:
    return wording.say(STATES, key)


def kind(key: str) -> str:
    return wording.say(KINDS, key)


def tone(key: str) -> str:
    """The colour of a state; the word beside it says the same."""
    return TONES.get(State(key), "plain")
