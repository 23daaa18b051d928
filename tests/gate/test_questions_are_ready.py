"""A question that was written once answers as one that is written anew, whatever its values."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import fn
from playhouse.test_utils import count_queries

from gate import clock, site
from gate.codes import IN
from gate.models import Device, Entry, Gate, Lane, database
from gate.models.base import is_sqlite
from gate.ready import LONGEST_LIST, ready, rows

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


def _told(row: Any) -> Any:
    """Everything of a row, and of the rows that hang on it."""
    hung = {**row.__rel__, **{n: v for n, v in vars(row).items() if isinstance(v, Device | Lane)}}
    return (
        type(row),
        row.__data__,
        row._dirty,
        {name: other and _told(other) for name, other in hung.items()},
        vars(row).get("further"),
    )


def _joined(least: int) -> Any:
    other = Lane.alias()
    return (
        Lane.select(Lane, Gate, Device, fn.EXISTS(Device.select()).alias("further"), other)
        .join(Gate)
        .switch(Lane)
        .left_outer_join(Device, on=(Device.lane == Lane.id), attr="its")
        .switch(Lane)
        .left_outer_join(other, on=(other.id == Lane.id + 1), attr="next")
        .where(Lane.id >= least)
        .order_by(Lane.id)
    )


def _alone(least: int) -> Any:
    return Device.select(Device, Device.enabled.alias("further")).where(Device.id >= least)


def _behind(least: int) -> Any:
    joined = Device.select(Device.id, Device.lane, Lane.name, Gate.name, Gate.id)
    return joined.left_outer_join(Lane).left_outer_join(Gate).where(Device.id >= least)


@pytest.mark.parametrize("ask", [_joined, _alone, _behind])
def test_its_rows_are_those_that_peewee_makes(lanes: list[Lane], ask: Any) -> None:
    for lane in (lanes[0], lanes[2], None):
        where = {"lane": str(lane.id)} if lane else {}
        kind = {"kind": "camera" if lane else "mail", "driver": "simulated", "enabled": "1"}
        site.save_device({**where, **kind, "name": f"of {lane}"}, {}, "test")
    anew = [_told(row) for row in ask(0)]
    assert len(anew) >= 3
    assert [_told(row) for row in ready(ask)(0)] == anew
    assert [_told(row) for row in rows(ask(0))] == anew


def test_bytes_where_a_text_belongs_are_read_as_one(lanes: list[Lane]) -> None:
    if not is_sqlite():
        pytest.skip("Only SQLite keeps bytes in a column of text.")
    database.execute_sql("UPDATE lane SET name = CAST(name AS BLOB)")
    assert {lane.name for lane in _named("", [lane.id for lane in lanes], 9)} == {*"1234"}
