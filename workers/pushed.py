"""Plates that cameras read by themselves, on their way from the portal to the watcher of their lane."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from redis import Redis, RedisError

from devices.interfaces import PlateColour, PushedPlate
from gate import clock

LIFE_S, MOST_WAITING = 10, 8
"""What no watcher has taken by then says nothing of who stands there now."""
NEAR = timedelta(seconds=2)
"""A camera's own time is taken so far before ours, and not at all after it."""
REMEMBERED_S = 7 * 24 * 3600
"""A message that comes again within this time is not taken a second time."""
HEARD = "greengate:readers"
TAKEN, NO_PLATE, TOLD_BEFORE, NOT_UNDERSTOOD = "taken", "no_plate", "told_before", "not_understood"
"""What became of a message: its plate went on to the lane, or why it did not."""

_ONCE = """
if redis.call("EXISTS", KEYS[1]) == 1 then return 0 end
redis.call("RPUSH", KEYS[2], ARGV[1])
redis.call("LTRIM", KEYS[2], -tonumber(ARGV[3]), -1)
redis.call("EXPIRE", KEYS[2], ARGV[4])
redis.call("SET", KEYS[1], 1, "EX", ARGV[2])
return 1
"""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Heard:
    """One plate as the lane takes it. `at` is the camera's time where it is near ours, else that of arrival."""

    text: str
    colour: PlateColour | None
    characters: tuple[float, ...]
    at: datetime
    alone: bool
    """Whether its word may open by itself: allowed to this camera, and its clock is right."""
    picture: bytes = b""

    @classmethod
    def of(
        cls, pushed: PushedPlate, text: str, colour: PlateColour | None, *, alone: bool
    ) -> "Heard":
        """What a camera pushed just now; `text` and `colour` as the grammar of plates takes them."""
        now = clock.now()
        near = pushed.at is not None and timedelta() <= now - pushed.at <= NEAR
        at = pushed.at if pushed.at is not None and near else now
        return cls(text, colour, pushed.characters, at, alone and near, pushed.picture)


@dataclass(frozen=True, slots=True)
class Last:
    """When a camera was last heard, and what became of it."""

    at: datetime
    what: str


def is_known(redis: Redis, device_id: int, event: str) -> bool:
    """Whether this message has been handed on already; raises redis.RedisError."""
    return bool(redis.exists(_event(device_id, event)))


def hand_on(redis: Redis, device_id: int, event: str, lane_id: int, heard: Heard) -> bool:
    """Lay a plate before the watcher of a lane; the oldest go where it does not keep up. Raises redis.RedisError.

    False where this message has been handed on before. It is remembered and handed on in one step or not at all: what
    a failure leaves undone is done when the camera comes again.
    """
    told = {
        "text": heard.text,
        "colour": heard.colour.value if heard.colour else None,
        "characters": heard.characters,
        "at": heard.at.isoformat(),
        "alone": heard.alone,
    }
    message = json.dumps(told).encode() + b"\n" + heard.picture
    keys = (_event(device_id, event), list_of(lane_id))
    return bool(redis.eval(_ONCE, len(keys), *keys, message, REMEMBERED_S, MOST_WAITING, LIFE_S))


def take(redis: Redis, lane_id: int) -> Heard | None:
    """The next plate that waits; raises redis.RedisError."""
    while isinstance(told := redis.lpop(list_of(lane_id)), bytes):
        heard = read(told)
        if heard is not None:
            return heard
    return None


def note(redis: Redis, device_id: int, what: str) -> None:
    """Remember when a camera was heard, for its page. When Redis is away nobody is told."""
    told = json.dumps({"at": clock.stamp(clock.now()), "what": what})
    try:
        redis.hset(HEARD, str(device_id), told)
    except (RedisError, OSError) as error:
        log.warning("redis_away", problem=str(error))


def last_heard(redis: Redis, device_ids: Sequence[int]) -> dict[int, Last] | None:
    """Of these cameras those that were ever heard; None when Redis is away."""
    if not device_ids:
        return {}
    try:
        found = redis.hmget(HEARD, [str(number) for number in device_ids])
    except (RedisError, OSError):
        return None
    told = {
        number: json.loads(text) for number, text in zip(device_ids, found, strict=True) if text
    }
    return {number: Last(clock.parse(said["at"]), said["what"]) for number, said in told.items()}


def read(told: bytes) -> Heard | None:
    """What was taken from such a list; None, and logged, when it cannot be understood."""
    head, _, picture = told.partition(b"\n")
    try:
        said = json.loads(head)
        colour = PlateColour(said["colour"]) if said["colour"] else None
        at = clock.parse(said["at"])
        return Heard(said["text"], colour, tuple(said["characters"]), at, said["alone"], picture)
    except (KeyError, TypeError, ValueError) as error:
        log.error("plate_not_understood", problem=str(error))
        return None


def _event(device_id: int, event: str) -> str:
    return f"{HEARD}:{device_id}:{event}"


def list_of(lane_id: int) -> str:
    return f"greengate:lane:{lane_id}:pushed"
