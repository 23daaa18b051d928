"""A correction counts once a second person agrees, never before, and leaves the row as it was written (R-030)."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from peewee import DatabaseError

from gate import corrected, corrections, proof
from gate.corrections import CorrectionError
from gate.models import Correction, CorrectionReview, CorrectionWithdrawal, Lane, Passage, database
from tests.gate import rows

FILE = {
    "vin": "LFWSRXSJ0M1A00001",
    "engine_no": "55010001",
    "emission_stage": "5",
    "fuel_type": "B",
    "quantity_unit": "T",
}


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


def propose(passage: Passage, by: str = "wang", **values: Any) -> Correction:
    return corrections.propose(passage, values, reason="misread", words="", by=by)


def mistakes(act: Callable[[], Any]) -> dict[str, str]:
    with pytest.raises(CorrectionError) as refused:
        act()
    return refused.value.errors


def test_it_counts_after_a_second_person_and_the_row_stays_as_it_was(lane: Lane) -> None:
    passage = rows.entered(lane, **FILE)
    correction = propose(passage, plate_no="冀b7k·266", cargo_quantity="30")
    assert corrected.one(passage).changes == {}
    corrections.review(correction.id, agreed=True, words="", by="li")
    counts = corrected.one(passage)
    assert (counts.now.plate_no, f"{counts.now.cargo_quantity:.1f}") == ("冀B7K266", "30.0")
    assert counts.revision == 1
    assert Passage.get_by_id(passage.id).plate_no == "冀B7K268"
    [told] = corrections.of(passage)
    assert told.before == {"plate_no": "冀B7K268", "cargo_quantity": "32.500"}
    assert told.after == {"plate_no": "冀B7K266", "cargo_quantity": "30.000"}
    assert proof.verify().holds


def test_what_was_refused_never_counts_and_says_why(lane: Lane) -> None:
    passage = rows.entered(lane, **FILE)
    correction = propose(passage, emission_stage="6")
    unsaid = mistakes(lambda: corrections.review(correction.id, agreed=False, words="", by="li"))
    assert unsaid == {"words": "required"}
    corrections.review(correction.id, agreed=False, words="随车清单为国五", by="li")
    assert corrected.one(passage).revision == 0
    assert corrections.count_waiting() == 0
    assert propose(passage, emission_stage="4").id != correction.id


def test_later_corrections_count_over_earlier_ones(lane: Lane) -> None:
    passage = rows.entered(lane, **FILE)
    for stage, cargo in (("6", "铁矿粉"), ("5", "焦炭")):
        correction = propose(passage, emission_stage=stage, cargo_name=cargo)
        corrections.review(correction.id, agreed=True, words="", by="li")
    counts = corrected.one(passage)
    assert counts.revision == 2
    assert counts.changes == {"cargo_name": "焦炭"}  # the stage is what it was at first


@pytest.mark.parametrize("by", ["wang", "Wang", "WANG"])
def test_nobody_agrees_with_themselves(lane: Lane, by: str) -> None:
    correction = propose(rows.entered(lane, **FILE), plate_no="冀B7K266")
    for agreed in (True, False):
        wrong = mistakes(
            lambda agreed=agreed: corrections.review(  # type: ignore[misc]
                correction.id, agreed=agreed, words="是", by=by
            )
        )
        assert wrong == {"": "second_person_needed"}
    assert CorrectionReview.select().count() == 0


def test_whoever_wrote_it_takes_it_back_before_anybody_has_answered(lane: Lane) -> None:
    passage = rows.entered(lane, **FILE)
    correction = propose(passage, plate_no="冀B7K266")
    assert mistakes(lambda: corrections.withdraw(correction.id, words="", by="li")) == {
        "": "not_your_own"
    }
    corrections.withdraw(correction.id, words="看错了车", by="Wang")
    [told] = corrections.of(passage)
    assert (told.waits, told.review) == (False, None)
    assert told.withdrawal is not None
    assert told.withdrawal.words == "看错了车"
    assert corrections.waiting() == []
    for late in (
        lambda: corrections.review(correction.id, agreed=True, words="", by="li"),
        lambda: corrections.withdraw(correction.id, words="", by="wang"),
    ):
        assert mistakes(late) == {"": "withdrawn_meanwhile"}
    again = propose(passage, plate_no="冀B7K269")
    corrections.review(again.id, agreed=True, words="", by="li")
    assert mistakes(lambda: corrections.withdraw(again.id, words="", by="wang")) == {
        "": "already_reviewed"
    }
    assert corrected.one(passage).now.plate_no == "冀B7K269"
    with pytest.raises(DatabaseError, match="only ever added to"):
        CorrectionWithdrawal.delete().execute()
    assert proof.verify().holds


def test_the_database_itself_knows_that_it_takes_two(lane: Lane) -> None:
    passage = rows.entered(lane, **FILE)
    correction = propose(passage, plate_no="冀B7K266")
    alone = CorrectionReview(
        correction=correction, at=correction.at, by="wang", agreed=True, words=""
    )
    with pytest.raises(DatabaseError, match="second person"):
        rows.chain(alone)
    assert proof.verify().holds


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"plate_no": "冀B7K26"}, {"plate_no": "not_a_plate"}),
        ({"plate_no": "冀B06128D"}, {"plate_colour": "colour_against_form"}),
        ({"plate_colour": "9"}, {"plate_colour": "unknown_code"}),
        ({"plate_no": ""}, {"plate_no": "required"}),
        ({"vin": "LFWSRXSJ1M1A00001"}, {"vin": "vin_check"}),
        ({"vin": "LFW"}, {"vin": "vin_shape"}),
        ({"engine_no": "LFWSRXSJ0M1A00001"}, {"engine_no": "engine_no_is_vin"}),
        ({"emission_stage": "国五"}, {"emission_stage": "unknown_code"}),
        ({"registration_date": "2199-01-01"}, {"registration_date": "in_future"}),
        ({"cargo_quantity": "-1"}, {"cargo_quantity": "out_of_range"}),
        ({}, {"": "nothing_changed"}),
        ({"cargo_quantity": "32.5", "plate_colour": "1"}, {"": "nothing_changed"}),
    ],
)
def test_it_is_checked_as_the_register_checks(lane: Lane, values: Any, wrong: Any) -> None:
    vin = {"vin": "LFWSRXSJ5M1A00001"}
    passage = rows.entered(lane, **FILE | vin)
    if values.get("engine_no"):
        values = {"engine_no": vin["vin"]}
    assert mistakes(lambda: propose(passage, **values)) == wrong
    assert Correction.select().count() == 0


@pytest.mark.parametrize(
    "captured",
    ["passed_at", "gate_no", "barrier_no", "direction", "front_photo", "verdict", "serial_no"],
)
def test_what_the_gate_captured_nobody_corrects(lane: Lane, captured: str) -> None:
    passage = rows.entered(lane, **FILE)
    assert mistakes(lambda: propose(passage, **{captured: "2"})) == {"": "nothing_changed"}


def test_a_reason_is_given_and_other_reasons_in_words(lane: Lane) -> None:
    passage = rows.entered(lane, **FILE)
    for reason, words, wrong in (
        ("", "", {"reason": "required"}),
        ("because", "", {"reason": "unknown_code"}),
        ("other", " ", {"words": "required"}),
    ):
        found = mistakes(
            lambda reason=reason, words=words: corrections.propose(  # type: ignore[misc]
                passage, {"plate_no": "冀B7K266"}, reason=reason, words=words, by="wang"
            )
        )
        assert found == wrong


def test_a_row_that_nobody_could_read_may_be_corrected_item_by_item(lane: Lane) -> None:
    passage = rows.entered(lane, plate_no="", plate_colour="")
    cargo = propose(passage, cargo_name="焦炭", quantity_unit="", plate_no="", plate_colour="")
    assert cargo.after == '{"cargo_name": "焦炭"}'
    corrections.review(cargo.id, agreed=True, words="", by="li")
    assert mistakes(lambda: propose(passage, plate_no="冀B7K266")) == {"plate_colour": "required"}
    whole = propose(passage, plate_no="冀B7K266", plate_colour="1")
    corrections.review(whole.id, agreed=True, words="", by="li")
    assert corrected.one(passage).now.plate_no == "冀B7K266"


def test_one_at_a_time_waits_for_a_second_person(lane: Lane) -> None:
    passage, other = rows.entered(lane, **FILE), rows.entered(lane, **FILE)
    first = propose(passage, plate_no="冀B7K266")
    wrong = mistakes(lambda: propose(passage, by="zhao", plate_no="冀B7K265"))
    assert wrong == {"": "correction_waits"}
    second = propose(other, plate_no="冀B7K265")
    assert [told.correction.id for told in corrections.waiting()] == [first.id, second.id]


def test_of_two_who_answer_at_one_moment_one_wins_and_the_other_is_told(lane: Lane) -> None:
    passage = rows.entered(lane, **FILE)
    correction = propose(passage, plate_no="冀B7K266")
    start, answers = threading.Barrier(4), []

    def answer(number: int) -> None:
        start.wait()
        with database.connection_context():
            try:
                corrections.review(
                    correction.id, agreed=bool(number % 2), words="已核对", by=f"li{number}"
                )
                answers.append("won")
            except CorrectionError as told:
                answers.append(told.errors[""])

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["already_reviewed"] * 3 + ["won"]
    assert CorrectionReview.select().count() == 1
    assert proof.verify().holds


PEOPLE = st.sampled_from(["wang", "Wang", "li", "zhao"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("propose"), PEOPLE, st.sampled_from("3456")),
        st.tuples(st.just("review"), PEOPLE, st.booleans()),
    ),
    max_size=12,
)


@given(steps=STEPS)
def test_no_way_leads_past_the_second_person(lane: Lane, steps: Any) -> None:
    passage = rows.entered(lane, **FILE)
    counts, waiting, last = "5", None, None
    for what, who, choice in steps:
        try:
            if what == "propose":
                last = propose(passage, by=who, emission_stage=choice)
                assert waiting is None
                waiting = (who, choice)
            elif last is not None:
                corrections.review(last.id, agreed=choice, words="已核对", by=who)
                assert waiting is not None
                assert waiting[0].casefold() != who.casefold()
                counts, waiting = (waiting[1] if choice else counts), None
        except CorrectionError:
            pass
        assert corrected.one(passage).now.emission_stage == counts
