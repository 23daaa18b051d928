"""Whether the disk lasts: what comes every day against what the law wants kept, with a date (R-105)."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from peewee import fn

from gate.evidence import DiskAndBucket, Store, StoreAway
from gate.models import Clip, Passage, Recording
from gate.retention import Periods, months_before

LOOKED_AT = timedelta(days=7)
"""Growth is that of the last days: a week has its Sunday in it."""
TOO_EARLY = timedelta(hours=1)
SAMPLE = 100
"""Passages whose photographs are weighed; all of them would be a walk over the whole disk."""
LEFT_FREE = 1024**3
"""Full is a disk that has less than this: films and tapes leave it to rows and photographs."""
DAYS_PER_MONTH = 365 / 12
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Growth:
    """What comes every day, in bytes, and since when there is any."""

    photos: float
    video: float
    passages: float
    photos_since: date
    video_since: date


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the periods want, in bytes, and when the disk is full at this rate; None: it lasts."""

    free: int
    """On this machine's own disk, as is `total`."""
    total: int
    growth: Growth | None
    """None while it is too early to tell."""
    photos_need: float = 0
    video_needs: float = 0
    full_on: date | None = None
    in_bucket: bool = False
    """Then nobody here knows how much room there is, and this disk only bridges the time while it is away."""
    bridges: timedelta | None = None
    """For how long this disk takes all that comes while nothing is carried away."""

    @property
    def falls_short(self) -> bool:
        return self.full_on is not None


def is_full(root: Path) -> bool:
    """Whether only rows and photographs may still be written where evidence lies."""
    try:
        return shutil.disk_usage(root).free < LEFT_FREE
    except FileNotFoundError:
        return False  # nothing was ever kept


def forecast(store: Store, periods: Periods, now: datetime) -> Forecast:
    """Measure the evidence of the last days and the disk it is written to; raises OSError, StoreAway included."""
    store.root.mkdir(parents=True, exist_ok=True)
    disk = shutil.disk_usage(store.root)
    growth = measure(store, now)
    elsewhere = isinstance(store, DiskAndBucket)
    if growth is None:
        return Forecast(disk.free, disk.total, None, in_bucket=elsewhere)
    room = disk.free - LEFT_FREE
    return Forecast(
        disk.free,
        disk.total,
        growth,
        growth.photos * periods.photo * DAYS_PER_MONTH,
        growth.video * periods.video * DAYS_PER_MONTH,
        None if elsewhere else full_on(room, growth, periods, now.date()),
        in_bucket=elsewhere,
        bridges=_bridged(room, growth) if elsewhere else None,
    )


def _bridged(room: float, growth: Growth) -> timedelta | None:
    daily = growth.photos + growth.video
    return min(timedelta(days=max(room, 0) / daily), A_YEAR) if daily else None


def full_on(room: float, growth: Growth, periods: Periods, today: date) -> date | None:
    """The day on which the room is used up; None when retention begins to give back before it is."""
    photos_return = _days_until_return(growth.photos_since, periods.photo, today)
    video_returns = _days_until_return(growth.video_since, periods.video, today)
    if room < 0:
        return today
    days = 0
    for end, daily in _phases(photos_return, video_returns, growth):
        if daily > 0 and room < daily * (end - days):
            return today + timedelta(days=days + int(room / daily))
        room -= daily * (end - days)
        days = end
    return None


def measure(store: Store, now: datetime) -> Growth | None:
    """What the last days brought; None while there is less than an hour to go by."""
    first = Passage.select(fn.MIN(Passage.passed_at)).scalar()
    film = _earliest(Clip.wanted_to, Recording.ends)
    since = max(now - LOOKED_AT, first) if first else now
    if now - since < TOO_EARLY:
        return None
    days = (now - since) / timedelta(days=1)
    passages = Passage.select().where(Passage.passed_at >= since).count()
    video = _bytes_since(Clip, Clip.wanted_to, since) + _bytes_since(
        Recording, Recording.ends, since
    )
    return Growth(
        photos=_weight_of_photos(store, since, now) * passages / days,
        video=video / days,
        passages=passages / days,
        photos_since=first.date(),
        video_since=(film or now).date(),
    )


def _days_until_return(since: date, months: int, today: date) -> int:
    """Until what came first may go. Retention has begun where that is past."""
    expired = months_before(datetime.combine(today, datetime.min.time()), months).date()
    return max((since - expired).days, 0)


def _phases(photos_return: int, video_returns: int, growth: Growth) -> Iterable[tuple[int, float]]:
    """(until which day, net bytes a day): each kind grows until as much goes as comes."""
    for end in sorted({photos_return, video_returns}):
        photos = growth.photos if end <= photos_return else 0.0
        video = growth.video if end <= video_returns else 0.0
        yield end, photos + video


def _weight_of_photos(store: Store, since: datetime, now: datetime) -> float:
    """Mean bytes of a passage's photographs, by a sample spread over the time."""
    moments = (since + n * (now - since) / SAMPLE for n in range(SAMPLE))
    in_order = Passage.select().order_by(Passage.passed_at)
    found = (in_order.where(Passage.passed_at >= moment).first() for moment in moments)
    rows = {row.id: row for row in found if row is not None}.values()
    if not rows:
        return 0.0
    return sum(_size(store, name) for row in rows for name in _photos(row)) / len(rows)


def _photos(row: Passage) -> tuple[str, str, str]:
    return row.front_photo, row.body_photo, row.plate_photo


def _size(store: Store, fingerprint: str) -> int:
    try:
        kept = store.find(fingerprint) if fingerprint else None
    except StoreAway:
        raise  # nothing was weighed: a forecast from the rest would promise too much
    except OSError:
        return 0
    return kept.size if kept else 0


def _bytes_since(model: Any, moment: Any, since: datetime) -> int:
    return int(model.select(fn.SUM(model.size)).where(moment >= since).scalar() or 0)


def _earliest(*moments: Any) -> datetime | None:
    found = (moment.model.select(fn.MIN(moment)).scalar() for moment in moments)
    return min(filter(None, found), default=None)
