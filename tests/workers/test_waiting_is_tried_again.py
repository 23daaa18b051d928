"""A vehicle let through on paper that still stands before a closed arm: ordered again, but not for ever."""

import time

import pytest

from devices.interfaces import ArmPosition, BarrierState
from gate.admission import Admitted
from gate.book import Written
from gate.ledger import Result
from gate.models import Passage
from gate.policy import Decision, Reason, Verdict
from workers import waiting
from workers.waiting import MOST_TRIES, Waiting

DOWN = BarrierState(ArmPosition.CLOSED)
PASSAGE = Passage(serial_no="1")


@pytest.fixture(autouse=True)
def short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PAUSE_S", 0.5)


def admitted(result: Result | None, passage: Passage | None = PASSAGE) -> Admitted:
    decision = Decision(Verdict.OPEN, (Reason.ALLOWED,))
    return Admitted(Written("1", passage), decision, "冀B7K268", result, 1.0, None)


@pytest.mark.parametrize("result", [Result.TOO_LATE, Result.NOT_LIFTED])
def test_an_arm_that_did_not_rise_is_tried_again(result: Result) -> None:
    left = Waiting.of(admitted(result))
    assert left is not None
    assert left.written.passage is PASSAGE


@pytest.mark.parametrize("result", [Result.LIFTED, None])
def test_an_arm_that_rose_or_was_not_to_rise_is_not(result: Result | None) -> None:
    assert Waiting.of(admitted(result)) is None


def test_so_is_one_whose_row_waits_on_the_lanes_own_disk() -> None:
    left = Waiting.of(admitted(Result.NOT_LIFTED, None))
    assert left is not None
    assert left.plate_no == "冀B7K268"


def test_after_a_failure_there_is_a_pause_and_after_a_late_frame_there_is_none() -> None:
    failed, late = (Waiting.of(admitted(r)) for r in (Result.NOT_LIFTED, Result.TOO_LATE))
    assert failed is not None
    assert late is not None
    assert late.may_try(DOWN)
    assert not failed.may_try(DOWN)
    time.sleep(0.51)
    assert failed.may_try(DOWN)


@pytest.mark.parametrize(
    "state",
    [None, *(BarrierState(p) for p in ArmPosition if p is not ArmPosition.CLOSED)],
)
def test_only_an_arm_that_answers_and_is_down_is_ordered(state: BarrierState | None) -> None:
    left = Waiting.of(admitted(Result.TOO_LATE))
    assert left is not None
    assert not left.may_try(state)


def test_an_arm_is_ordered_so_often_in_all_and_then_a_person_looks() -> None:
    orders, left = 1, Waiting.of(admitted(Result.NOT_LIFTED))
    while left is not None:
        orders += 1
        left = left.after(Result.NOT_LIFTED)
    assert orders == MOST_TRIES


def test_once_it_is_up_nothing_is_left_to_do() -> None:
    left = Waiting.of(admitted(Result.NOT_LIFTED))
    assert left is not None
    assert left.after(Result.LIFTED) is None
