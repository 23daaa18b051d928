"""Control policies as the clock turns them: what has begun or ended goes into the chain, and pages are told."""

from contextlib import suppress

import structlog
from redis import RedisError
from redis.exceptions import LockError

from gate import clock, policy_turns
from workers import context, live

log = structlog.get_logger()
LOCK_S = 60
"""Longer than the report of the longest drill takes."""


def note_policy_turns() -> None:
    """Lanes need no telling, they go by the clock; this is for the ledger and for people. One at a time."""
    context.open_database()
    redis = context.redis()
    lock = redis.lock("greengate:policy-turns", timeout=LOCK_S, blocking=False)
    if not lock.acquire():
        return
    try:
        noted = policy_turns.note(clock.now())
        if noted:
            log.info("policies_turned", turns=noted)
            live.ring(redis, live.LANE)
    finally:
        # A lock that lapsed, or a Redis that died meanwhile, needs no release.
        with suppress(LockError, RedisError):
            lock.release()
