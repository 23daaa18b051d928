"""What gunicorn does with a portal it has just loaded: `gunicorn --config python:portal.serving wsgi:app`."""

import gc
import sys
from typing import Any

from portal.warming import warm_up

TURN_S = 0.001
"""For so long a thread may compute while another one waits. A page waits for the database a dozen times, and each time
stands behind whoever computes meanwhile: 5 ms, as Python has it, would add up to more than a page takes."""


def post_worker_init(worker: Any) -> None:
    """Called by gunicorn in each worker, before it answers anybody."""
    warm_up(worker.wsgi)
    sys.setswitchinterval(TURN_S)
    keep_what_is_there()


def keep_what_is_there() -> None:
    """Garbage is looked for among what comes from now on: among all of it takes a tenth of a second for everybody."""
    gc.collect()
    gc.freeze()
