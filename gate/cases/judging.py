"""A vehicle that waits, judged anew: by the plate that a person typed, or by what has come to be known since."""

from collections.abc import Mapping
from typing import Any

from gate import clock, corrected, corrections, outlook
from gate.cases import touching
from gate.cases.rules import in_doubt
from gate.cases.touching import Taken
from gate.corrections import CorrectionError
from gate.fields import Fields
from gate.models import Case, Passage
from gate.outlook import Outlook
from gate.policy import Decision
from gate.reasons import Verdict
from gate.vehicle_file import RegisterError, read_plate

_OF_FILES = tuple(name for name in corrected.ITEMS if not name.startswith(("plate_", "cargo_")))
"""What a correction takes over from the file of the vehicle that it truly was."""


def renew(case: Case) -> Case:
    """The case by what is known now. Doubts about who stands there stay, whatever the register says of that plate."""
    passage: Passage = case.passage
    plate, colour = _plate_of(case)
    if not plate or not colour:
        return case
    judged = _judged(passage, plate, colour)
    if not case.plate_no and in_doubt(case.reasons) and judged.verdict is not Verdict.REFUSE:
        return case
    return touching.judge_anew(case, judged)


def type_plate(case: Case, values: Mapping[str, Any], by: str) -> tuple[Taken, str]:
    """Judge the very plate that a person typed, and propose the correction of the row to a second person (R-030).

    The second value says why no correction was proposed: a key of a mistake, empty where one was, or none is needed.
    Raises RegisterError for what is no plate.
    """
    fields = Fields(values)
    plate, colour = read_plate(fields)
    fields.stop_at_mistakes(RegisterError)
    taken = touching.type_plate(case, plate, colour, _judged(case.passage, plate, colour), by)
    return taken, _propose(case.passage, plate, colour, by) if taken.won else ""


def _judged(passage: Passage, plate: str, colour: str) -> Decision:
    return Outlook().of(plate, colour, clock.now(), passage.gate_no, passage.direction)


def _plate_of(case: Case) -> tuple[str, str]:
    if case.plate_no:
        return case.plate_no, case.plate_colour
    return case.passage.plate_no, case.passage.plate_colour


def _propose(passage: Passage, plate: str, colour: str, by: str) -> str:
    file = outlook.file_of(plate, colour)
    told = {name: getattr(file, name) for name in _OF_FILES} if file else {}
    values = {name: value for name, value in told.items() if value}
    values |= {"plate_no": plate, "plate_colour": colour}
    try:
        _take_back(passage, by)
        corrections.propose(passage, values, reason="misread", words="", by=by)
    except CorrectionError as refused:
        problem = next(iter(refused.errors.values()))
        return "" if problem == "nothing_changed" else problem
    return ""


def _take_back(passage: Passage, by: str) -> None:
    """What the same person typed a moment ago and nobody has answered yet."""
    for told in corrections.of(passage):
        if told.waits and told.correction.by == by:
            corrections.withdraw(told.correction.id, words="重新录入", by=by)
