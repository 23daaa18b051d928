"""Control policies in words: their state, whom they restrict, what became of them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from gate import codes
from gate.control import Condition, Hours, Kind, Source, State, Weight, condition_from_data
from portal.wording import as_date_time, say, word

KINDS: Mapping[str, Any] = {
    Kind.ROAD: _("road vehicles"),
    Kind.PLANT: _("vehicles of the plant"),
    Kind.MACHINE: _("machines"),
}
WEIGHTS: Mapping[str, Any] = {
    Weight.HEAVY: _("heavy"),
    Weight.MEDIUM: _("medium"),
    Weight.LIGHT: _("light"),
}
WEEKDAYS: Mapping[int, Any] = {
    1: _("Monday"),
    2: _("Tuesday"),
    3: _("Wednesday"),
    4: _("Thursday"),
    5: _("Friday"),
    6: _("Saturday"),
    7: _("Sunday"),
}
SOURCES: Mapping[str, Any] = {
    Source.CITY: _("the city"),
    Source.ENTERPRISE: _("the plant's own plan (takes the city's place)"),
}
STATES: Mapping[str, Any] = {
    State.ANNOUNCED: _("Announced"),
    State.ACTIVE: _("In force"),
    State.EXPIRED: _("Over"),
    State.WITHDRAWN: _("Withdrawn"),
}
CHANGES: Mapping[str, Any] = {
    "announced": _("Announced"),
    "changed": _("Changed"),
    "withdrawn": _("Withdrawn"),
    "granted": _("Granted"),
    "begins": _("Came into force"),
    "ends": _("Is over"),
}
ITEMS: Mapping[str, Any] = {
    "name": _("Name"),
    "source": _("Ordered by"),
    "warning": _("Warning level"),
    "response": _("Response level"),
    "measure": _("Measure"),
    "starts": _("From"),
    "ends": _("Until"),
    "withdrawn": _("Withdrawn"),
    "own": _("Own conditions"),
    "drill": _("Only a drill"),
    "received": _("Text of the order"),
    "problem": _("What is not understood"),
}
TABLES = {
    "warning": codes.WARNING_LEVELS,
    "response": codes.RESPONSE_LEVELS,
    "measure": codes.CONTROL_MEASURES,
}


def condition(told: Condition) -> str:
    """A condition in one sentence: whom, and when."""
    fuels = [word(codes.FUEL_TYPES, code) for code in sorted(told.fuels)]
    types = [word(codes.VEHICLE_TYPES, code) for code in sorted(told.vehicle_types)]
    below = word(codes.EMISSION_STAGES, told.below_stage)
    quota = told.daily_quota
    parts = (
        _list(_in_order(WEIGHTS, told.weights)),
        _list(types),
        _list(_in_order(KINDS, told.restricts)),
        _list(fuels),
        gettext("below %(stage)s", stage=below) if told.below_stage else "",
        _list(_in_order(WEEKDAYS, told.weekdays)),
        _list([_hours(hours) for hours in told.hours]),
        gettext("gate %(gates)s", gates=_list(sorted(told.gates))) if told.gates else "",
        _list(sorted(told.cargo)),
        gettext("after %(number)s entries a day", number=quota) if quota is not None else "",
    )
    return " · ".join(part for part in parts if part)


def kinds(told: Any) -> str:
    """The kinds of objects that a policy restricts, by their keys."""
    return _list([str(words) for kind, words in KINDS.items() if kind in told])


def item(name: str) -> str:
    return say(ITEMS, name)


def value_of(value: Any, name: str) -> str:
    """A value of the chain as a page shows it."""
    if value in (None, "", []):
        return "—"
    if name in TABLES:
        return word(TABLES[name], str(value))
    if name == "source":
        return say(SOURCES, value)
    if name == "drill":
        return str(gettext("yes") if value else gettext("no"))
    if name == "own":
        return "; ".join(condition(condition_from_data(each)) for each in value)
    text = str(value)
    return text[:19].replace("T", " ") if name in ("starts", "ends", "withdrawn") else text


def period(policy: Any) -> str:
    """From when until when."""
    return f"{as_date_time(policy.starts)[:16]} → {as_date_time(policy.ends)[:16]}"


def _list(words: list[str]) -> str:
    comma: str = gettext(", ")
    return comma.join(words)


def _in_order(table: Mapping[Any, Any], chosen: Any) -> list[str]:
    return [str(words) for key, words in table.items() if key in chosen]


def _hours(hours: Hours) -> str:
    def clock(minute: int) -> str:
        return f"{minute // 60:02}:{minute % 60:02}"

    return f"{clock(hours.start)}–{clock(hours.end)}"


def _of(sentences: Mapping[str, Any]) -> Any:
    return lambda key: say(sentences, key)


def _in(table: codes.Table) -> Any:
    return lambda code: word(table, code)


FILTERS: Mapping[str, Any] = {
    "policy_state": _of(STATES),
    "policy_source": _of(SOURCES),
    "policy_change": _of(CHANGES),
    "policy_item": item,
    "policy_value": value_of,
    "policy_period": period,
    "condition": condition,
    "restricted_kinds": kinds,
    "warning": _in(codes.WARNING_LEVELS),
    "response": _in(codes.RESPONSE_LEVELS),
    "measure": _in(codes.CONTROL_MEASURES),
    "exemption_kind": _in(codes.EXEMPTION_KINDS),
}
