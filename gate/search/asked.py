"""A query as it stands in the address bar, and back: the one form in which searches are kept and told."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from gate import clock
from gate.search.query import Place, Query

PLACES = ("before", "after")
MINUTE = "%Y-%m-%dT%H:%M"
_MOMENTS = ("start", "end")
_NAMES = [field.name for field in fields(Query) if field.name != "limit"]


def told(query: Query, **changes: Any) -> str:
    """What was asked, without what does not matter: plate=冀B&stage=4, as addresses write it."""
    asked = {name: getattr(query, name) for name in _NAMES} | changes
    return urlencode({name: _text(value) for name, value in asked.items() if value})


def read(text: str) -> Query:
    """The query that was told; what is not understood is left out."""
    return of(dict(parse_qsl(text)))


def of(asked: Mapping[str, str]) -> Query:
    """The same from names and values."""
    known: dict[str, Any] = {name: asked[name] for name in _NAMES if asked.get(name)}
    for name in _MOMENTS:
        known[name] = _moment(asked.get(name, ""))
    for name in PLACES:
        known[name] = place(asked.get(name, ""))
    known["lane_id"] = int(known["lane_id"]) if str(known.get("lane_id", "")).isdecimal() else None
    return Query(**known)


def place(text: str) -> Place | None:
    """Where a page ends, from an address; none where it makes no sense."""
    stamp, _, number = text.partition("~")
    moment = _moment(stamp)
    return (moment, int(number)) if moment and number.isdecimal() else None


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return f"{clock.stamp(value[0])}~{value[1]}"
    if isinstance(value, datetime):
        local = value.astimezone(clock.BEIJING)
        return local.strftime(f"{MINUTE}:%S" if local.second else MINUTE)
    return str(value)


def _moment(text: str) -> datetime | None:
    try:
        return clock.parse(text) if text else None
    except ValueError:
        return None
