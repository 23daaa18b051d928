"""A question that was written once answers as one that is written anew, whatever its values."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playhouse.test_utils import count_queries

from gate import clock, site
from gate.codes import IN
from gate.models import Gate, Lane
from gate.ready import LONGEST_LIST, ready

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def lanes() -> list[Lane]:
    gate = site.save_gate({"gate_no": "A", "name": "东门"}, "test")
    told = {"gate": str(gate.id), "direction": IN, "enabled": "1"}
    return [
        site.save_lane(told | {"barrier_no": f"{number:03}", "name": f"{number}"}, "test")
        for number in range(1, 5)
    ]


@ready
def _named(name: str, numbers: list[int], most: int) -> Any:
    named = Lane.select(Lane, Gate).join(Gate)
    return named.where((Lane.name == name) | Lane.id.in_(numbers)).order_by(Lane.id).limit(most)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.sampled_from(("1", "2", "'", "%s", "?")),
    st.lists(st.integers(0, 6), max_size=5),
    st.integers(0, 3),
)
def test_it_finds_what_the_same_question_finds_anew(
    lanes: list[Lane], name: str, numbers: list[int], most: int
) -> None:
    anew = Lane.select().where((Lane.name == name) | Lane.id.in_(numbers))
    found = _named(name, numbers, most)
    assert found == list(anew.order_by(Lane.id).limit(most))
    assert {lane.gate.name for lane in found} <= {"东门"}


def test_its_values_may_be_rows_moments_and_codes(lanes: list[Lane]) -> None:
    @ready
    def of_gate(gate: Gate, direction: str) -> Any:
        return Lane.select().where(Lane.gate == gate, Lane.direction == direction)

    assert of_gate(lanes[0].gate, IN) == lanes

    @ready
    def before(moment: Any) -> Any:
        from gate.models import Entry

        return Entry.select().where(Entry.at < moment)

    assert len(before(clock.now() + timedelta(days=1))) == 5
    assert before(clock.now() - timedelta(days=1)) == []


def test_a_list_longer_than_any_page_is_asked_all_the_same(lanes: list[Lane]) -> None:
    numbers = list(range(LONGEST_LIST + 1))
    assert len(_named("", numbers, 10)) == 4
    assert len(_named("", [], 10)) == 0
    assert _named.one("2", [], 10) == lanes[1]
    assert _named.one("", [], 10) is None


def test_each_time_is_one_question(lanes: list[Lane]) -> None:
    with count_queries() as counter:
        _named("1", [1], 5)
        _named("1", [2], 5)
    assert counter.count == 2
