"""What is known of clocks, for the pages: those of machines, and those of cameras (R-094)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from redis import Redis, RedisError

from gate import clock

MACHINES, CAMERAS = "greengate:clocks:machines", "greengate:clocks:cameras"
OLD_AFTER = timedelta(minutes=25)
"""Asked every ten minutes: what is older than two turns is not known any more."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Told:
    """One clock: of which machine, or of the camera with which number."""

    name: str
    off_s: float
    """That clock minus the right one; for a camera, minus ours."""
    at: datetime

    @property
    def is_right(self) -> bool:
        return clock.is_right(self.off_s)

    @property
    def is_trusted(self) -> bool:
        return clock.is_trusted(self.off_s)


def keep(redis: Redis, which: str, name: str, off_s: float) -> None:
    """Tell of one clock. When Redis is away nobody is told."""
    told = json.dumps({"off_s": round(off_s, 3), "at": clock.stamp(clock.now())})
    try:
        redis.hset(which, name, told)
    except (RedisError, OSError) as error:
        log.warning("redis_away", problem=str(error))


def told(redis: Redis, which: str) -> list[Told]:
    """What is known now, in the order of names."""
    try:
        found = redis.hgetall(which)
    except (RedisError, OSError):
        return []
    known = (one for one in _read(found.items()) if abs(clock.now() - one.at) < OLD_AFTER)
    return sorted(known, key=lambda one: one.name)


def _read(found: Iterable[tuple[str | bytes, str | bytes]]) -> Iterator[Told]:
    for name, text in found:
        said = json.loads(text)
        of = name.decode() if isinstance(name, bytes) else name
        yield Told(of, float(said["off_s"]), clock.parse(said["at"]))
