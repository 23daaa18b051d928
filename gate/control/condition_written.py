"""Conditions as plain data, and read from it again, strictly."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from gate.codes import FUEL_TYPES, STAGE_ORDER, VEHICLE_TYPES
from gate.control.condition import MIDNIGHT, Condition, Hours, Kind, Weight
from gate.control.strict import expect, list_of, text_of


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
    expect(isinstance(told, dict) and "restricts" in told, "a condition says what it restricts")
    for name in told:
        expect(name in _PARTS, f"a condition knows no {name!r}")
    return Condition(**{name: _PARTS[name](value) for name, value in told.items()})


def _set_of(read: Callable[[Any], Any]) -> Callable[[Any], frozenset[Any]]:
    def members(value: Any) -> frozenset[Any]:
        listed = list_of(value)
        expect(bool(listed), "an empty list leaves open whom it means")
        return frozenset(read(each) for each in listed)

    return members


def _in(table: Mapping[str, Any] | str) -> Callable[[Any], str]:
    def code(value: Any) -> str:
        known = isinstance(value, str) and value != "" and value in set(table)
        expect(known, f"{value!r} is no code")
        return str(value)

    return code


def _weekday(value: Any) -> int:
    expect(type(value) is int and 1 <= value <= 7, f"{value!r} is no day of the week")
    return int(value)


def _cargo(value: Any) -> str:
    name = text_of(value).strip()
    expect(bool(name), "a cargo has a name")
    return name


def _quota(value: Any) -> int:
    expect(type(value) is int and value >= 0, f"{value!r} is no number of vehicles")
    return int(value)


def _hours(value: Any) -> tuple[Hours, ...]:
    listed = list_of(value)
    expect(bool(listed), "an empty list leaves open which hours it means")
    return tuple(_range(text_of(each)) for each in listed)


def _range(text: str) -> Hours:
    start, _, end = text.partition("-")
    return Hours(_minute(start), _minute(end))


def _minute(text: str) -> int:
    lawful = (
        len(text) == 5 and text[2] == ":" and text.isascii() and (text[:2] + text[3:]).isdecimal()
    )
    expect(lawful, f"{text!r} is no time of day")
    minute = int(text[:2]) * 60 + int(text[3:])
    expect(int(text[3:]) < 60 and minute <= MIDNIGHT, f"{text!r} is no time of day")
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
