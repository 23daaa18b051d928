"""Addresses as templates write them: a list names the same hundreds of times, and working one out anew is slow."""

from functools import lru_cache
from types import NoneType
from typing import Any

import flask
from flask import request

KEPT = 8192
"""Addresses, of some hundred bytes each."""


def url_for(endpoint: str, **values: Any) -> str:
    """As Flask's. What depends on more than where the portal is mounted is asked of Flask itself."""
    # 1 and True are one key, and would be two addresses.
    told = tuple((name, type(value), value) for name, value in values.items())
    if not request or endpoint.startswith(".") or not all(map(_is_plain, told)):
        return flask.url_for(endpoint, **values)
    return _kept(request.root_path, endpoint, told)


def _is_plain(told: tuple[str, type, Any]) -> bool:
    return not told[0].startswith("_") and isinstance(told[2], str | int | NoneType)


@lru_cache(KEPT)
def _kept(_mounted: str, endpoint: str, told: tuple[tuple[str, type, Any], ...]) -> str:
    return flask.url_for(endpoint, **{name: value for name, _, value in told})
