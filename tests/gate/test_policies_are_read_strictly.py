"""A policy is read wholly or not at all: what is not fully understood is told as such, never as an empty rule."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate import clock
from gate.control import (
    Condition,
    ControlPolicy,
    Hours,
    Kind,
    NotUnderstood,
    Source,
    State,
    Subject,
    Weight,
    condition_from_data,
    condition_to_data,
    from_json,
    restrictions,
    to_json,
)
from tests.control import policy

FULL = Condition(
    frozenset({Kind.ROAD, Kind.PLANT}),
    frozenset({Weight.HEAVY, Weight.MEDIUM}),
    frozenset({"Q11", "H17"}),
    frozenset("BE"),
    "5",
    frozenset({1, 7}),
    (Hours(22 * 60, 6 * 60), Hours(0, 24 * 60)),
    frozenset("AB"),
    frozenset({"铁矿粉"}),
    0,
)
WHOLE = policy("3", FULL, Condition(), source=Source.ENTERPRISE, drill=True)
SAID: dict[str, Any] = json.loads(to_json(policy("2", FULL)))
OWN: dict[str, Any] = SAID["own"][0]
ANYBODY = Subject(vehicle_type="Q11", fuel_type="C", emission_stage="D")


def read(told: Any) -> ControlPolicy | NotUnderstood:
    return from_json(4, 7, told if isinstance(told, str) else json.dumps(told, ensure_ascii=False))


def test_what_was_written_is_read_again() -> None:
    for written in (WHOLE, replace(WHOLE, withdrawn=clock.now(), own=()), policy("", FULL)):
        assert from_json(1, 1, to_json(written)) == written
    assert condition_from_data(condition_to_data(FULL)) == FULL
    assert condition_to_data(FULL)["hours"] == ["22:00-06:00", "00:00-24:00"]


BAD_POLICIES: list[tuple[str, Any]] = [
    ("no JSON", "禁行国四及以下重型柴油车"),
    ("nothing", ""),
    ("a list", []),
    ("a word", '"2"'),
    ("a key nobody knows", {**SAID, "except": ["冀B7K268"]}),
    ("no end", {name: value for name, value in SAID.items() if name != "ends"}),
    ("no source", {name: value for name, value in SAID.items() if name != "source"}),
    ("an unknown source", {**SAID, "source": "province"}),
    ("an unknown level", {**SAID, "warning": "purple"}),
    ("a level by its number", {**SAID, "warning": 2}),
    ("an unknown response", {**SAID, "response": "IV"}),
    ("an unknown measure", {**SAID, "measure": "5"}),
    ("a measure by number", {**SAID, "measure": 2}),
    ("a list of measures", {**SAID, "measure": ["2"]}),
    ("no moment", {**SAID, "starts": "soon"}),
    ("a moment by number", {**SAID, "starts": 20261122}),
    ("before all time", {**SAID, "starts": "0001-01-01T00:00:00+14:00"}),
    ("ends before it starts", {**SAID, "ends": SAID["starts"]}),
    ("restricts nobody", {**SAID, "measure": "", "own": []}),
    ("conditions that are no list", {**SAID, "own": OWN}),
    ("a drill that is no flag", {**SAID, "drill": "no"}),
    ("a name that is no text", {**SAID, "name": None}),
    ("a withdrawal that is no moment", {**SAID, "withdrawn": "yes"}),
    ("the same key twice", to_json(WHOLE).replace('"drill"', '"measure": "1", "drill"')),
    ("not a number", to_json(WHOLE).replace('"daily_quota": 0', '"daily_quota": NaN')),
]
BAD_CONDITIONS: list[tuple[str, Any]] = [
    ("a text", "heavy diesel"),
    ("whom it restricts is not said", {"fuels": ["B"]}),
    ("nobody", {**OWN, "restricts": []}),
    ("an unknown kind", {**OWN, "restricts": ["ship"]}),
    ("a key nobody knows", {**OWN, "carriers": ["北方运输"]}),
    ("an empty list", {**OWN, "fuels": []}),
    ("an unknown fuel", {**OWN, "fuels": ["B", "K"]}),
    ("an empty fuel", {**OWN, "fuels": [""]}),
    ("fuels as a word", {**OWN, "fuels": "B"}),
    ("an unknown weight", {**OWN, "weights": ["huge"]}),
    ("an unknown type", {**OWN, "vehicle_types": ["H1x"]}),
    ("an unknown stage", {**OWN, "below_stage": "7"}),
    ("below the dirtiest", {**OWN, "below_stage": "X"}),
    ("a stage by number", {**OWN, "below_stage": 5}),
    ("an eighth day", {**OWN, "weekdays": [8]}),
    ("a day by name", {**OWN, "weekdays": ["Monday"]}),
    ("a day that is true", {**OWN, "weekdays": [True]}),
    ("no hours", {**OWN, "hours": ["22:00"]}),
    ("an hour too many", {**OWN, "hours": ["22:00-25:00"]}),
    ("sixty minutes", {**OWN, "hours": ["22:60-23:00"]}),
    ("hours without a nought", {**OWN, "hours": ["8:00-18:00"]}),
    ("hours that last nothing", {**OWN, "hours": ["08:00-08:00"]}),
    ("wide digits", {**OWN, "hours": ["２２:00-23:00"]}),
    ("a gate that is none", {**OWN, "gates": ["AB"]}),
    ("cargo without a name", {**OWN, "cargo": [" "]}),
    ("a quota below nothing", {**OWN, "daily_quota": -1}),
    ("half a vehicle", {**OWN, "daily_quota": 1.5}),
    ("a quota that is true", {**OWN, "daily_quota": True}),
    ("a quota of nothing", {**OWN, "daily_quota": None}),
]
BAD = BAD_POLICIES + [
    (f"own: {what}", {**SAID, "own": [OWN, condition]}) for what, condition in BAD_CONDITIONS
]


@pytest.mark.parametrize("told", [told for _, told in BAD], ids=[what for what, _ in BAD])
def test_what_is_unclear_in_any_part_is_not_understood_as_a_whole(told: Any) -> None:
    policy = read(told)
    assert isinstance(policy, NotUnderstood)
    assert (policy.policy_id, policy.version) == (4, 7)
    assert policy.problem
    starts = policy.starts or clock.now()
    (found,) = restrictions([policy], ANYBODY, starts)
    assert not found.understood


def test_what_can_be_made_out_of_an_unclear_policy_is_kept() -> None:
    policy = read({**SAID, "except": []})
    assert isinstance(policy, NotUnderstood)
    assert (policy.name, policy.source) == (SAID["name"], Source.CITY)
    assert policy.starts == clock.parse(SAID["starts"])
    assert policy.ends == clock.parse(SAID["ends"])
    assert policy.state(policy.ends) is State.EXPIRED
    assert policy.state(policy.starts - timedelta(days=1)) is State.ANNOUNCED


def test_what_cannot_be_made_out_is_not_guessed() -> None:
    policy = read({"name": 7, "source": "moon", "starts": [], "withdrawn": "?", "drill": "yes"})
    assert isinstance(policy, NotUnderstood)
    assert (policy.name, policy.source, policy.starts, policy.withdrawn) == ("", None, None, None)
    assert policy.drill is False


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
places = st.sampled_from([*SAID, "new"])


@given(places, json_values)
def test_whatever_stands_in_a_place_the_reading_ends_and_restricts_somebody(
    place: str, value: Any
) -> None:
    policy = read({**SAID, place: value})
    assert policy.kinds
    if isinstance(policy, ControlPolicy):
        assert policy.conditions
        assert from_json(4, 7, to_json(policy)) == policy


@given(st.sampled_from([*sorted(OWN), "new"]), json_values)
def test_whatever_stands_in_a_condition_it_is_read_whole_or_not(place: str, value: Any) -> None:
    policy = read({**SAID, "own": [{**OWN, place: value}]})
    if isinstance(policy, ControlPolicy):
        (own,) = policy.own
        assert set(condition_to_data(own)) == {*OWN, place}


@given(st.text(max_size=60))
def test_any_text_is_read_to_its_end(text: str) -> None:
    assert isinstance(read(text), NotUnderstood)
