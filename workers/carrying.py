"""Carrying this machine's new evidence to the bucket, and what is said of it while that does not work."""

import json
import socket
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import structlog
from redis import Redis, RedisError

from devices.interfaces import DeviceError
from gate import clock
from gate.evidence import CARRIED, DiskAndBucket
from gate.evidence.carrying import Carried, carry, make_room
from settings import Settings
from workers import context
from workers.alone import AlreadyRunning, alone

KEY = "greengate:carrying"
FORGOTTEN_AFTER = timedelta(days=1)
"""A machine that says nothing for so long is not there any more."""
LONGEST_S = 240
"""Then a run ends and says what it did; the next one goes on."""
ROOM_EVERY_S = 3600

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Machine:
    """What one machine still has to carry, and why it cannot; moments as `clock.stamp` writes them."""

    name: str
    at: str = ""
    waiting: int = 0
    waiting_bytes: int = 0
    problem: str = ""
    since: str = ""

    @property
    def looked_at(self) -> datetime:
        return clock.parse(self.at)

    @property
    def stuck_since(self) -> datetime:
        """Where there is a problem."""
        return clock.parse(self.since)


def carry_evidence() -> None:
    """Carry what is new; nothing where evidence lies on the disk alone."""
    settings, store = context.settings(), context.store()
    if not isinstance(store, DiskAndBucket):
        return
    try:
        with alone(store.root / CARRIED):
            _carry(store, settings)
    except AlreadyRunning:
        return  # another worker of this machine is at it


def machines(redis: Redis) -> list[Machine]:
    """What every machine said last; none where nobody knows."""
    try:
        told = redis.hgetall(KEY)
    except (RedisError, OSError):
        return []
    forgotten = clock.stamp(clock.now() - FORGOTTEN_AFTER)
    found = (Machine(**json.loads(text)) for _, text in sorted(told.items()))
    return [one for one in found if one.at > forgotten]


def _carry(store: DiskAndBucket, settings: Settings) -> None:
    until = time.monotonic() + LONGEST_S
    told = carry(store, lambda: time.monotonic() < until)
    _tell(told)
    if told.files:
        log.info("evidence_carried", files=told.files, bytes=told.bytes, waiting=told.waiting)
    if not told.problem and _is_due(store):
        _make_room(store, settings)


def _make_room(store: DiskAndBucket, settings: Settings) -> None:
    try:
        gone = make_room(store, clock.now() - timedelta(days=settings.s3_local_days))
    except (DeviceError, OSError) as error:
        log.warning("no_room_made", problem=str(error))
        return
    if gone:
        log.info("copies_removed", files=gone)


def _is_due(store: DiskAndBucket) -> bool:
    """Once an hour: all copies are looked at."""
    mark = store.root / CARRIED / ".room"
    try:
        due = time.time() - mark.stat().st_mtime > ROOM_EVERY_S
    except FileNotFoundError:
        due = True
    if due:
        mark.touch()
    return due


def _tell(told: Carried) -> None:
    """Once when it begins not to work, and once when it works again."""
    redis, name = context.redis(), socket.gethostname()
    before = next((one for one in machines(redis) if one.name == name), Machine(name))
    since = ""
    if told.problem:
        since = before.since or clock.stamp(clock.now())
    if told.problem and not before.problem:
        log.error("evidence_waits", problem=told.problem, files=told.waiting)
    elif before.problem and not told.problem:
        log.info("evidence_carried_again", since=before.since)
    at = clock.stamp(clock.now())
    now = Machine(name, at, told.waiting, told.waiting_bytes, told.problem, since)
    try:
        redis.hset(KEY, name, json.dumps(asdict(now)))
    except (RedisError, OSError) as error:
        log.warning("redis_away", problem=str(error))
