"""The RQ worker of lanes: it does not fork, it is warm before the first lane, and SIGTERM ends a watch cleanly."""

import threading
from contextlib import suppress
from typing import Any

from redis import RedisError
from rq.job import Job
from rq.worker import SimpleWorker

stopping = threading.Event()
"""Set on SIGTERM and SIGINT: a watch finishes the vehicle in hand and gives its lane back."""


class LaneWorker(SimpleWorker):
    """One lane at a time, in this very process."""

    max_connection_wait_time = 2.0  # after a Redis outage an idle worker is back within this

    def work(self, *args: Any, **kwargs: Any) -> bool:
        """Open the eyes first: taking over a lane costs neither imports nor models."""
        from workers import lane  # it looks at `stopping`

        lane.open_eyes()
        done: bool = super().work(*args, **kwargs)
        return done

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        """Until the watch renews by itself, a moment after the start of the job."""
        return 10

    def handle_warm_shutdown_request(self) -> None:
        stopping.set()
        # RQ notes the request in Redis from inside the signal handler; with Redis dead that must not
        # raise into the watch.
        with suppress(RedisError):
            super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]
