"""A held or refused vehicle waits until one person settles it, once; every touch is in the ledger (R-015)."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate import cases, clock, corrections, exceedance, ledger, proof
from gate.cases import judging, keeping, rules, touching
from gate.cases.rules import State, Step, Touch
from gate.ledger import Result
from gate.models import Case, Lane, Passage, Vehicle, database
from gate.reasons import VERDICTS, Reason, Verdict
from gate.vehicle_file import RegisterError
from tests import cast
from tests.gate import rows

HELD = {"verdict": "hold", "reasons": "not_registered", "opening_mode": ""}
REFUSED = {"verdict": "refuse", "reasons": "listed", "opening_mode": ""}


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


def held(lane: Lane, **told: Any) -> Case:
    passage = ledger.record(rows.row(lane, **(HELD | told)))
    return cases.of_passages([passage.id])[passage.id]


def now(case: Case) -> Case:
    found = cases.get(case.id)
    assert found is not None
    return found


def touches(passage: Passage) -> list[tuple[str, str, str]]:
    return [(note.what, note.by, note.words) for note in cases.notes(passage)]


def lifted(passage: Passage, by: str = "wang") -> None:
    ledger.note_outcome(passage, Result.LIFT_ORDERED, position="closed", by=by)
    ledger.note_outcome(passage, Result.LIFTED_BY_PERSON, position="open", by=by)


def test_whoever_is_held_or_refused_waits_and_whoever_passes_does_not(lane: Lane) -> None:
    rows.entered(lane)
    case = held(lane)
    assert [(c.state, c.passage.reasons) for c in cases.open()] == [("open", "not_registered")]
    lifted(case.passage)
    assert cases.open() == []
    assert (now(case).state, now(case).by) == (State.ADMITTED, "wang")


def test_the_next_vehicle_of_the_lane_tells_that_the_one_before_has_gone(lane: Lane) -> None:
    other = rows.lane("002")
    first, elsewhere = held(lane), held(other)
    second = held(lane)
    assert [case.id for case in cases.open()] == [elsewhere.id, second.id]
    assert now(first).state == State.GONE
    assert keeping.gone(other.id) == 1
    assert now(elsewhere).state == State.GONE


def test_a_row_that_was_spooled_waits_only_if_nobody_has_come_since(lane: Lane) -> None:
    rows.entered(lane)
    before = clock.now() - timedelta(minutes=5)
    ledger.record(rows.row(lane, passed_at=before, **HELD), late=True)
    assert cases.open() == []
    ledger.record(rows.row(lane, **HELD), late=True)
    assert len(cases.open()) == 1


def test_one_that_was_to_be_let_in_waits_when_its_arm_failed_or_it_may_no_longer(
    lane: Lane,
) -> None:
    passage = ledger.record(rows.row(lane))
    ledger.note_outcome(passage, Result.NOT_LIFTED, position="closed")
    [case] = cases.open()
    assert (case.verdict, case.problem) == ("open", "not_lifted")
    ledger.note_outcome(passage, Result.NO_LONGER_OPEN, position="closed", detail="listed,expired")
    [case] = cases.open()
    assert (case.verdict, case.reasons) == ("refuse", "listed,expired")
    ledger.note_outcome(passage, Result.LIFTED_AT_GATE, position="open")
    assert (now(case).state, now(case).by) == (State.ADMITTED, "")


def test_two_guards_at_once_one_lifts_and_the_other_learns_who(lane: Lane) -> None:
    case = held(lane)
    start, won = threading.Barrier(4), []

    def act(by: str, what: Callable[[], touching.Taken]) -> None:
        start.wait()
        taken = what()
        if taken.won:
            won.append(by)
        else:
            assert taken.case.by in ("wang", "zhao", "qian", "sun")
            assert taken.case.at is not None
        database.close()

    people: dict[str, Callable[[], touching.Taken]] = {
        "wang": lambda: touching.claim(case, "wang"),
        "zhao": lambda: touching.claim(case, "zhao"),
        "qian": lambda: touching.send_away(case, "qian", "手续不全"),
        "sun": lambda: touching.send_away(case, "sun", "手续不全"),
    }
    threads = [threading.Thread(target=act, args=told) for told in people.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [now(case).by] == won
    assert len(touches(case.passage)) == (now(case).state == State.SENT_AWAY)
    assert proof.verify().holds


def test_an_arm_that_did_not_move_leaves_the_case_open_and_says_why(lane: Lane) -> None:
    case = held(lane)
    assert touching.claim(case, "wang").won
    assert not touching.claim(case, "zhao").won
    back = touching.give_back(case, "wang", "not_lifted")
    assert (back.case.state, back.case.problem) == (State.OPEN, "not_lifted")
    assert touches(case.passage) == [("not_admitted", "wang", "not_lifted")]
    assert touching.claim(case, "zhao").won


def test_an_order_of_which_nothing_was_heard_is_over_after_a_while(lane: Lane) -> None:
    case = held(lane)
    touching.claim(case, "wang")
    long_ago = clock.now() - rules.LIFTING_FOR - timedelta(seconds=1)
    Case.update(at=long_ago).where(Case.id == case.id).execute()
    assert rules.is_free(State.LIFTING, long_ago, clock.now())
    assert touching.send_away(case, "zhao", "司机放弃").won
    assert not touching.give_back(case, "wang", "no_answer").won


def test_what_the_rules_refuse_takes_the_managers_yes(lane: Lane) -> None:
    case = held(lane, **REFUSED)
    assert not touching.claim(case, "wang").won
    assert touching.ask(case, "wang").won
    assert not touching.ask(case, "zhao").won
    [asked] = cases.questions()
    assert not touching.claim(case, "wang").won
    assert touching.answer(asked, yes=True, words="救灾物资，放行", by="li").won
    late = touching.answer(asked, yes=False, words="不行", by="sun")
    assert (late.won, late.case.answered_by) == (False, "li")
    assert cases.count_questions() == 0
    assert touching.claim(case, "wang").won
    assert [what for what, _, _ in touches(case.passage)] == [Touch.ASKED, Touch.ALLOWED]


def test_a_no_keeps_it_out_and_a_question_of_before_is_no_longer_answered(lane: Lane) -> None:
    case = held(lane, **REFUSED)
    first = touching.ask(case, "wang").case
    touching.answer(first, yes=False, words="名单车辆不得入厂", by="li")
    assert not touching.claim(case, "wang").won
    second = touching.ask(case, "wang").case
    assert not touching.answer(first, yes=True, words="", by="li").won
    taken = touching.take_over(second, words="我到现场", by="li")
    assert (taken.won, taken.case.state, taken.case.by) == (True, State.HANDED, "li")
    assert cases.open() == []


def test_a_typed_plate_is_judged_by_itself_and_the_row_keeps_what_was_read(
    lane: Lane, vehicles: dict[str, Vehicle]
) -> None:
    read = {"plate_no": "冀B7K26B", "reasons": "looks_like_registered"}
    case = held(lane, look_alike=cast.APPROVED.plate_no, **read)
    typed = {"plate_no": "冀b·7k268", "plate_colour": "1"}
    taken, problem = judging.type_plate(case, typed, "wang")
    assert (taken.won, problem) == (True, "")
    assert (taken.case.verdict, taken.case.plate_no) == ("open", cast.APPROVED.plate_no)
    assert taken.case.passage.plate_no == "冀B7K26B"
    [waiting] = corrections.waiting()
    assert waiting.after["plate_no"] == cast.APPROVED.plate_no
    assert waiting.after["carrier_name"] == cast.CARRIER.display_name
    again, problem = judging.type_plate(case, typed | {"plate_no": cast.LISTED.plate_no}, "wang")
    assert (again.case.verdict, again.case.reasons) == ("refuse", "listed")
    [waiting] = corrections.waiting()
    assert (problem, waiting.after["plate_no"]) == ("", cast.LISTED.plate_no)
    assert judging.type_plate(case, typed, "zhao")[1] == "correction_waits"
    judging.type_plate(case, typed | {"plate_no": cast.LISTED.plate_no}, "wang")
    assert not touching.claim(case, "wang").won
    with pytest.raises(RegisterError):
        judging.type_plate(case, {"plate_no": "冀B7", "plate_colour": "1"}, "wang")
    assert [what for what, _, _ in touches(case.passage)] == [Touch.PLATE_TYPED] * 4


def test_what_has_come_to_be_known_counts_and_doubts_about_the_plate_stay(
    lane: Lane, vehicles: dict[str, Vehicle]
) -> None:
    doubtful = held(lane, reasons="low_confidence", plate_no=cast.APPROVED.plate_no)
    assert judging.renew(doubtful).reasons == "low_confidence"
    exceedance.put_on(cast.APPROVED.plate_no, "1", "2", clock.now(), by="li")
    assert judging.renew(doubtful).reasons == "listed"
    listed = held(lane, **(REFUSED | {"plate_no": cast.LISTED.plate_no}))
    allowed = touching.answer(touching.ask(listed, "wang").case, yes=True, words="可", by="li")
    exceedance.release(exceedance.current()[-1].id, by="li")
    renewed = judging.renew(allowed.case)
    assert (renewed.verdict, renewed.reasons) == ("open", "allowed")
    unread = held(lane, reasons="unread", plate_no="", plate_colour="")
    assert judging.renew(unread).reasons == "unread"


@given(
    st.lists(st.sampled_from(Reason), min_size=1, max_size=3),
    st.sampled_from(["1", "2"]),
    st.booleans(),
    st.sampled_from(["", "yes", "no"]),
)
def test_nobody_is_told_to_let_in_whom_the_rules_refuse(
    reasons: list[Reason], direction: str, asked: bool, answer: str
) -> None:
    verdict = rules.verdict_of(reason.value for reason in reasons)
    told = ",".join(reason.value for reason in reasons)
    step = rules.next_step(verdict, told, direction, asked=asked, answer=answer)
    refused = any(VERDICTS[reason] is Verdict.REFUSE for reason in reasons)
    if refused and answer != "yes":
        assert rules.needs_manager(verdict, answer)
        assert step in (Step.SEND_AWAY, Step.WAIT)
    if direction == "2":
        assert step is not Step.TEMPORARY


PEOPLE = st.sampled_from(["wang", "zhao"])
ACTS = st.one_of(
    st.tuples(st.just("admit"), PEOPLE, st.sampled_from(["up", "stuck", "silent"])),
    st.tuples(st.sampled_from(["send_away", "ask"]), PEOPLE, st.just("")),
    st.tuples(st.sampled_from(["yes", "no", "mine"]), st.just("li"), st.just("")),
    st.tuples(st.sampled_from(["gone", "at_gate", "later"]), st.just(""), st.just("")),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([HELD, REFUSED]), st.lists(ACTS, max_size=8))
def test_whatever_people_do_it_is_settled_once_and_the_arm_moves_at_most_once(
    lane: Lane, told: dict[str, str], acts: list[tuple[str, str, str]]
) -> None:
    case, lifts, won = held(lane, **told), 0, 0
    for what, by, arm in acts:
        before = now(case)
        moved, touched = _do(what, by, arm, before)
        lifts, won = lifts + moved, won + touched
        if before.state not in rules.WAITING:
            after = now(case)
            assert (after.state, after.by, after.at) == (before.state, before.by, before.at)
            assert not moved
    assert lifts <= 1
    assert len(touches(case.passage)) == won
    if lifts and told is REFUSED:
        assert now(case).answer == "yes"


def _do(what: str, by: str, arm: str, case: Case) -> tuple[bool, bool]:
    """Whether the arm moved on somebody's order about this case, and whether a note was written."""
    if what == "admit":
        return _admit(case, by, arm)
    if what == "gone":
        keeping.gone(case.lane_id)
    if what == "at_gate":
        ledger.note_outcome(case.passage, Result.LIFTED_AT_GATE, position="open")
    if what == "later":
        long_ago = clock.now() - rules.LIFTING_FOR - timedelta(seconds=1)
        Case.update(at=long_ago).where(Case.id == case.id, Case.state == State.LIFTING).execute()
    people: dict[str, Callable[[], touching.Taken]] = {
        "send_away": lambda: touching.send_away(case, by, "手续不全"),
        "ask": lambda: touching.ask(case, by),
        "yes": lambda: touching.answer(case, yes=True, words="可", by=by),
        "no": lambda: touching.answer(case, yes=False, words="不可", by=by),
        "mine": lambda: touching.take_over(case, words="我来", by=by),
    }
    return False, what in people and people[what]().won


def _admit(case: Case, by: str, arm: str) -> tuple[bool, bool]:
    if not touching.claim(case, by).won:
        return False, False
    if arm == "up":
        lifted(case.passage, by)
        return True, False
    return False, arm == "stuck" and touching.give_back(case, by, "not_lifted").won
