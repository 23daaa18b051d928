"""What does not answer just now, in a few words each: one calm line above the lanes."""

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _
from redis import Redis

from gate import links, uplink
from gate.models import Lane
from portal import wording
from portal.security import may
from portal.status import LaneStatus
from workers import keeping


def away(lanes: Sequence[Lane], told: Mapping[int, LaneStatus] | None, redis: Redis) -> list[str]:
    """Lanes and devices, the platform, the disk; Redis has a sentence of its own."""
    return [*_of_lanes(lanes, told), *_of_the_platform(), *_of_the_disk(redis)]


def owed() -> int:
    """How many rows wait to be sent."""
    return uplink.backlog()


def _of_lanes(lanes: Sequence[Lane], told: Mapping[int, LaneStatus] | None) -> Iterator[str]:
    if told is None:
        return
    for lane in lanes:
        if lane.id not in told:
            yield _("%(lane)s: nobody watches", lane=lane.name)
            continue
        devices = told[lane.id]
        if not devices.camera.works:
            yield _("%(lane)s: camera away", lane=lane.name)
        if not devices.barrier.works:
            yield _("%(lane)s: arm does not answer", lane=lane.name)
        if not devices.display.works:
            yield _("%(lane)s: display does not answer", lane=lane.name)


def _of_the_platform() -> Iterator[str]:
    since = links.lost_since()
    if since is not None:
        yield _("platform away since %(at)s", at=wording.as_date_time(since)[5:16])


def _of_the_disk(redis: Redis) -> Iterator[str]:
    day = keeping.alarm(redis) if may("storage.index") else ""
    if day:
        yield _("At this rate the disk is full on %(day)s.", day=wording.as_date(day))
