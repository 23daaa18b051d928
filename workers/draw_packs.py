"""The pack of a draw: its rows and windows with all that proves them, made when somebody asks for it."""

import shutil
import time
from contextlib import suppress
from pathlib import Path

import structlog
from redis import Redis, RedisError

from gate import inspection, pack
from gate.models import Passage
from gate.proof.tree import TreeBroken
from gate.signing_key import KeyUnusable
from workers import context, queues

log = structlog.get_logger()
ASKED, FAILED = "asked", "failed"
DAY_S = 86_400
PATIENCE_S = 1800
"""After so long without an end, the job has died with its process."""


def path_of(folder: Path, draw_id: int) -> Path:
    """Where the pack of a draw lies once it is made."""
    return folder / f"draw-{draw_id}.zip"


def ask(redis: Redis, draw_id: int) -> None:
    """Have the pack made by whoever is free; raises redis.RedisError."""
    redis.set(_key(draw_id), ASKED, ex=PATIENCE_S)
    queues.enqueue(
        redis, queues.SLOW, "workers.calls.pack_draw", draw_id,
        job_timeout=PATIENCE_S, result_ttl=0,
    )  # fmt: skip


def state(redis: Redis, draw_id: int) -> str:
    """ASKED while it is being made, FAILED when that did not work, else empty."""
    try:
        told = redis.get(_key(draw_id))
    except (RedisError, OSError):
        return ""
    return told.decode() if isinstance(told, bytes) else ""


def make(draw_id: int) -> None:
    """Write the pack anew: with whatever has been found, corrected and acknowledged until now."""
    context.open_database()
    drawn = inspection.of(draw_id)
    if drawn is None:
        return
    settings, redis = context.settings(), context.redis()
    try:
        packed = pack.write(
            path_of(settings.packs_dir, draw_id),
            [passage.id for passage in _passages(drawn)],
            also=inspection.entries_of(drawn),
            beside=inspection.files_of(drawn),
            seal=context.seal(),
            find=context.store().find_any,
        )
    except (OSError, TreeBroken, KeyUnusable) as problem:
        log.error("draw_not_packed", draw=draw_id, problem=str(problem))
        redis.set(_key(draw_id), FAILED, ex=PATIENCE_S)
        return
    redis.delete(_key(draw_id))
    log.info("draw_packed", draw=draw_id, entries=packed.entries, media=packed.media)


def remove_old(folder: Path, days: int) -> int:
    """Remove packs that were made longer ago, and what a killed job left half made; each is made anew on its page."""
    gone = 0
    for path in [*folder.glob("draw-*.zip"), *folder.glob("*.part"), *folder.glob(".pack-*")]:
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > days * DAY_S:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                gone += 1
    return gone


def _passages(drawn: inspection.Drawn) -> list[Passage]:
    among = [passage for window in drawn.windows for passage in inspection.within(window)]
    return list(dict.fromkeys([*drawn.passages, *among]))


def _key(draw_id: int) -> str:
    return f"greengate:draw-pack:{draw_id}"
