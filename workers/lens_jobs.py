"""The lens watch at work: measure the photographs of new passages, then judge the lenses of their lanes."""

import time
from contextlib import suppress

import structlog
from redis import RedisError
from redis.exceptions import LockError

from gate import clock
from gate.evidence import StoreAway
from gate.lens import entering, kept, samples, verdict
from gate.models import Lane, LensTrouble, Passage
from workers import context

log = structlog.get_logger()
LOCK_S = 900
MEASURES_S = 30.0
"""Then the lenses are judged by what is known, and the rest waits for the next turn."""


def watch_lenses() -> None:
    """One at a time over all machines. What was not measured is found in the ledger at the next turn."""
    context.open_database()
    lock = context.redis().lock("greengate:lenses", timeout=LOCK_S, blocking=False)
    if not lock.acquire():
        return
    try:
        measure()
        for lane in list(Lane.select().where(Lane.enabled).order_by(Lane.id)):
            judge(lane)
    finally:
        # A lock that lapsed, or a Redis that died meanwhile, needs no release.
        with suppress(LockError, RedisError):
            lock.release()


def measure() -> int:
    """Measure what passages since the last time show; how many."""
    started, measured = time.monotonic(), 0
    with suppress(StoreAway):  # it says so elsewhere, and nothing is lost
        while time.monotonic() - started < MEASURES_S:
            entered = entering.enter(entering.unmeasured(), context.store())
            measured += entered
            if not entered:
                break
    samples.let_go(clock.now())
    return measured


def judge(lane: Lane) -> None:
    """Judge one lane's lens, if there is news of it."""
    now = clock.now()
    if not kept.is_due(lane.id, now):
        return
    before = kept.going_on(lane.id)
    after = kept.judge(lane.id, now, _shows)
    _log(lane, before, after)


def _shows(passage_id: int) -> bool:
    passage = Passage.get_by_id(passage_id)
    with suppress(StoreAway):
        return context.store().find(passage.body_photo) is not None
    return False


def _log(lane: Lane, before: LensTrouble | None, after: LensTrouble | None) -> None:
    if before is None and after is not None:
        trouble = kept.trouble_of(after)
        log.warning(
            "lens_changed", lane=lane.code, cause=trouble.cause, marks=verdict.told(trouble)
        )
    if before is not None and after is None:
        log.info("lens_is_as_usual", lane=lane.code)
