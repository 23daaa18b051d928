"""The RQ worker of lanes: it does not fork, it is warm before the first lane, and SIGTERM ends a watch cleanly."""

import threading
from contextlib import suppress

import av  # noqa: F401  imported here so that taking over a lane costs no imports
import cv2  # noqa: F401
import onnxruntime  # noqa: F401
from redis import RedisError
from rq.job import Job
from rq.worker import SimpleWorker

stopping = threading.Event()
"""Set on SIGTERM and SIGINT: a watch finishes the vehicle in hand and gives its lane back."""


class LaneWorker(SimpleWorker):
    """One lane at a time, in this very process."""

    max_connection_wait_time = 2.0  # after a Redis outage an idle worker is back within this

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        """Until the watch renews by itself, a moment after the start of the job."""
        return 10

    def handle_warm_shutdown_request(self) -> None:
        stopping.set()
        # RQ notes the request in Redis from inside the signal handler; with Redis dead that must not
        # raise into the watch.
        with suppress(RedisError):
            super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]
