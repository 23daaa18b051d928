"""A person's order to a lane: put on the lane's list, dead after two seconds, answered by the lane."""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import structlog
from redis import Redis, RedisError

log = structlog.get_logger()

LIFETIME_S = 2.0
LIFT, LOWER = "lift", "lower"


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants what of a lane's arm, why, and until when the order lives."""

    id: str
    what: str
    by: str
    reason: str
    passage_id: int | None
    expires: float
    """Seconds since the epoch."""

    @property
    def late(self) -> bool:
        return time.time() > self.expires


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an order: done, or not and why (a key that the portal puts into words)."""

    done: bool
    why: str = ""
    detail: str = ""


NO_REDIS = Answer(False, "no_redis")
NO_ANSWER = Answer(False, "no_answer")
LATE = Answer(False, "late")


def ask(
    redis: Redis, lane_id: int, what: str, *, by: str, reason: str, passage_id: int | None = None
) -> Answer:
    """Order a lane and wait for its answer, at most the life of the order."""
    order = Order(secrets.token_hex(8), what, by, reason, passage_id, time.time() + LIFETIME_S)
    try:
        redis.rpush(list_of(lane_id), json.dumps(asdict(order)))
        redis.pexpire(list_of(lane_id), int(LIFETIME_S * 1000))
        return _await(redis, order)
    except (RedisError, OSError):
        return NO_REDIS


def _await(redis: Redis, order: Order) -> Answer:
    deadline = time.monotonic() + LIFETIME_S + 1.5  # the lane reads the arm back before it answers
    while time.monotonic() < deadline:
        told = redis.lpop(_answer(order.id))
        if isinstance(told, bytes):
            return Answer(**json.loads(told))
        time.sleep(0.02)
    return NO_ANSWER


def serve(redis: Redis, lane_id: int, carry_out: Callable[[Order], Answer]) -> None:
    """Carry out and answer what waits on the lane's list."""
    while isinstance(told := redis.lpop(list_of(lane_id)), bytes):
        obey(redis, told, carry_out)


def obey(redis: Redis, told: bytes, carry_out: Callable[[Order], Answer]) -> None:
    """Carry out and answer what was taken from a lane's list; an order past its time is only answered."""
    order = _read(told)
    if order is None:
        return
    answer = LATE if order.late else carry_out(order)
    redis.rpush(_answer(order.id), json.dumps(asdict(answer)))
    redis.expire(_answer(order.id), 10)


def _read(told: bytes) -> Order | None:
    try:
        return Order(**json.loads(told))
    except (TypeError, ValueError) as error:
        log.error("order_not_understood", problem=str(error))
        return None


def list_of(lane_id: int) -> str:
    """The key under which a lane's orders wait."""
    return f"greengate:lane:{lane_id}:orders"


def _answer(order_id: str) -> str:
    return f"greengate:order:{order_id}"
