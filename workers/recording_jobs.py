"""Continuous recording: everything a lane's cameras see, cut out of the tape stretch by stretch (R-114)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from devices.interfaces import DeviceError
from devices.tape import film
from gate import clock, evidence, recordings, storage
from gate.evidence import Store
from gate.models import Recording

STRETCH = timedelta(minutes=10)
SETTLED = timedelta(seconds=3)
_MIDNIGHT = datetime(1970, 1, 1, tzinfo=clock.BEIJING)

log = structlog.get_logger()


def record(lane_id: int, folder: Path, store: Store) -> None:
    """Enter every stretch that is over and still on the tapes of this lane."""
    if storage.is_full(store.root):
        log.error("recording_not_kept", lane=lane_id, problem="less than 1 GiB is free")
        return
    for tape in sorted(path for path in folder.iterdir() if path.is_dir()):
        for start in _owed(lane_id, tape):
            try:
                _record(lane_id, tape, start, store)
            except (evidence.EvidenceError, DeviceError, OSError) as error:
                # The tape keeps it for a while yet: the next run tries again.
                log.error("recording_not_kept", lane=lane_id, problem=str(error))
                break


def _owed(lane_id: int, tape: Path) -> Iterator[datetime]:
    first = film.first_taped(tape)
    if first is None:
        return
    until = recordings.recorded_until(lane_id, tape.name)
    start = _begin_of(first) if until is None else max(_begin_of(first), _begin_of(until) + STRETCH)
    while start + STRETCH + SETTLED <= clock.now():
        yield start
        start += STRETCH


def _begin_of(moment: datetime) -> datetime:
    """The stretches of all lanes begin together, on full ten minutes."""
    return moment - (moment - _MIDNIGHT) % STRETCH


def _record(lane_id: int, tape: Path, start: datetime, store: Store) -> None:
    store.root.mkdir(parents=True, exist_ok=True)
    made = evidence.room_for(store.root, f"lane-{lane_id}-{tape.name}")
    try:
        found = film.cut(tape, start, start + STRETCH, made)
        if found is None:
            return
        size = made.stat().st_size
        fingerprint = store.keep_file(made)
    finally:
        made.unlink(missing_ok=True)
    recordings.enter(
        Recording(
            lane_id=lane_id,
            camera=tape.name,
            starts=found.starts,
            ends=found.ends,
            fingerprint=fingerprint,
            codec=found.codec,
            size=size,
            missing_ms=found.missing_ms,
        )
    )
