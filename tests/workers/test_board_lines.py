"""What a lane's board says for every decision: four short lines, green for who may pass (R-014)."""

import pytest

from devices.interfaces import Tone
from gate.codes import EMISSION_STAGES
from gate.policy import Decision, Reason, Verdict
from workers import board

WIDEST = 14
"""Characters of a line that the narrowest board still shows."""


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("verdict", Verdict)
def test_every_reason_has_its_line(reason: Reason, verdict: Verdict) -> None:
    said = board.lines("冀B06128D", "6", Decision(verdict, (reason, Reason.LISTED)))
    assert len(said) == 4
    assert said[0] == "冀B06128D"
    assert said[1] == "排放阶段 国VI"
    assert said[2] == board.VERDICTS[verdict]
    assert said[3] == board.SHORT[reason]
    assert all(0 < len(line) <= WIDEST for line in said)


def test_no_two_reasons_are_said_alike() -> None:
    assert len(set(board.SHORT.values())) == len(Reason)


@pytest.mark.parametrize("stage", EMISSION_STAGES)
def test_every_stage_has_its_words(stage: str) -> None:
    said = board.lines("", stage, Decision(Verdict.OPEN, (Reason.ALLOWED,)))
    assert said[1] == f"排放阶段 {EMISSION_STAGES[stage].zh}"


def test_what_is_not_known_is_said() -> None:
    said = board.lines("", "", Decision(Verdict.HOLD, (Reason.UNREAD,)))
    assert said == ["—", "排放阶段 未知", "请等待人工核验", "车牌未识别"]


def test_green_is_for_who_may_pass_alone() -> None:
    green = {verdict for verdict in Verdict if board.TONES[verdict] is Tone.GREEN}
    assert green == {Verdict.OPEN}


@pytest.mark.parametrize("said", [board.IDLE, board.LIFTED_BY_HAND])
def test_the_other_faces_of_the_board_have_four_lines(said: list[str]) -> None:
    assert len(said) == 4
    assert all(len(line) <= WIDEST for line in said)
