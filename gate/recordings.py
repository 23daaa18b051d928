"""Continuous recording in the ledger: stretch after stretch of what a lane's camera saw (R-114)."""

from collections.abc import Sequence
from datetime import datetime

from gate import proof
from gate.models import Recording, database


def enter(recording: Recording) -> Recording:
    """Write a stretch and its entry in one commit. The same stretch twice makes one row."""
    with database.atomic():
        already = Recording.get_or_none(
            Recording.lane_id == recording.lane_id,
            Recording.camera == recording.camera,
            Recording.starts == recording.starts,
        )
        if already is not None:
            return already
        recording.entry = proof.append(Recording.KIND, proof.facts(recording))
        recording.save(force_insert=True)
        return recording


def recorded_until(lane_id: int, camera: str) -> datetime | None:
    """Where the newest stretch of a camera ends; None while there is none."""
    its = (Recording.lane_id == lane_id) & (Recording.camera == camera)
    newest = Recording.select().where(its).order_by(Recording.starts.desc()).first()
    return newest.ends if newest else None


def of_time(lane_id: int, since: datetime, until: datetime) -> Sequence[Recording]:
    """The stretches of a lane that show any of this time, oldest first."""
    its = Recording.lane_id == lane_id, Recording.ends >= since, Recording.starts <= until
    return list(Recording.select().where(*its).order_by(Recording.starts, Recording.camera))
