"""What gunicorn does with a portal it has just loaded: `gunicorn --config python:portal.serving wsgi:app`."""

from typing import Any

from portal.warming import warm_up


def post_worker_init(worker: Any) -> None:
    """Called by gunicorn in each worker, before it answers anybody."""
    warm_up(worker.wsgi)
