"""Keeping RQ truthful about an endless job: the watch renews what RQ judges it by, and its own lease.

RQ's SimpleWorker tells once, when a job starts, how long it may be believed, and never again. A watch that
stays silent would be judged abandoned and started a second time after seven minutes of health.
"""

import threading
import time

import structlog
from redis import RedisError
from rq import get_current_job
from rq.executions import WORKER_EXECUTIONS_KEY_TEMPLATE, Execution, ExecutionRegistry
from rq.job import Job
from rq.utils import now, utcformat
from rq.worker import SimpleWorker

from workers.lease import LIFETIME_MS, Lease

TTL_S = 10
"""How long RQ believes a watch that has fallen silent."""
HUNG_AFTER_S = 8.0
"""A loop that has not turned for so long is not vouched for, even if this thread is alive."""

log = structlog.get_logger()


class Heartbeat:
    """A thread that renews lease and job while the loop turns; `beat()` is the loop's own pulse."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._job = get_current_job()
        self._execution = _execution_of(self._job) if self._job else None
        self._pulse = time.monotonic()
        self._stop = threading.Event()
        self._given_up = False
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._renew_job()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def beat(self) -> None:
        self._pulse = time.monotonic()

    def _run(self) -> None:
        turns = 0
        while not self._stop.wait(LIFETIME_MS / 4000):
            if time.monotonic() - self._pulse > HUNG_AFTER_S:
                log.error("watch_hangs", lane=self._lease.lane_id)
                continue
            if not self._lease.renew():
                return
            turns += 1
            if turns % 2 == 0:
                self._renew_job()

    def _renew_job(self) -> None:
        if self._job is None or self._execution is None:
            return
        try:
            believed = renew(self._job, self._execution, TTL_S)
        except (RedisError, OSError):
            return  # the lease has told of it, and the watch goes on
        if not believed and not self._given_up:
            log.warning("rq_gave_the_job_up_watch_goes_on", lane=self._lease.lane_id)
        self._given_up = not believed


def renew(job: Job, execution: Execution, ttl: int) -> bool:
    """Vouch for worker, job and execution for `ttl` seconds; False when RQ has already given the job up."""
    running = job.started_job_registry
    if job.connection.zscore(running.key, execution.composite_key) is None:
        return False
    worker_key = f"{SimpleWorker.redis_worker_namespace_prefix}{execution.worker_name}"
    with job.connection.pipeline() as pipeline:
        execution.last_heartbeat = now()
        execution.save(ttl, pipeline)
        ExecutionRegistry(job.id, job.connection).add(execution, ttl, pipeline)
        running.add_execution(execution, pipeline, ttl, xx=True)  # the one that RQ judges by
        job.heartbeat(now(), ttl, pipeline)
        pipeline.sadd(execution.worker_executions_key, execution.composite_key)
        pipeline.expire(execution.worker_executions_key, ttl + 60)
        pipeline.hset(worker_key, "last_heartbeat", utcformat(now()))
        pipeline.expire(worker_key, ttl + 60)
        pipeline.execute()
    return True


def _execution_of(job: Job) -> Execution | None:
    # Not job.get_executions(): it raises for a minute after an earlier execution of the job has died.
    mine = WORKER_EXECUTIONS_KEY_TEMPLATE.format(job.worker_name)
    for member in job.connection.smembers(mine):
        key = member.decode() if isinstance(member, bytes) else member
        execution = Execution.from_composite_key(key, job.connection)
        if execution.job_id == job.id:
            execution.refresh()  # type: ignore[no-untyped-call]
            return execution
    return None
