"""Keeping house, every hour: evidence beyond its time goes, and somebody is told when the disk will not last."""

import json
import time
from contextlib import suppress
from pathlib import Path

import structlog
from redis import Redis, RedisError

from gate import clock, retention, storage
from gate.evidence import StoreAway
from gate.retention import Periods, Rooms
from gate.storage import Forecast
from workers import context, draw_packs

KEY = "greengate:storage"
KEPT_S = 3 * 3600
HALF_MADE_S = 24 * 3600

log = structlog.get_logger()


def keep_house() -> None:
    """Remove what is expired, then look at the disk."""
    settings, store = context.settings(), context.store()
    context.open_database()
    periods = Periods(settings.photo_months, settings.video_months)
    _sweep(store.root)
    if gone := draw_packs.remove_old(settings.packs_dir, settings.pack_days):
        log.info("packs_removed", files=gone)
    try:
        _remove(Rooms(store, settings.thumbnails_dir / "320"), periods)
        _tell(storage.forecast(store, periods, clock.now()))
    except StoreAway as error:
        log.warning(
            "house_not_kept", problem=str(error)
        )  # what was told and not removed goes next time


def _remove(rooms: Rooms, periods: Periods) -> None:
    for gone in retention.remove_expired(rooms, periods, clock.now()):
        log.info(
            "evidence_removed", what=gone.what, until=clock.stamp(gone.until), bytes=gone.bytes
        )


def _sweep(root: Path) -> None:
    """A job that was killed leaves the film that it was making, and nobody else would ever remove it."""
    for path in root.glob("*.part"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > HALF_MADE_S:
                path.unlink()


def alarm(redis: Redis) -> str:
    """The day on which the disk will be full, as the last look told; empty while it lasts or nobody knows."""
    try:
        told = redis.get(KEY)
    except (RedisError, OSError):
        return ""
    return json.loads(told)["full_on"] if isinstance(told, bytes) else ""


def _tell(found: Forecast) -> None:
    full_on = found.full_on.isoformat() if found.full_on else ""
    before = alarm(context.redis())
    if full_on and not before:
        log.error("disk_will_be_full", on=full_on, free=found.free)
    elif before and not full_on:
        log.info("disk_lasts_again", free=found.free)
    try:
        context.redis().set(KEY, json.dumps({"full_on": full_on}), ex=KEPT_S)
    except (RedisError, OSError) as error:
        log.warning("redis_away", problem=str(error))
