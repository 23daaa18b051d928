"""Policies rule in [start, end), the plant's own before the city's, and what is not understood holds everybody."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate import clock
from gate.control import (
    Condition,
    Kind,
    NotUnderstood,
    Source,
    State,
    Subject,
    in_force,
    restrictions,
)
from tests.control import policy

START = datetime(2026, 11, 22, 8, 0, tzinfo=clock.BEIJING)
END = START + timedelta(days=2)
TICK = timedelta(milliseconds=1)
ORDERED = policy("2", starts=START, ends=END)
OLD_DIESEL = Subject(vehicle_type="Q11", fuel_type="B", emission_stage="4")
MACHINES = Condition(restricts=frozenset({Kind.MACHINE}), below_stage="3")
UNCLEAR = NotUnderstood(9, 1, "a policy knows no 'except'", "限行", None, START, END)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (START - TICK, State.ANNOUNCED),
        (START, State.ACTIVE),
        (END - TICK, State.ACTIVE),
        (END, State.EXPIRED),
    ],
)
def test_a_policy_rules_from_its_start_until_just_before_its_end(
    moment: datetime, state: State
) -> None:
    for each in (ORDERED, UNCLEAR):
        assert each.state(moment) is state
        assert bool(restrictions([each], OLD_DIESEL, moment)) == (state is State.ACTIVE)


def test_a_withdrawn_policy_rules_until_it_is_withdrawn() -> None:
    half = START + timedelta(hours=3)
    withdrawn = replace(ORDERED, withdrawn=half)
    assert withdrawn.state(half - TICK) is State.ACTIVE
    assert withdrawn.state(half) is State.WITHDRAWN
    assert withdrawn.state(END) is State.WITHDRAWN
    assert replace(ORDERED, withdrawn=START - TICK).state(START) is State.WITHDRAWN
    assert replace(ORDERED, withdrawn=END).state(END) is State.EXPIRED


def test_the_restriction_tells_which_condition_it_is() -> None:
    both = policy(
        "2", Condition(gates=frozenset("B")), starts=START, ends=END, policy_id=3, version=2
    )
    (by_measure,) = restrictions([both], OLD_DIESEL, START)
    assert (by_measure.policy_id, by_measure.version, by_measure.condition) == (3, 2, 0)
    clean = replace(OLD_DIESEL, emission_stage="6", gate_no="B")
    (by_own,) = restrictions([both], clean, START)
    assert (by_own.condition, by_own.certain) == (1, True)
    assert restrictions([both], replace(clean, gate_no="A"), START) == ()


def test_what_certainly_restricts_is_told_before_what_may() -> None:
    both = policy("2", Condition(), starts=START, ends=END)
    (found,) = restrictions([both], Subject(vehicle_type="Q11"), START)
    assert (found.condition, found.certain) == (1, True)
    (doubtful,) = restrictions([ORDERED], Subject(vehicle_type="Q11"), START)
    assert (doubtful.condition, doubtful.certain) == (0, False)


def test_the_plants_own_policy_takes_the_place_of_the_citys() -> None:
    own = replace(ORDERED, policy_id=2, source=Source.ENTERPRISE, measure="1")
    assert in_force([ORDERED, own], START) == (own,)
    assert restrictions([ORDERED, own], OLD_DIESEL, START) == ()
    # Only while it rules.
    later = replace(own, starts=START + timedelta(hours=1))
    assert in_force([ORDERED, later], START) == (ORDERED,)
    assert in_force([ORDERED, later], START + timedelta(hours=1)) == (later,)


def test_it_takes_its_place_only_in_what_it_restricts_itself() -> None:
    machines = policy("", MACHINES, policy_id=2, source=Source.ENTERPRISE, starts=START, ends=END)
    city = replace(ORDERED, own=(MACHINES,))
    assert in_force([city, machines], START) == (city, machines)
    assert in_force([city, machines], START, Kind.ROAD) == (city,)
    assert in_force([city, machines], START, Kind.MACHINE) == (machines,)
    assert restrictions([city, machines], OLD_DIESEL, START)


def test_a_drill_restricts_nobody() -> None:
    drill = replace(ORDERED, drill=True, source=Source.ENTERPRISE)
    assert in_force([drill], START) == ()
    assert in_force([drill, ORDERED], START) == (ORDERED,)


def test_what_is_not_understood_may_restrict_everybody() -> None:
    electric = Subject(vehicle_type="Q11", fuel_type="C", emission_stage="D")
    for kind in Kind:
        (found,) = restrictions([UNCLEAR], replace(electric, kind=kind), START)
        assert (found.certain, found.understood) == (False, False)


def test_what_is_not_understood_overrules_nothing_and_yields_only_as_the_citys() -> None:
    unclear_own = replace(UNCLEAR, source=Source.ENTERPRISE)
    assert in_force([ORDERED, unclear_own], START) == (ORDERED, unclear_own)
    own = replace(ORDERED, policy_id=2, source=Source.ENTERPRISE)
    assert in_force([own, UNCLEAR], START) == (own, UNCLEAR)
    of_city = replace(UNCLEAR, source=Source.CITY)
    # An own policy about trucks says nothing about machines, which the unclear one may mean.
    assert in_force([own, of_city], START, Kind.ROAD) == (own,)
    assert in_force([own, of_city], START) == (own, of_city)


def test_what_does_not_even_say_when_rules_until_it_is_withdrawn() -> None:
    timeless = NotUnderstood(9, 1, "?")
    for moment in (START - timedelta(days=999), END + timedelta(days=999)):
        assert timeless.state(moment) is State.ACTIVE
    withdrawn = replace(timeless, withdrawn=START)
    assert withdrawn.state(START) is State.WITHDRAWN


subjects = st.builds(
    Subject,
    st.sampled_from(Kind),
    vehicle_type=st.sampled_from(["", "Q11", "H31", "K33", "X99"]),
    fuel_type=st.sampled_from(["", "A", "B", "C", "E"]),
    emission_stage=st.sampled_from(["", *"X0123456D"]),
    gate_no=st.sampled_from(["", "A", "B"]),
)
moments = st.integers(0, 6 * 24 * 60).map(lambda m: START + timedelta(days=-2, minutes=m))
measures = st.sampled_from("1234")


@given(measures, subjects, moments)
def test_each_measure_restricts_all_that_the_one_before_it_restricts(
    code: str, subject: Subject, moment: datetime
) -> None:
    if code == "1":
        return
    milder = policy(str(int(code) - 1), starts=START, ends=END)
    harder = policy(code, starts=START, ends=END)
    if milder.restricts(subject, moment):
        assert harder.restricts(subject, moment)


@given(st.lists(measures, max_size=4), measures, subjects, moments)
def test_one_more_policy_of_the_city_frees_nobody(
    codes: list[str], more: str, subject: Subject, moment: datetime
) -> None:
    ordered = [
        policy(code, starts=START, ends=END, policy_id=number) for number, code in enumerate(codes)
    ]
    before = restrictions(ordered, subject, moment)
    ordered.append(policy(more, starts=START, ends=END, policy_id=99))
    assert set(before) <= set(restrictions(ordered, subject, moment))
