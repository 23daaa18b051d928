"""How often something may be tried: counted in Redis for all processes, or here while Redis is away."""

import time
from threading import Lock

from flask import current_app
from redis import RedisError
from werkzeug.exceptions import TooManyRequests

from portal.plant import plant

Counts = dict[str, tuple[int, float]]
"""Tries and the moment their window ends, by name."""
_lock = Lock()


class TooOften(TooManyRequests):
    """429: tried so often that nothing is looked at any more before the window ends."""

    def __init__(self, seconds: int, *, first: bool) -> None:
        super().__init__(retry_after=seconds)
        self.first = first
        """The first try that was not looked at; those after it are not worth a line anywhere."""


def stop_after(tries: int, name: str, *, seconds: int) -> None:
    """One more try of `name`. Raises TooOften after so many in the window of `seconds` that the first one opened."""
    made, left = _count(name, seconds)
    if made > tries:
        raise TooOften(left, first=made == tries + 1)


def forget(name: str) -> None:
    """Begin again from nothing."""
    with _lock:
        _counted_here().pop(name, None)
    try:
        plant().redis.delete(_key(name))
    except (RedisError, OSError):
        return  # it ends by itself with its window


def _count(name: str, seconds: int) -> tuple[int, int]:
    """How many tries there were with this one, and how many seconds their window still lasts."""
    try:
        with plant().redis.pipeline() as pipeline:
            pipeline.set(_key(name), 0, ex=seconds, nx=True)
            pipeline.incr(_key(name))
            pipeline.ttl(_key(name))
            _, tries, left = pipeline.execute()
            return int(tries), max(int(left), 1)
    except (RedisError, OSError):
        return _count_here(name, seconds)


def _count_here(name: str, seconds: int) -> tuple[int, int]:
    now = time.monotonic()
    with _lock:
        counts = _counted_here()
        for old in [key for key, (_, until) in counts.items() if until <= now]:
            del counts[old]
        tries, until = counts.get(name, (0, now + seconds))
        counts[name] = (tries + 1, until)
        return tries + 1, max(round(until - now), 1)


def _counted_here() -> Counts:
    counts: Counts = current_app.extensions.setdefault("greengate.tries", {})
    return counts


def _key(name: str) -> str:
    return f"greengate:tries:{name}"
