"""The RQ worker of everything that may be late: one job after the other, in this very process."""

from rq.worker import SimpleWorker


class JobWorker(SimpleWorker):
    """A SimpleWorker that is soon back after a Redis outage."""

    max_connection_wait_time = 2.0
