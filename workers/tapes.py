"""The tapes of a lane: every camera of it is taped while the lane is watched."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from devices.tape.writer import Bounds, TapeWriter
from gate.clips import CAMERA, OVERVIEW
from workers.recording_jobs import STRETCH
from workers.rig import Rig

if TYPE_CHECKING:
    from collections.abc import Callable

    from settings import Settings

LATE_JOB_S = 600
"""How late the job that cuts may come."""


def folder_of(lane_id: int, settings: "Settings") -> Path:
    """Where a lane keeps its tapes, each camera's in a folder of its own, and what is to be cut out of them."""
    return settings.tape_dir / f"lane-{lane_id}"


def bounds(settings: "Settings") -> Bounds:
    """How much of a tape is kept."""
    passage_s = settings.clip_before_s + settings.clip_longest_s + settings.clip_after_s
    longest_s = max(passage_s, STRETCH.total_seconds() if settings.record else 0)
    return Bounds(seconds=longest_s + LATE_JOB_S, bytes=settings.tape_mib * 1024**2)


@contextmanager
def running(
    rig: Rig, folder: Path, bounds: Bounds, needed_from: "Callable[[], datetime | None]"
) -> Iterator[None]:
    """Tape what the cameras of the rig show."""
    tapes: list[TapeWriter] = []
    for kind, camera in ((CAMERA, rig.camera), (OVERVIEW, rig.overview)):
        if camera is not None:
            tapes.append(TapeWriter(folder / kind, bounds, needed_from=needed_from))
            camera.tape(tapes[-1])
    try:
        yield
    finally:
        for camera in (rig.camera, rig.overview):
            if camera is not None:
                camera.tape(None)
        for tape in tapes:
            tape.close()
