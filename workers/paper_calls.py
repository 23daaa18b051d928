"""Having papers read now rather than at the next turn of the clock; light, for those who only ask."""

from contextlib import suppress

from redis import Redis, RedisError

from workers import queues


def call(redis: Redis) -> None:
    """To be called after `gate.papers.readings.ask`. Without Redis they wait until it is back."""
    with suppress(RedisError):
        queues.enqueue(
            redis, queues.PAPERS, "workers.calls.read_papers",
            job_timeout=1800, ttl=600, result_ttl=0, failure_ttl=3600,
        )  # fmt: skip
