"""A vehicle let through on paper that still stands before a closed arm: ordered again, but not for ever."""

import time

import pytest

from devices.interfaces import ArmPosition, BarrierState, PlateColour
from gate.admission import Admitted, Sighting
from gate.book import Written
from gate.codes import IN
from gate.ledger import Result
from gate.models import Passage
from gate.policy import Decision, Reason, Verdict
from tests.looks import frame, look
from workers import waiting
from workers.waiting import MOST_TRIES, Waiting

DOWN = BarrierState(ArmPosition.CLOSED)
PASSAGE = Passage(serial_no="1")
SEEN = Sighting.of(frame(), IN, look("冀B7K268"), 2)


def admitted(result: Result | None, passage: Passage | None = PASSAGE) -> Admitted:
    decision = Decision(Verdict.OPEN, (Reason.ALLOWED,))
    return Admitted(Written("1", passage), decision, "冀B7K268", result, 1.0, None)


@pytest.mark.parametrize("result", [Result.TOO_LATE, Result.NOT_LIFTED])
def test_an_arm_that_did_not_rise_is_tried_again(result: Result) -> None:
    left = Waiting.of(admitted(result), SEEN)
    assert left is not None
    assert left.written.passage is PASSAGE


@pytest.mark.parametrize("result", [Result.LIFTED, None])
def test_an_arm_that_rose_or_was_not_to_rise_is_not(result: Result | None) -> None:
    assert Waiting.of(admitted(result), SEEN) is None


def test_so_is_one_whose_row_waits_on_the_lanes_own_disk() -> None:
    left = Waiting.of(admitted(Result.NOT_LIFTED, None), SEEN)
    assert left is not None
    assert left.sighting is SEEN


class Later:
    """The clock so many seconds on."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def monotonic(self) -> float:
        return time.monotonic() + self._seconds


def test_after_a_failure_there_is_a_pause_and_after_a_late_frame_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failed, late = (Waiting.of(admitted(r), SEEN) for r in (Result.NOT_LIFTED, Result.TOO_LATE))
    assert failed is not None
    assert late is not None
    assert late.may_try(DOWN)
    assert not failed.may_try(DOWN)
    monkeypatch.setattr(waiting, "time", Later(waiting.PAUSE_S))
    assert failed.may_try(DOWN)


@pytest.mark.parametrize(
    "state",
    [None, *(BarrierState(p) for p in ArmPosition if p is not ArmPosition.CLOSED)],
)
def test_only_an_arm_that_answers_and_is_down_is_ordered(state: BarrierState | None) -> None:
    left = Waiting.of(admitted(Result.TOO_LATE), SEEN)
    assert left is not None
    assert not left.may_try(state)


def test_an_arm_is_ordered_so_often_in_all_and_then_a_person_looks() -> None:
    orders, left = 1, Waiting.of(admitted(Result.NOT_LIFTED), SEEN)
    while left is not None:
        orders += 1
        left = left.after(Result.NOT_LIFTED)
    assert orders == MOST_TRIES


@pytest.mark.parametrize("result", [Result.LIFTED, Result.NO_LONGER_OPEN])
def test_once_it_is_up_or_is_not_to_rise_nothing_is_left_to_do(result: Result) -> None:
    left = Waiting.of(admitted(Result.NOT_LIFTED), SEEN)
    assert left is not None
    assert left.after(result) is None


@pytest.mark.parametrize(
    ("shown", "colour", "is_it"),
    [
        ("冀B7K268", PlateColour.YELLOW, True),
        ("冀B7K268", PlateColour.BLUE, False),
        ("冀B7K268", None, False),
        ("冀B7K26B", PlateColour.YELLOW, False),
    ],
)
def test_only_the_very_plate_in_its_colour_is_the_one_that_waits(
    shown: str, colour: PlateColour | None, is_it: bool
) -> None:
    assert SEEN.is_in([look("豫F5N382"), look(shown, colour)]) is is_it
