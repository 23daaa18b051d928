"""Policies as text, and read from it again: whoever says a key or a value that we do not know is not understood."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from gate import clock
from gate.control.condition_written import condition_from_data, condition_to_data
from gate.control.measures import MEASURES
from gate.control.policy import ControlPolicy, NotUnderstood, Policy, Source
from gate.control.strict import Unclear, expect, list_of, text_of
from gate.control.warning import ResponseLevel, WarningLevel

_NAMES = ("name", "source", "warning", "response", "starts", "ends")
_MORE = ("measure", "own", "withdrawn", "drill")


def to_json(policy: ControlPolicy) -> str:
    """The whole policy but its number and version, which its row holds."""
    told = {
        "name": policy.name,
        "source": policy.source,
        "warning": policy.warning,
        "response": policy.response,
        "starts": clock.stamp(policy.starts),
        "ends": clock.stamp(policy.ends),
        "measure": policy.measure,
        "own": [condition_to_data(condition) for condition in policy.own],
        "withdrawn": clock.stamp(policy.withdrawn) if policy.withdrawn else None,
        "drill": policy.drill,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def from_json(policy_id: int, version: int, text: str) -> Policy:
    """The policy; NotUnderstood, with what could be made out, when any part of it is unclear."""
    told: Any = {}
    try:
        told = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
        return _policy(policy_id, version, told)
    except (ValueError, ArithmeticError, RecursionError) as problem:
        return _made_out(policy_id, version, told if isinstance(told, dict) else {}, str(problem))


def _made_out(policy_id: int, version: int, told: dict[str, Any], problem: str) -> NotUnderstood:
    starts, ends = _salvage(_moment, told.get("starts")), _salvage(_moment, told.get("ends"))
    if starts is not None and ends is not None and ends <= starts:
        starts = ends = None  # a span that holds no moment would make it an empty rule after all
    return NotUnderstood(
        policy_id,
        version,
        problem,
        name=told["name"] if isinstance(told.get("name"), str) else "",
        source=_salvage(Source, told.get("source")),
        starts=starts,
        ends=ends,
        withdrawn=_salvage(_moment, told.get("withdrawn")),
        drill=told.get("drill") is True,
    )


def _policy(policy_id: int, version: int, told: Any) -> ControlPolicy:
    expect(isinstance(told, dict), "a policy is an object")
    for name in told:
        expect(name in (*_NAMES, *_MORE), f"a policy knows no {name!r}")
    for name in _NAMES:
        expect(name in told, f"the policy does not say its {name}")
    policy = ControlPolicy(
        policy_id,
        version,
        name=text_of(told["name"]),
        source=Source(told["source"]),
        warning=WarningLevel(told["warning"]),
        response=ResponseLevel(told["response"]),
        starts=_moment(told["starts"]),
        ends=_moment(told["ends"]),
        measure=_measure(told.get("measure", "")),
        own=tuple(condition_from_data(each) for each in list_of(told.get("own", []))),
        withdrawn=None if told.get("withdrawn") is None else _moment(told["withdrawn"]),
        drill=_flag(told.get("drill", False)),
    )
    expect(policy.starts < policy.ends, "the policy ends before it starts")
    expect(bool(policy.conditions), "the policy restricts nobody")
    return policy


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    expect(len(told) == len(pairs), "a key is said twice")
    return told


def _refuse(constant: str) -> None:
    raise Unclear(f"{constant} is no value")


def _salvage(read: Callable[[Any], Any], value: Any) -> Any:
    try:
        return None if value is None else read(value)
    except (ValueError, ArithmeticError):
        return None


def _flag(value: Any) -> bool:
    expect(isinstance(value, bool), f"{value!r} is neither true nor false")
    return bool(value)


def _measure(value: Any) -> str:
    code = text_of(value)
    expect(code == "" or code in MEASURES, f"{code!r} is no measure")
    return code


def _moment(value: Any) -> datetime:
    return clock.parse(text_of(value))
