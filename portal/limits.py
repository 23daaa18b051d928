"""How often something may be tried: counted in Redis for all processes, or here while Redis is away."""

import time
from threading import Lock

from flask import current_app
from redis import RedisError

from portal.plant import plant

Counts = dict[str, tuple[int, float]]
"""Tries and the moment their window ends, by name."""
_lock = Lock()


def count(name: str, *, seconds: int) -> int:
    """One more try of `name`; how many there were in the window of `seconds` that the first one opened."""
    try:
        key = f"greengate:tries:{name}"
        with plant().redis.pipeline() as pipeline:
            pipeline.set(key, 0, ex=seconds, nx=True)
            pipeline.incr(key)
            return int(pipeline.execute()[1])
    except (RedisError, OSError):
        return _count_here(name, seconds)


def forget(name: str) -> None:
    """Begin again from nothing."""
    with _lock:
        _counted_here().pop(name, None)
    try:
        plant().redis.delete(f"greengate:tries:{name}")
    except (RedisError, OSError):
        return  # it ends by itself with its window


def _count_here(name: str, seconds: int) -> int:
    now = time.monotonic()
    with _lock:
        counts = _counted_here()
        for old in [key for key, (_, until) in counts.items() if until <= now]:
            del counts[old]
        tries, until = counts.get(name, (0, now + seconds))
        counts[name] = (tries + 1, until)
        return tries + 1


def _counted_here() -> Counts:
    counts: Counts = current_app.extensions.setdefault("greengate.tries", {})
    return counts
