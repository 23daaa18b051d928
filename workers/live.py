"""The doorbell: a topic is rung, whoever shows something re-fetches it. Never a payload."""

from collections.abc import Iterator

import structlog
from redis import Redis, RedisError
from redis.client import PubSub
from redis.exceptions import ConnectionError as RedisConnectionError

CHANNEL = "greengate:live"
PASSAGE, LANE, VEHICLE, UPLOAD, CASE = "passage", "lane", "vehicle", "upload", "case"
TOPICS = (PASSAGE, LANE, VEHICLE, UPLOAD, CASE)

log = structlog.get_logger()


def ring(redis: Redis, topic: str) -> bool:
    """Ring a topic. Without Redis nobody hears it, pages poll slowly instead; False then."""
    try:
        redis.publish(CHANNEL, topic)
    except (RedisError, OSError):
        return False
    return True


def listen(redis: Redis, *, heartbeat_s: float = 15.0) -> Iterator[str | None]:
    """Topics as they are rung, every topic once at first, and None each `heartbeat_s` of silence.

    Raises redis.RedisError when Redis goes away.
    """
    pubsub = redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    with pubsub as subscription:
        subscription.subscribe(CHANNEL)
        yield from TOPICS
        while True:
            yield _heard(subscription, heartbeat_s)


def _heard(subscription: PubSub, seconds: float) -> str | None:
    try:
        message = subscription.get_message(timeout=seconds)
    except ValueError as closed:  # the connection was closed under us, by whoever ends this process
        raise RedisConnectionError(str(closed)) from closed
    return message["data"].decode() if message else None
