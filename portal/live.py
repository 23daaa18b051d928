"""The doorbell as a stream of server-sent events: it carries topics, and pages re-fetch themselves."""

import time
from collections.abc import Iterator

from flask import Blueprint, Response
from redis import Redis, RedisError

from portal.plant import plant
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow
from workers import live

bp = Blueprint("live", __name__)

HEARTBEAT_S = 15.0
LONGEST_S = 900.0
"""A stream ends now and then, so that whoever was signed out stops listening; the browser asks again by itself."""
AGAIN_AFTER_MS = 3000


@bp.get("/live")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def stream() -> Response:
    """One stream, or 204 when too many screens listen already: the page then polls slowly."""
    places = plant().streams
    if not places.acquire(blocking=False):
        return Response(status=204)
    response = Response(events(plant().redis), mimetype="text/event-stream")
    response.call_on_close(places.release)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def events(redis: Redis) -> Iterator[str]:
    """Topics as events; a comment as heartbeat, at which a vanished reader is noticed."""
    ends = time.monotonic() + LONGEST_S
    yield f"retry: {AGAIN_AFTER_MS}\n\n"
    try:
        for topic in live.listen(redis, heartbeat_s=HEARTBEAT_S):
            yield f"event: {topic}\ndata: {topic}\n\n" if topic else ": still here\n\n"
            if time.monotonic() > ends:
                return
    except (RedisError, OSError):
        return  # the page says that Redis is away, and asks again every few seconds
