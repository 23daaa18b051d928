"""What people do about a case: one of two at the same moment wins, and every touch is an entry of the ledger."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gate import clock, proof
from gate.cases.rules import LIFTING_FOR, NO, WAITING, YES, State, Touch
from gate.models import Case, CaseNote, Passage, database
from gate.policy import Decision
from gate.reasons import Verdict


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether this person was the one, and the case as it stands now: who did what, and when."""

    won: bool
    case: Case


class _Lost(Exception):
    """Somebody else was faster: what was about to be written is not."""


def claim(case: Case, by: str, *, in_emergency: bool = False) -> Taken:
    """Take it in hand to lift the arm. Nobody else can until the lane has answered or the order is long dead.

    In an emergency the arm is lifted whatever the rules say, and the ledger says by whom and why.
    """
    told = Case.update(state=State.LIFTING, at=clock.now(), by=by, problem="")
    told = told.where(Case.id == case.id, _is_free())
    if not in_emergency:
        told = told.where((Case.verdict != Verdict.REFUSE) | (Case.answer == YES))
    return _taken(case, told.execute())


def give_back(case: Case, by: str, problem: str) -> Taken:
    """The arm did not move: the case waits on, and says why."""
    mine = (Case.state == State.LIFTING) & (Case.by == by)
    change = {"state": State.OPEN, "at": None, "by": "", "problem": problem}
    return _touch(case, Touch.NOT_ADMITTED, by, problem, change, mine)


def send_away(case: Case, by: str, words: str) -> Taken:
    """It is not let in, and has been told so."""
    change = {"state": State.SENT_AWAY, "at": clock.now(), "by": by}
    return _touch(case, Touch.SENT_AWAY, by, words, change, _is_free())


def ask(case: Case, by: str) -> Taken:
    """Put it to the manager; an answer that was given before is asked for anew."""
    unasked = Case.asked_at.is_null() | Case.answered_at.is_null(False)
    change = {"asked_at": clock.now(), "asked_by": by, **_UNANSWERED}
    told = {"verdict": case.verdict, "reasons": case.reasons}
    return _touch(case, Touch.ASKED, by, "", change, _is_free() & unasked, told)


def answer(case: Case, *, yes: bool, words: str, by: str) -> Taken:
    """The manager's word on the question as it was shown."""
    change = _answered(YES if yes else NO, words, by)
    what = Touch.ALLOWED if yes else Touch.DENIED
    told = {"verdict": case.verdict, "reasons": case.reasons}
    return _touch(case, what, by, words, change, _is_asked(case), told)


def take_over(case: Case, *, words: str, by: str) -> Taken:
    """The manager comes and deals with it: the guard's part is done."""
    change = {"state": State.HANDED, "at": clock.now(), "by": by} | _answered("", words, by)
    return _touch(case, Touch.TAKEN_OVER, by, words, change, _is_asked(case))


def allow(case: Case, *, words: str, by: str) -> Taken:
    """A manager who stands at the screen lets it in without having been asked."""
    asked = {"asked_at": case.asked_at or clock.now(), "asked_by": case.asked_by or by}
    told = {"verdict": case.verdict, "reasons": case.reasons}
    change = asked | _answered(YES, words, by)
    return _touch(case, Touch.ALLOWED, by, words, change, _is_free(), told)


def type_plate(case: Case, plate_no: str, plate_colour: str, judged: Decision, by: str) -> Taken:
    """A person says what stands on the metal. What was read stays in the row; what was allowed was for another."""
    read: Passage = case.passage
    change = _judged(judged) | {"plate_no": plate_no, "plate_colour": plate_colour, "problem": ""}
    change |= {"asked_at": None, "asked_by": "", **_UNANSWERED}
    told = {
        "read": [read.plate_no, read.plate_colour],
        "typed": [plate_no, plate_colour],
        "verdict": judged.verdict.value,
        "reasons": [reason.value for reason in judged.reasons],
    }
    return _touch(case, Touch.PLATE_TYPED, by, plate_no, change, _is_free(), told)


def judge_anew(case: Case, judged: Decision) -> Case:
    """What is known by now, where it differs; a manager's yes was for the reasons of then."""
    change = _judged(judged)
    if (case.verdict, case.reasons) == (change["verdict"], change["reasons"]):
        return case
    if judged.verdict is Verdict.REFUSE:
        change |= {"asked_at": None, "asked_by": "", **_UNANSWERED}
    return _taken(case, Case.update(**change).where(Case.id == case.id, _is_free()).execute()).case


_UNANSWERED: Mapping[str, Any] = {
    "answer": "",
    "answered_at": None,
    "answered_by": "",
    "answer_words": "",
}


def _answered(said: str, words: str, by: str) -> dict[str, Any]:
    return {"answer": said, "answered_at": clock.now(), "answered_by": by, "answer_words": words}


def _judged(judged: Decision) -> dict[str, Any]:
    reasons = ",".join(reason.value for reason in judged.reasons)
    return {"verdict": judged.verdict.value, "reasons": reasons}


def _is_free() -> Any:
    """See rules.is_free, here as the database is asked in the one statement that decides."""
    over = (Case.state == State.LIFTING) & (Case.at < clock.stamp(clock.now() - LIFTING_FOR))
    return (Case.state == State.OPEN) | over


def _is_asked(case: Case) -> Any:
    """The very question that was looked at waits for its answer."""
    asked: datetime | None = case.asked_at
    return (
        Case.state.in_(WAITING) & Case.answered_at.is_null() & (Case.asked_at == asked)
        if asked
        else Case.id.is_null()
    )


def _touch(
    case: Case,
    what: Touch,
    by: str,
    words: str,
    change: Mapping[str, Any],
    may: Any,
    told: Mapping[str, Any] | None = None,
) -> Taken:
    """The entry and the change in one transaction. The entry comes first: it holds the lock that all writers take."""
    note = CaseNote(
        passage=case.passage, at=clock.now(), by=by, what=what, words=words,
        told=json.dumps(told or {}, ensure_ascii=False, sort_keys=True),
    )  # fmt: skip
    try:
        with database.atomic():
            note.entry = proof.append(CaseNote.KIND, proof.facts(note))
            note.save(force_insert=True)
            if not Case.update(**change).where(Case.id == case.id, may).execute():
                raise _Lost
    except _Lost:
        return _taken(case, 0)
    return _taken(case, 1)


def _taken(case: Case, changed: int) -> Taken:
    now: Case = Case.select(Case, Passage).join(Passage).where(Case.id == case.id).get()
    return Taken(bool(changed), now)
