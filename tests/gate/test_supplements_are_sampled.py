"""Of each day's supplements chance picks some, and somebody who did not write them says what is right (R-052)."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from peewee import DatabaseError

from gate import (
    checkpoints,
    clock,
    corrections,
    proof,
    rules,
    sampling,
    supplement_reviews,
    supplement_samples,
)
from gate.models import Lane, ReviewDue, Supplement, SupplementReview, SupplementSample
from gate.supplement_reviews import ReviewError
from tests.gate import rows
from tests.gate.test_supplements_are_complete import tell, unread

KEY = Ed25519PrivateKey.generate()
MONDAY = clock.parse("2026-11-23T22:00:00+08:00")


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Let it be another moment."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_to


def supplement(lane: Lane, number: int, by: str = "wang") -> Supplement:
    now = clock.now()
    return tell(unread(lane, passed_at=now - timedelta(milliseconds=number)), by=by)


def seal() -> None:
    checkpoints.make("greengate/test", KEY)


def test_a_day_is_drawn_from_once_it_is_over_and_sealed(lane: Lane, at: Any) -> None:
    rules.change(supplement_share=20, supplement_least=2, by="li")
    at(MONDAY)
    written = [supplement(lane, number) for number in range(12)]
    seal()
    assert supplement_samples.draw_due() == []
    at(MONDAY + timedelta(hours=3))
    tuesday = supplement(lane, 1)
    assert supplement_samples.draw_due() == [], "no checkpoint has been signed since midnight"
    seal()
    [sample] = supplement_samples.draw_due()
    assert (sample.day, ReviewDue.select().count()) == ("2026-11-23", 3)
    assert {due.supplement.id for due in supplement_reviews.due()} <= {one.id for one in written}
    assert supplement_samples.draw_due() == []
    at(MONDAY + timedelta(hours=27))
    seal()
    [second] = supplement_samples.draw_due()
    assert (second.day, second.last_supplement) == ("2026-11-24", tuesday.id)
    assert proof.verify().holds


def test_anybody_can_repeat_the_draw_and_nobody_chose_it(lane: Lane, at: Any) -> None:
    at(MONDAY)
    for number in range(9):
        supplement(lane, number)
    at(MONDAY + timedelta(hours=3))
    seal()
    [sample] = supplement_samples.draw_due()
    told = json.loads(sample.drawn)
    key = supplement_samples.seed(sample.root, sample.tree_size, sample.day, len(told["drawn"]))
    places = sampling.places(key, len(told["among"]), len(told["drawn"]))
    assert [told["among"][place] for place in places] == told["drawn"]
    assert len(told["drawn"]) == 3


def test_a_clock_that_was_set_back_lets_none_slip_through(lane: Lane, at: Any) -> None:
    at(MONDAY)
    supplement(lane, 1)
    at(MONDAY + timedelta(hours=3))
    seal()
    supplement_samples.draw_due()
    at(MONDAY)
    slipped = supplement(lane, 2)
    at(MONDAY + timedelta(hours=4))
    assert supplement_samples.draw_due() == []
    supplement(lane, 3)
    at(MONDAY + timedelta(hours=27))
    seal()
    [sample] = supplement_samples.draw_due()
    assert slipped.id < sample.last_supplement
    assert ReviewDue.select().where(ReviewDue.supplement == slipped).exists()


@given(count=st.integers(1, 400), share=st.integers(1, 100), least=st.integers(1, 50))
def test_the_share_and_the_least_are_drawn(count: int, share: int, least: int) -> None:
    number = supplement_samples.wanted(count, share, least)
    assert number == count or number >= least
    assert number == count or number * 100 >= count * share
    assert 1 <= number <= count


@pytest.fixture
def drawn(lane: Lane, at: Any) -> list[Supplement]:
    """Three of a day, all of them drawn."""
    at(MONDAY)
    written = [supplement(lane, number) for number in range(3)]
    at(MONDAY + timedelta(hours=3))
    seal()
    supplement_samples.draw_due()
    return written


def mistakes(act: Callable[[], Any]) -> dict[str, str]:
    with pytest.raises(ReviewError) as refused:
        act()
    return refused.value.errors


def answer_of(number: int, agrees: bool, who: str) -> str:
    """What is said to somebody who answers; nothing where it is taken."""
    try:
        supplement_reviews.review(number, agrees=agrees, words="已核对", by=who)
    except ReviewError as refused:
        return refused.errors[""]
    return ""


PEOPLE = st.sampled_from(["wang", "Wang", "WANG", "li", "zhao"])


@given(tries=st.lists(st.tuples(st.integers(0, 2), PEOPLE, st.booleans()), max_size=9))
def test_no_way_leads_past_the_second_person(
    drawn: list[Supplement], tries: list[tuple[int, str, bool]]
) -> None:
    answered = {answer.supplement.id for answer in SupplementReview.select()}
    for place, who, agrees in tries:
        number = drawn[place].id
        found = answer_of(number, agrees, who)
        if who.casefold() == "wang":
            assert found == "second_person_needed"
        else:
            assert found == ("already_reviewed" if number in answered else "")
            answered.add(number)
    assert {due.supplement.id for due in ReviewDue.select()} == {s.id for s in drawn} - answered


def test_the_database_itself_knows_that_it_takes_two(drawn: list[Supplement]) -> None:
    alone = SupplementReview(supplement=drawn[0], at=clock.now(), by="wang", agrees=True, words="")
    with pytest.raises(DatabaseError, match="second person"):
        rows.chain(alone)
    assert proof.verify().holds


def test_what_was_not_drawn_nobody_reviews(lane: Lane) -> None:
    written = supplement(lane, 1)
    assert mistakes(
        lambda: supplement_reviews.review(written.id, agrees=True, words="", by="li")
    ) == {"": "not_drawn"}
    assert proof.verify().holds


def test_what_is_wrong_is_said_and_waits_for_its_correction(
    drawn: list[Supplement], at: Any
) -> None:
    wrong = drawn[0]
    assert mistakes(
        lambda: supplement_reviews.review(wrong.id, agrees=False, words="", by="li")
    ) == {"words": "required"}
    supplement_reviews.review(wrong.id, agrees=False, words="排放阶段应为国六", by="li")
    supplement_reviews.review(drawn[1].id, agrees=True, words="", by="li")
    assert [each.supplement for each in supplement_reviews.uncorrected()] == [wrong]
    assert supplement_reviews.count_due("li")[0] == 1
    assert supplement_reviews.count_due("wang") == (0, None)
    [month] = supplement_reviews.months()
    assert (month.month, month.supplements, month.from_paper) == ("2026-11", 3, 0)
    assert (month.drawn, month.reviewed, month.wrong) == (3, 2, 1)
    proposed = corrections.propose(
        wrong.passage, {"emission_stage": "6"}, reason="check", words="", by="li"
    )
    assert supplement_reviews.uncorrected() == []
    corrections.withdraw(proposed.id, words="看错了", by="li")
    assert [each.supplement for each in supplement_reviews.uncorrected()] == [wrong]
    assert proof.verify().holds


def test_a_sample_is_of_a_day(drawn: list[Supplement]) -> None:
    sample = SupplementSample.get()
    assert date.fromisoformat(sample.day) == MONDAY.date()
    assert (sample.share, sample.least) == (20, 3)
