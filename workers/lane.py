"""The job that RQ runs for lanes: take whichever lane nobody watches, and watch it until told otherwise."""

import os
import socket
from datetime import timedelta
from functools import lru_cache
from typing import Any

import structlog
from redis import Redis

from devices.interfaces import Recognizer
from gate import ledger
from gate.admission import Admission, Post
from gate.book import AWAY, Book
from gate.models import Gate, Lane
from gate.spool import Spool
from gate.standing import Standing
from settings import Settings
from workers import context, lease, rig, tapes
from workers.clock_watch import ClockWatch
from workers.filming import Filming
from workers.gaze import Gaze
from workers.heartbeat import Heartbeat
from workers.lease import Lease
from workers.switchboard import Switchboard
from workers.watch import Watch
from workers.worker import stopping

PATIENCE_S = 0.4
"""A database locked for longer is away: the row goes to the lane's own disk, and the arm still lifts in time."""

log = structlog.get_logger()


def watch_any() -> None:
    """Watch a lane that has no watcher, if there is one; returns at once when all are watched."""
    settings = context.settings()
    context.open_database(patience_s=PATIENCE_S)
    redis = context.redis()
    # All at once: a cursor left open over a watch would hold a snapshot that no write could follow.
    for lane in list(_enabled_lanes()):
        watcher = f"{socket.gethostname()}:{os.getpid()}"
        held = lease.take(redis, lane.id, watcher)
        if held is not None:
            try:
                watch(lane, held, redis, settings)
            finally:
                held.release()
            return


def watch(lane: Lane, held: Lease, redis: Redis, settings: Settings) -> None:
    """Watch one lane under a lease, with whatever devices it has; ends with the lease or the process."""
    switchboard = Switchboard(redis, lane.id)
    log.info("watch_begins", lane=lane.code, watcher=held.watcher)
    try:
        with Heartbeat(held) as heartbeat, ClockWatch(settings.ntp_server) as clock:
            while _on_duty(held) and (now := _as_it_is(lane)) is not None:
                _watch_as_configured(now, held, heartbeat, switchboard, clock, settings)
    except ledger.LeaseLost as error:
        log.warning("watch_lost", lane=lane.code, problem=str(error))
    finally:
        switchboard.close()
        log.info("watch_ends", lane=lane.code, watcher=held.watcher)


def _watch_as_configured(
    lane: Lane,
    held: Lease,
    heartbeat: Heartbeat,
    switchboard: Switchboard,
    clock: ClockWatch,
    settings: Settings,
) -> None:
    """Watch until the lane's devices or the lane itself are configured otherwise."""
    parts = rig.wanted(lane)
    told = rig.ConfigurationWatch(lane, parts)
    standing = Standing()
    standing.refresh()
    post = Post(
        lane_id=lane.id,
        gate_no=lane.gate.gate_no,
        barrier_no=lane.barrier_no,
        enterprise_no=settings.enterprise_no,
        watcher=held.watcher,
        fence=ledger.claim(lane.id),
    )
    book = Book(Spool(settings.data_dir / "spool" / f"lane-{lane.id}.jsonl"))
    admission = Admission(
        post, standing, book,
        evidence=settings.evidence_dir, font=settings.font, clock_off_s=clock.off_s,
    )  # fmt: skip

    def goes_on() -> bool:
        heartbeat.beat()
        return _on_duty(held) and not told.changed()

    folder = tapes.folder_of(lane.id, settings)
    before = timedelta(seconds=settings.clip_before_s)
    filming = Filming(folder, before, always=settings.record)
    gear = rig.build(parts, open_eyes())
    try:
        with tapes.running(gear, folder, tapes.bounds(settings), filming.needed_from):
            gaze = Gaze(gear.eyes, lambda: told.region)
            watch = Watch(
                gear, gaze, admission, standing, book, switchboard, filming, lane.direction
            )
            watch.run(goes_on)
    finally:
        gear.close()


def _enabled_lanes() -> Any:
    return Lane.select(Lane, Gate).join(Gate).where(Lane.enabled).order_by(Lane.id)


def _as_it_is(lane: Lane) -> Lane | None:
    """The lane as it is configured by now; as it was while the database is away, and None once it is switched off."""
    try:
        found: Lane | None = _enabled_lanes().where(Lane.id == lane.id).first()
    except AWAY:
        return lane
    return found


def _on_duty(held: Lease) -> bool:
    return not stopping.is_set() and not held.lost


@lru_cache(maxsize=1)
def open_eyes() -> Recognizer:
    """Opened once per process: a worker that changes lanes keeps its warm eyes."""
    return rig.open_eyes(context.settings())
