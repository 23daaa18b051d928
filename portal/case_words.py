"""What is said of vehicles that wait: what became of them, what to do next, and what people did."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from gate import codes
from gate.cases.rules import State, Step, Touch
from gate.models import Case
from portal import wording
from portal.names import called

STEPS: wording.Sentences = {
    Step.ADMIT: _("Admit"),
    Step.SEND_AWAY: _("Send it away"),
    Step.WAIT: _("Wait for the manager"),
    Step.CORRECT: _("Compare and type the plate"),
    Step.TEMPORARY: _("Take it up as a temporary vehicle"),
    Step.CHECK: _("Check vehicle and papers"),
}
TOUCHES: wording.Sentences = {
    Touch.ASKED: _("Asked the manager."),
    Touch.ALLOWED: _("The manager allows it."),
    Touch.DENIED: _("The manager says no."),
    Touch.TAKEN_OVER: _("The manager deals with it."),
    Touch.SENT_AWAY: _("Sent away."),
    Touch.PLATE_TYPED: _("Typed the plate."),
    Touch.NOT_ADMITTED: _("Was to be let in; the arm did not move."),
}
BECAME: wording.Sentences = {
    State.LIFTING: _("%(name)s is letting it in, since %(at)s."),
    State.ADMITTED: _("%(name)s let it in at %(at)s."),
    State.SENT_AWAY: _("%(name)s sent it away at %(at)s."),
    State.HANDED: _("%(name)s deals with it, since %(at)s."),
}
BY_ITSELF: wording.Sentences = {
    State.ADMITTED: _("The arm rose for it at %(at)s."),
    State.GONE: _("It drove off at %(at)s."),
}
OTHER_REASON = "other"
SEND_AWAY_REASONS: Mapping[str, codes.Words] = {
    "rules": codes.Words("不符合放行条件，已劝返", "Does not meet the rules, told to turn back"),
    "papers": codes.Words("手续不全，已劝返", "Papers are missing, told to turn back"),
    "wrong_gate": codes.Words("走错出入口", "Came to the wrong gate"),
    "driver": codes.Words("司机放弃入厂", "The driver gave up"),
    OTHER_REASON: codes.Words("其他", "Other"),
}
"""Why people send a vehicle away, in the words that the ledger keeps."""


def became(case: Case) -> str:
    """Who did what with it, and when; empty while it waits."""
    if case.state == State.OPEN:
        return ""
    sentences = BECAME if case.by else BY_ITSELF
    sentence = sentences.get(case.state, BY_ITSELF[State.GONE])
    at = wording.as_time(case.at) if case.at else "—"
    return str(sentence) % {"name": called(case.by), "at": at}


def problem(case: Case) -> str:
    """Why the arm did not move, in a sentence; empty where nothing is known against it."""
    return wording.say(wording.ANSWERS, case.problem) if case.problem else ""


def answer(case: Case) -> str:
    """What the manager said."""
    if not case.answer:
        return ""
    told = {"name": called(case.answered_by), "words": case.answer_words}
    if case.answer == "yes":
        return str(gettext("%(name)s says yes: %(words)s", **told))
    return str(gettext("%(name)s says no: %(words)s", **told))


def reason_for_the_ledger(reason: str, case: Case) -> str:
    """Why it is let in, with what the person typed and what the manager said; the ledger is kept in Chinese."""
    told: list[Any] = [reason]
    if case.plate_no:
        told.append(f"号牌经人工核对为 {case.plate_no}")
    if case.answer:
        told.append(f"{case.answered_by} 同意：{case.answer_words}")
    return "；".join(told)
