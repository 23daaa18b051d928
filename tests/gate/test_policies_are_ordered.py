"""Control policies as people order them: read field by field, kept version by version, every change in the chain."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from peewee import DatabaseError

from gate import clock, control_rows, ledger, policies, proof, rules
from gate.control import ControlPolicy, Kind, NotUnderstood, Source, State, WarningLevel
from gate.known_policies import KeptOut
from gate.models import ControlPolicyRow
from gate.policies import PolicyError
from gate.standing import Standing
from tests.gate.rows import lane, row

ORDER = {
    "name": "唐山市重污染天气II级应急响应",
    "source": "city",
    "warning": "orange",
    "response": "II",
    "measure": "2",
}


@pytest.fixture(autouse=True)
def _tables(database: Any) -> None:
    """Every test writes."""


def values(**more: Any) -> dict[str, Any]:
    ends = clock.stamp(clock.now() + timedelta(days=2))
    return {"warning": "orange", "measure": "2", "ends": ends, "reason": "市指挥部电话通知"} | more


def order(**more: Any) -> str:
    now = clock.now()
    period = {"starts": clock.stamp(now), "ends": clock.stamp(now + timedelta(days=1))}
    return json.dumps(ORDER | period | more, ensure_ascii=False)


def only() -> policies.Known:
    (known,) = policies.current(clock.now())
    return known


def mistakes(**more: Any) -> dict[str, str]:
    with pytest.raises(PolicyError) as refused:
        policies.announce(values(**more), "manager")
    assert policies.current(clock.now()) == []
    return refused.value.errors


def test_an_announced_policy_rules_at_once_when_no_start_is_given() -> None:
    policies.announce(values(), "manager")
    known = only()
    assert isinstance(known.policy, ControlPolicy)
    assert (known.state, known.rules, known.policy.measure) == (State.ACTIVE, True, "2")
    assert (known.policy.source, known.policy.response) == (Source.CITY, "II")
    assert known.policy.name == "橙色预警 II级响应"
    (told,) = policies.history(known.row.policy_id)
    assert (told.what, told.by, told.reason) == ("announced", "manager", "市指挥部电话通知")
    assert (told.before, told.after["measure"]) == ({}, "2")
    assert proof.verify().holds


def test_it_rules_from_its_start_until_just_before_its_end() -> None:
    starts, tick = clock.now() + timedelta(hours=2), timedelta(milliseconds=1)
    ends = starts + timedelta(days=1)
    policies.announce(values(starts=clock.stamp(starts), ends=clock.stamp(ends)), "manager")

    def state(moment: datetime) -> State:
        (known,) = policies.current(moment)
        assert known.rules is (known.state is State.ACTIVE) is bool(policies.ruling(moment))
        return known.state

    assert state(starts - tick) is State.ANNOUNCED
    assert state(starts) is State.ACTIVE
    assert state(ends - tick) is State.ACTIVE
    assert state(ends) is State.EXPIRED


def test_a_change_is_the_next_version_and_tells_what_differs() -> None:
    first = policies.announce(values(), "manager")
    starts = clock.stamp(first.starts)
    policies.change(1, values(measure="3", starts=starts, reason="升级为红色"), "admin", seen=1)
    assert [(row.policy_id, row.version) for row in ControlPolicyRow.select()] == [(1, 1), (1, 2)]
    told = policies.history(1)[0]
    assert (told.what, told.by, told.reason) == ("changed", "admin", "升级为红色")
    assert (told.before["measure"], told.after["measure"]) == ("2", "3")
    assert "warning" not in told.after
    with pytest.raises(PolicyError, match="changed_meanwhile"):
        policies.change(1, values(), "manager", seen=1)


def test_versions_are_never_edited() -> None:
    first = policies.announce(values(), "manager")
    with pytest.raises(DatabaseError, match=r"never edited|only grows|ledger"):
        ControlPolicyRow.update(name="x").where(ControlPolicyRow.id == first.id).execute()


def test_withdrawing_ends_it_at_once_and_only_once() -> None:
    policies.announce(values(), "manager")
    policies.withdraw(1, "manager", "预警解除")
    known = only()
    assert (known.state, known.rules, known.row.version) == (State.WITHDRAWN, False, 2)
    assert policies.history(1)[0].reason == "预警解除"
    for again in (1, 99):
        with pytest.raises(PolicyError, match=r"policy_is_over|no_such_policy"):
            policies.withdraw(again, "manager", "再次解除")
    with pytest.raises(PolicyError, match="reason: required"):
        policies.withdraw(1, "manager", " ")


@pytest.mark.parametrize(
    ("given", "field", "key"),
    [
        ({"warning": ""}, "warning", "required"),
        ({"warning": "purple"}, "warning", "unknown_code"),
        ({"measure": "5"}, "measure", "unknown_code"),
        ({"measure": ""}, "measure", "restricts_nobody"),
        ({"ends": ""}, "ends", "required"),
        ({"ends": "soon"}, "ends", "not_a_date"),
        ({"ends": "2026-01-01T00:00"}, "ends", "in_past"),
        ({"starts": "2026-01-01T00:00"}, "starts", "in_past"),
        ({"reason": ""}, "reason", "required"),
        ({"source": "province"}, "source", "unknown_code"),
        ({"own": [{"restricts": []}]}, "own-0-restricts", "required"),
        ({"own": [{"restricts": ["road"], "hours": ["7-9"]}]}, "own-0-hours", "unclear"),
        (
            {"own": [{"restricts": ["road"]}, {"restricts": ["road"], "colour": "red"}]},
            "own-1-colour",
            "unclear",
        ),
    ],
)
def test_a_mistake_is_told_at_its_field(given: dict[str, Any], field: str, key: str) -> None:
    assert mistakes(**given)[field] == key


def test_an_end_before_the_start_is_a_mistake() -> None:
    later = clock.now() + timedelta(days=3)
    assert mistakes(starts=clock.stamp(later)) == {"ends": "over_before_it_begins"}


def test_own_conditions_are_kept_as_they_were_given() -> None:
    own = [
        {"restricts": ["machine"], "below_stage": "3"},
        {"restricts": ["road"], "hours": ["22:00-06:00"], "gates": ["A"], "daily_quota": 120},
    ]
    policies.announce(values(measure="", own=own), "manager")
    policy = only().policy
    assert isinstance(policy, ControlPolicy)
    assert policy.kinds == {Kind.MACHINE, Kind.ROAD}
    assert policy.conditions[1].daily_quota == 120


def test_the_plants_own_policy_takes_the_place_of_the_citys() -> None:
    policies.announce(values(), "manager")
    policies.announce(values(source="enterprise", measure="1"), "manager")
    assert [known.policy.source for known in policies.ruling(clock.now())] == [Source.ENTERPRISE]


def test_a_drill_rules_nobody() -> None:
    policies.announce(values(drill=True), "manager")
    assert (only().state, only().rules) == (State.ACTIVE, False)


def test_what_is_proposed_is_not_applied() -> None:
    proposal = policies.propose(WarningLevel.ORANGE)
    assert proposal is not None
    assert proposal.measure == "2"
    assert proposal.own[0].restricts == {Kind.MACHINE}
    assert policies.propose(WarningLevel.OTHER) is None
    rules.change(performance_grade="A", by="li")
    assert policies.propose(WarningLevel.RED) is None
    assert policies.current(clock.now()) == []


def test_an_order_that_is_understood_is_kept_with_its_text() -> None:
    text = order()
    policies.order(text, {"reason": "平台下发"}, "manager")
    known = only()
    assert known.understood
    assert known.row.received == text
    assert policies.history(1)[0].after["received"] == text


@pytest.mark.parametrize(
    "text",
    [
        "各企业即日起停止国四及以下车辆进厂。",
        order(measure="7"),
        order(own=[{"restricts": ["road"], "colour": "red"}]),
        order(own=[], measure=""),
        "{",
    ],
)
def test_an_order_that_is_not_understood_is_kept_as_such_and_holds(text: str) -> None:
    ends = clock.stamp(clock.now() + timedelta(days=1))
    policies.order(text, {"reason": "平台下发", "ends": ends}, "manager")
    known = only()
    assert isinstance(known.policy, NotUnderstood)
    assert (known.row.received, known.state, known.rules) == (text, State.ACTIVE, True)
    standing = Standing()
    standing.refresh()
    assert [type(policy) for policy in standing.rules.policies] == [NotUnderstood]
    policies.withdraw(1, "manager", "已人工转录")
    assert only().state is State.WITHDRAWN
    standing.refresh()
    assert standing.rules.policies == ()


def test_an_order_that_does_not_say_until_when_is_asked_for_it() -> None:
    with pytest.raises(PolicyError, match="ends: required"):
        policies.order("停运", {"reason": "平台下发"}, "manager")
    past = order(starts="2026-01-01T00:00:00+08:00", ends="2026-01-02T00:00:00+08:00")
    with pytest.raises(PolicyError, match="order: in_past"):
        policies.order(past, {"reason": "平台下发"}, "manager")


def test_lanes_learn_of_an_order_and_of_its_end() -> None:
    standing = Standing()
    policies.announce(values(), "manager")
    standing.refresh()
    known = [len(standing.rules.policies)]
    policies.withdraw(1, "manager", "预警解除")
    standing.refresh()
    assert [*known, len(standing.rules.policies)] == [1, 0]


def test_those_kept_out_under_it_are_counted() -> None:
    at_lane = lane()
    version = policies.announce(values(), "manager")
    told: tuple[dict[str, Any], ...] = (
        {"policies": "1.1", "reasons": "control", "verdict": "refuse"},
        {"policies": "1.1,2.4", "reasons": "control,not_networked", "verdict": "refuse"},
        {
            "policies": "2.4,1.1",
            "reasons": "control_unclear",
            "verdict": "hold",
            "plate_no": "晋A1",
        },
        {"policies": "11.1", "reasons": "control", "verdict": "refuse"},
        {"policies": "1.1", "reasons": "exempt", "verdict": "open"},
        {"policies": "1.1", "reasons": "listed", "verdict": "refuse"},
    )
    for each in told:
        ledger.record(row(at_lane, **each))
    later = clock.now() + timedelta(minutes=1)
    assert policies.kept_out(version, later) == KeptOut(3, 2)
    assert control_rows.policy_of(version).state(later) is State.ACTIVE
