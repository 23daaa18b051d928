"""Policies as text, and read from it again: whoever says a key or a value that we do not know is not understood."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from gate import clock
from gate.codes import FUEL_TYPES, STAGE_ORDER, VEHICLE_TYPES
from gate.control.condition import MIDNIGHT, Condition, Hours, Kind, Weight
from gate.control.measures import MEASURES
from gate.control.policy import ControlPolicy, NotUnderstood, Policy, Source
from gate.control.warning import ResponseLevel, WarningLevel

_NAMES = ("name", "source", "warning", "response", "starts", "ends")
_MORE = ("measure", "own", "withdrawn", "drill")


class _Unclear(ValueError):
    """Something that is not said the way we know."""


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
    except (ValueError, RecursionError) as problem:
        known = told if isinstance(told, dict) else {}
        return NotUnderstood(
            policy_id,
            version,
            str(problem),
            **{name: _salvage(read, known.get(name)) for name, read in _SALVAGED.items()},
            name=known["name"] if isinstance(known.get("name"), str) else "",
            drill=known.get("drill") is True,
        )


def condition_to_data(condition: Condition) -> dict[str, Any]:
    """A condition as plain data; only the parts that are given, and always what it restricts."""
    told: dict[str, Any] = {"restricts": sorted(condition.restricts)}
    for part in fields(condition)[1:]:
        value = getattr(condition, part.name)
        if part.name == "hours":
            value = [f"{_clock(hours.start)}-{_clock(hours.end)}" for hours in value]
        elif isinstance(value, frozenset):
            value = sorted(value)
        if value not in ("", [], None):
            told[part.name] = value
    return told


def condition_from_data(told: Any) -> Condition:
    """The condition that plain data says; raises ValueError with a sentence when it is unclear."""
    _expect(isinstance(told, dict) and "restricts" in told, "a condition says what it restricts")
    for name in told:
        _expect(name in _PARTS, f"a condition knows no {name!r}")
    return Condition(**{name: _PARTS[name](value) for name, value in told.items()})


def _policy(policy_id: int, version: int, told: Any) -> ControlPolicy:
    _expect(isinstance(told, dict), "a policy is an object")
    for name in told:
        _expect(name in (*_NAMES, *_MORE), f"a policy knows no {name!r}")
    for name in _NAMES:
        _expect(name in told, f"the policy does not say its {name}")
    policy = ControlPolicy(
        policy_id,
        version,
        name=_text(told["name"]),
        source=Source(told["source"]),
        warning=WarningLevel(told["warning"]),
        response=ResponseLevel(told["response"]),
        starts=_moment(told["starts"]),
        ends=_moment(told["ends"]),
        measure=_measure(told.get("measure", "")),
        own=tuple(condition_from_data(each) for each in _list(told.get("own", []))),
        withdrawn=None if told.get("withdrawn") is None else _moment(told["withdrawn"]),
        drill=_flag(told.get("drill", False)),
    )
    _expect(policy.starts < policy.ends, "the policy ends before it starts")
    _expect(bool(policy.conditions), "the policy restricts nobody")
    return policy


def _expect(holds: bool, problem: str) -> None:
    if not holds:
        raise _Unclear(problem)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    _expect(len(told) == len(pairs), "a key is said twice")
    return told


def _refuse(constant: str) -> None:
    raise _Unclear(f"{constant} is no value")


def _salvage(read: Callable[[Any], Any], value: Any) -> Any:
    try:
        return None if value is None else read(value)
    except ValueError:
        return None


def _text(value: Any) -> str:
    _expect(isinstance(value, str), f"{value!r} is no text")
    return str(value)


def _flag(value: Any) -> bool:
    _expect(isinstance(value, bool), f"{value!r} is neither true nor false")
    return bool(value)


def _list(value: Any) -> list[Any]:
    _expect(isinstance(value, list), f"{value!r} is no list")
    return list(value)


def _measure(value: Any) -> str:
    _expect(value == "" or value in MEASURES, f"{value!r} is no measure")
    return str(value)


def _moment(value: Any) -> datetime:
    return clock.parse(_text(value))


def _set_of(read: Callable[[Any], Any]) -> Callable[[Any], frozenset[Any]]:
    def members(value: Any) -> frozenset[Any]:
        listed = _list(value)
        _expect(bool(listed), "an empty list leaves open whom it means")
        return frozenset(read(each) for each in listed)

    return members


def _in(table: Mapping[str, Any] | str) -> Callable[[Any], str]:
    def code(value: Any) -> str:
        known = isinstance(value, str) and value != "" and value in set(table)
        _expect(known, f"{value!r} is no code")
        return str(value)

    return code


def _weekday(value: Any) -> int:
    _expect(type(value) is int and 1 <= value <= 7, f"{value!r} is no day of the week")
    return int(value)


def _cargo(value: Any) -> str:
    name = _text(value).strip()
    _expect(bool(name), "a cargo has a name")
    return name


def _quota(value: Any) -> int:
    _expect(type(value) is int and value >= 0, f"{value!r} is no number of vehicles")
    return int(value)


def _hours(value: Any) -> tuple[Hours, ...]:
    listed = _list(value)
    _expect(bool(listed), "an empty list leaves open which hours it means")
    return tuple(_range(_text(each)) for each in listed)


def _range(text: str) -> Hours:
    start, _, end = text.partition("-")
    return Hours(_minute(start), _minute(end))


def _minute(text: str) -> int:
    lawful = len(text) == 5 and text[2] == ":" and (text[:2] + text[3:]).isdecimal()
    _expect(lawful, f"{text!r} is no time of day")
    minute = int(text[:2]) * 60 + int(text[3:])
    _expect(int(text[3:]) < 60 and minute <= MIDNIGHT, f"{text!r} is no time of day")
    return minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


_GATE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PARTS: Mapping[str, Callable[[Any], Any]] = {
    "restricts": _set_of(Kind),
    "weights": _set_of(Weight),
    "vehicle_types": _set_of(_in(VEHICLE_TYPES)),
    "fuels": _set_of(_in(FUEL_TYPES)),
    "below_stage": _in(STAGE_ORDER[2:]),
    "weekdays": _set_of(_weekday),
    "hours": _hours,
    "gates": _set_of(_in(_GATE)),
    "cargo": _set_of(_cargo),
    "daily_quota": _quota,
}
_SALVAGED: Mapping[str, Callable[[Any], Any]] = {
    "source": Source,
    "starts": _moment,
    "ends": _moment,
    "withdrawn": _moment,
}
