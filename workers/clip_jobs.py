"""Cutting films out of the tapes: beside the lanes, a little later, never in their way."""

import math
import socket
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from redis import RedisError

from devices.interfaces import DeviceError
from devices.tape import film
from gate import clips, clock, evidence, storage
from gate.clips import CAMERA, OVERVIEW, Made, Problem, Wanted
from gate.evidence import Store
from gate.models import Clip, Device, Passage
from settings import Settings
from workers import context, queues
from workers.alone import AlreadyRunning, alone
from workers.clip_orders import Order, Orders
from workers.recording_jobs import record

SETTLED_S = 3
"""So long after its last moment a film is cut: the tape has been written by then."""
MOST_PARTS = 6
"""A vehicle that stands there for longer is not filmed to its end, unless its watcher says that it has gone."""
FORGOTTEN_AFTER, FORGOTTEN_UNTIL = timedelta(minutes=10), timedelta(hours=24)
WITHOUT_ORDER_S = 30
GIVEN_UP_AFTER = timedelta(days=7)
"""A row that is not entered by then will never be."""

log = structlog.get_logger()


def cut_clips() -> None:
    """Cut what is due out of the tapes of this machine: films of passages, and stretches of recording."""
    settings = context.settings()
    context.open_database()
    for folder in sorted(settings.tape_dir.glob("lane-*")):
        try:
            with alone(folder):
                _serve_lane(folder, settings)
                if settings.record:
                    record(int(folder.name.removeprefix("lane-")), folder, context.store())
        except AlreadyRunning:
            continue  # another worker of this machine is at it
    _remember_forgotten(settings)
    _have_evidence_carried(settings)


def _have_evidence_carried(settings: Settings) -> None:
    """On every machine that has lanes: the clock of the house calls its own alone."""
    if settings.evidence_store == "disk":
        return
    with suppress(RedisError, OSError):  # the next film calls again
        queues.enqueue(
            context.redis(), queues.carrying_here(), "workers.calls.carry_evidence",
            job_timeout=600, ttl=30, result_ttl=0, failure_ttl=3600,
        )  # fmt: skip


def _serve_lane(folder: Path, settings: Settings) -> None:
    orders = Orders(folder)
    for order in list(orders.all()):
        passage = Passage.get_or_none(Passage.serial_no == order.serial_no)
        if passage is None:
            # Still on the lane's own disk, and the tape waits as long; but not for ever.
            if clock.now() - order.at > GIVEN_UP_AFTER:
                log.error("film_of_no_row", serial_no=order.serial_no)
                orders.done(order.serial_no)
        elif _serve(order, passage, folder, settings):
            orders.done(order.serial_no)


def _serve(order: Order, passage: Passage, folder: Path, settings: Settings) -> bool:
    """Cut what is due of one passage; True when nothing is left to be cut."""
    start = order.at - timedelta(seconds=settings.clip_before_s)
    longest = timedelta(seconds=settings.clip_longest_s)
    end = _end_of(order, start, longest, settings)
    now = clock.now() - timedelta(seconds=SETTLED_S)
    done = {(clip.camera, clip.part) for clip in clips.of(passage)}
    for camera in _cameras(passage.lane_id):
        for wanted in _parts(camera, start, end or now, longest, whole=end is not None):
            if wanted.end <= now and (camera, wanted.part) not in done:
                _cut_unless_over(order, passage, wanted, folder, settings)
    return end is not None and end <= now


def _end_of(
    order: Order, start: datetime, longest: timedelta, settings: Settings
) -> datetime | None:
    """When the film of a passage ends; None while nobody knows."""
    latest = start + MOST_PARTS * longest
    if order.ended is not None:
        return min(order.ended + timedelta(seconds=settings.clip_after_s), latest)
    return latest if clock.now() > latest else None


def _parts(
    camera: str, start: datetime, end: datetime, longest: timedelta, *, whole: bool
) -> Iterator[Wanted]:
    """The films of one passage; while its end is unknown, only those that are full."""
    count = (end - start) / longest
    for n in range(math.ceil(count) if whole else math.floor(count)):
        begin = start + n * longest
        yield Wanted(camera, n + 1, begin, min(begin + longest, end) if whole else begin + longest)


def _cameras(lane_id: int) -> Sequence[str]:
    """The reading camera in any case, so that a missing film is told of; the other one where there is one."""
    overview = Device.select().where(
        Device.lane == lane_id, Device.kind == OVERVIEW, Device.enabled
    )
    return (CAMERA, OVERVIEW) if overview.exists() else (CAMERA,)


def _cut_unless_over(
    order: Order, passage: Passage, wanted: Wanted, folder: Path, settings: Settings
) -> None:
    # A watcher that died never said that the vehicle has gone; where its tape ends, the film does.
    last = film.last_taped(folder / wanted.camera)
    untold = order.ended is None and wanted.part > 1
    if not (untold and (last is None or last < wanted.start)):
        _cut(passage, wanted, folder, settings)


def _cut(passage: Passage, wanted: Wanted, folder: Path, settings: Settings) -> Clip:
    made = _made(wanted, folder / wanted.camera, context.store(), passage.serial_no)
    if made.problem:
        log.warning(
            "film_not_whole" if made.fingerprint else "film_missing",
            serial_no=passage.serial_no, camera=wanted.camera, part=wanted.part,
            problem=made.problem.value, detail=made.detail, missing_ms=made.missing_ms,
        )  # fmt: skip
    return clips.enter(passage, wanted, made)


def _made(wanted: Wanted, tape: Path, store: Store, serial_no: str) -> Made:
    """The film in the evidence store, or why there is none."""
    root = store.root
    if storage.is_full(root):
        return Made(Problem.NOT_KEPT, "less than 1 GiB is free")
    target = evidence.room_for(root, f"{serial_no}-{wanted.camera}-{wanted.part}")
    try:
        root.mkdir(parents=True, exist_ok=True)
        found = film.cut(tape, wanted.start, wanted.end, target)
        if found is None:
            return Made(Problem.NOTHING_TAPED)
        size = target.stat().st_size
        fingerprint = store.keep_file(target)
    except (evidence.EvidenceError, DeviceError, OSError) as error:
        with suppress(OSError):
            target.unlink()
        return Made(Problem.NOT_KEPT, getattr(error, "strerror", None) or str(error))
    return Made(
        Problem.NOT_WHOLE if found.missing_ms else Problem.NONE,
        fingerprint=fingerprint,
        codec=found.codec,
        size=size,
        starts=found.starts,
        ends=found.ends,
        missing_ms=found.missing_ms,
    )


def _remember_forgotten(settings: Settings) -> None:
    """Rows whose order could not be written (a full disk): their film is cut from what there is, or missed aloud."""
    here, now = socket.gethostname(), clock.now()
    late = FORGOTTEN_AFTER + timedelta(seconds=MOST_PARTS * settings.clip_longest_s)
    for passage in clips.without(here, now - FORGOTTEN_UNTIL, now - late):
        folder = settings.tape_dir / f"lane-{passage.lane_id}"
        if any(order.serial_no == passage.serial_no for order in Orders(folder).all()):
            continue
        before = timedelta(seconds=settings.clip_before_s)
        after = timedelta(seconds=WITHOUT_ORDER_S)
        for camera in _cameras(passage.lane_id):
            wanted = Wanted(camera, 1, passage.passed_at - before, passage.passed_at + after)
            _cut(passage, wanted, folder, settings)
