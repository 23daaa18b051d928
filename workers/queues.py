"""Redis: the connection, the names of queues and keys, and enqueueing."""

import socket
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue

LANES = "lanes"
"""Watching of lanes: endless jobs for workers that do not fork."""
JOBS = "jobs"
"""Everything that may be late."""
MAIL = "mail"
"""Letters and the reports in them: a mail server that answers late keeps nothing else waiting."""
SLOW = "slow"
"""What takes minutes, and would keep what may only be a little late waiting: files, blocks for the search."""

PAPERS = "papers"
"""Reading photographed papers: seconds each, with models in memory that no other worker needs."""


def on_this_machine() -> str:
    """What only this machine can do, because its disk is asked for: cutting films out of its tapes."""
    return f"jobs-{socket.gethostname()}"


def carrying_here() -> str:
    """Carrying this machine's evidence away: a queue and a worker of its own, because films take their time."""
    return f"carrying-{socket.gethostname()}"


def connect(url: str, *, timeout: float = 1.0) -> Redis:
    """A connection for short questions: it fails within `timeout` seconds rather than wait."""
    return Redis.from_url(
        url, socket_timeout=timeout, socket_connect_timeout=timeout, retry=Retry(NoBackoff(), 0)
    )


def enqueue(redis: Redis, queue: str, function: str, *args: Any, **options: Any) -> None:
    """Put a job, by the dotted name of its function, on a queue; raises redis.RedisError."""
    Queue(queue, connection=redis).enqueue(function, *args, **options)
