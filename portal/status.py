"""What a lane says of itself, as its watcher leaves it in Redis every second."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, ValidationError
from redis import Redis, RedisError


class DeviceStatus(BaseModel):
    """A device at the lane: the arm's position, and its problem in a sentence."""

    connected: bool = True
    position: str = "unknown"
    problem: str | None = None

    @property
    def works(self) -> bool:
        return self.connected and not self.problem


class LaneStatus(BaseModel):
    """A watched lane. Its key in Redis dies after ten seconds, and a lane without one has no watcher."""

    at: datetime
    watcher: str = ""
    camera: DeviceStatus = DeviceStatus()
    overview: DeviceStatus = DeviceStatus()
    barrier: DeviceStatus = DeviceStatus()
    display: DeviceStatus = DeviceStatus()
    state: str = "quiet"
    plate_no: str = ""
    region: str | None = None
    """Where it looks, as it was told; None of a program that looks at all of the picture always."""


def of_lanes(redis: Redis, lane_ids: Sequence[int]) -> Mapping[int, LaneStatus] | None:
    """The status of every lane that has a watcher; None when Redis is away."""
    if not lane_ids:
        return {}
    try:
        told = redis.mget([f"greengate:lane:{lane_id}:status" for lane_id in lane_ids])
    except (RedisError, OSError):
        return None
    parsed = ((lane, _parse(text)) for lane, text in zip(lane_ids, told, strict=True))
    return {lane: status for lane, status in parsed if status is not None}


def still_of(redis: Redis, lane_id: int) -> bytes | None:
    """The newest small picture of the lane as JPEG, or None while none comes."""
    try:
        told = redis.get(f"greengate:lane:{lane_id}:still")
    except (RedisError, OSError):
        return None
    return told if isinstance(told, bytes) else None


def _parse(text: object) -> LaneStatus | None:
    if not isinstance(text, bytes):
        return None
    try:
        return LaneStatus.model_validate_json(text)
    except ValidationError:
        return None  # written by a newer program: to this page the lane has no watcher
