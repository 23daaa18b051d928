"""What people did about one vehicle, from the ledger: what they said, and the arm on their order."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gate.cases.rules import Touch
from gate.ledger import Result
from gate.models import CaseNote, Outcome
from portal import case_words, wording


@dataclass(frozen=True, slots=True)
class Deed:
    """One touch: when, by whom, what, in which words, and the photograph that was taken at it."""

    at: datetime
    by: str
    what: str
    words: str = ""
    photo: str = ""
    position: str = ""
    """Of the arm, where it was looked at."""


def deeds(notes: Iterable[CaseNote], outcomes: Iterable[Outcome]) -> list[Deed]:
    """Both kinds in the order of time."""
    told = [*map(_of_note, notes), *map(_of_outcome, outcomes)]
    return sorted(told, key=lambda deed: deed.at)


def _of_note(note: CaseNote) -> Deed:
    words = note.words
    if note.what == Touch.NOT_ADMITTED:
        words = wording.say(wording.ANSWERS, words)
    return Deed(note.at, note.by, wording.say(case_words.TOUCHES, note.what), words)


def _of_outcome(outcome: Outcome) -> Deed:
    words, photo = _told(outcome)
    what = wording.say(wording.OUTCOMES, outcome.result)
    return Deed(outcome.at, outcome.by, what, words, photo, outcome.position)


def _told(outcome: Outcome) -> tuple[str, str]:
    """The detail of an outcome: the reason and the photograph of a person's order, or plain sentences."""
    if outcome.result == Result.NO_LONGER_OPEN:
        keys = str(outcome.detail).split(",")
        return " ".join(wording.say(wording.REASONS, key) for key in keys), ""
    try:
        told: Any = json.loads(outcome.detail)
    except ValueError:
        told = None
    if isinstance(told, dict):
        return str(told.get("reason", "")), str(told.get("photo", ""))
    return str(outcome.detail), ""
