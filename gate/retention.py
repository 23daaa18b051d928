"""Letting go of evidence when the law has had its time, and never before (R-090, R-091).

Rows stay for good. What is removed is told first: an entry with the fingerprints, then the files. Whether a file is
older than its time is told by the store: keeping the same bytes again renews the time of the file, so that what a
younger row names, too, stays as long as that row needs it.
"""

import calendar
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gate import clock, evidence, proof
from gate.corrected import PHOTOS
from gate.evidence import Disk, Store
from gate.models import Clip, Outcome, Passage, Recording, Retention, Supplement, database
from gate.ready import ready

PHOTO, CLIP, RECORDING = "photo", "clip", "recording"
SUPPLEMENT = "supplement"
"""Photographs that a person has added to a row; they are younger than the row, and go after it."""
BATCH = 500
"""Rows whose evidence one entry lets go."""
_BEGINNING = datetime(1970, 1, 1, tzinfo=clock.BEIJING)


@dataclass(frozen=True, slots=True)
class Periods:
    """For how many months photographs and moving pictures are kept."""

    photo: int = 24
    video: int = 12


@dataclass(frozen=True, slots=True)
class Rooms:
    """Where evidence lies, and where small copies of photographs do."""

    store: Store
    thumbnails: Path


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of evidence: which rows have it, when it is of, and which files a row names."""

    model: Any
    moment: Any
    suffix: str
    files: Callable[[list[Any]], Iterable[str]]


def remove_expired(rooms: Rooms, periods: Periods, now: datetime) -> list[Retention]:
    """Remove what is older than its time: one entry for each batch, and then its files. Raises evidence.StoreAway."""
    told: list[Retention] = []
    for what, months in (
        (PHOTO, periods.photo),
        (SUPPLEMENT, periods.photo),
        (CLIP, periods.video),
        (RECORDING, periods.video),
    ):
        limit = months_before(now, months)
        _finish_last(what, rooms, limit)
        for since, until, rows in _batches(what, limit):
            going = _expired(_KINDS[what].files(rows), what, rooms.store, limit)
            if going:
                told.append(_tell(what, months, since, until, going))
                _remove(what, going, rooms)
    return told


def months_before(moment: datetime, months: int) -> datetime:
    """The same day of an earlier month, or its last one where it is shorter."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def removal_of(what: str, fingerprint: str, at: datetime) -> Retention | None:
    """The entry by which evidence of that moment was let go; None where it should still be there."""
    of_its_time: Retention | None = _first_until.one(what, at)
    if of_its_time is not None and fingerprint in of_its_time.fingerprints.split("\n"):
        return of_its_time
    # A younger row named it, too, and it went when that row's time had come.
    found: Retention | None = _later.one(what, at, f"%{fingerprint}%")
    return found


@ready
def _first_until(what: str, at: datetime) -> Any:
    later = Retention.select().where(Retention.what == what, Retention.until >= at)
    return later.order_by(Retention.until).limit(1)


@ready
def _later(what: str, at: datetime, pattern: str) -> Any:
    later = Retention.select().where(Retention.what == what, Retention.until >= at)
    return later.where(Retention.fingerprints**pattern).order_by(Retention.id).limit(1)


def _batches(what: str, limit: datetime) -> Iterator[tuple[datetime, datetime, list[Any]]]:
    """What is beyond its time and has not been looked at: (since, until] and its rows."""
    kind, since = _KINDS[what], _removed_until(what)
    while True:
        after = kind.model.select().where(kind.moment > since, kind.moment <= limit)
        last = list(after.order_by(kind.moment).limit(BATCH))[-1:]
        if not last:
            return
        until = getattr(last[0], kind.moment.name)
        yield since, until, list(after.where(kind.moment <= until))
        since = until


def _removed_until(what: str) -> datetime:
    its = Retention.select().where(Retention.what == what)
    last = its.order_by(Retention.until.desc()).first()
    return last.until if last else _BEGINNING


def _expired(
    fingerprints: Iterable[str], what: str, store: Store, limit: datetime
) -> Mapping[str, int]:
    """Fingerprint → bytes of what is there and was last kept before the limit."""
    found: dict[str, int] = {}
    for fingerprint in fingerprints:
        kept = store.last_kept(fingerprint, _KINDS[what].suffix)
        if kept is not None and kept.at < limit:
            found[fingerprint] = kept.size
    return found


def _tell(
    what: str, months: int, since: datetime, until: datetime, going: Mapping[str, int]
) -> Retention:
    with database.atomic():
        row = Retention(
            at=clock.now(),
            what=what,
            months=months,
            since=since,
            until=until,
            bytes=sum(going.values()),
            fingerprints="\n".join(sorted(going)),
        )
        row.entry = proof.append(Retention.KIND, proof.facts(row))
        row.save(force_insert=True)
        return row


def _finish_last(what: str, rooms: Rooms, limit: datetime) -> None:
    """A run that was killed may have told of files that it did not come to remove."""
    its = Retention.select().where(Retention.what == what)
    last = its.order_by(Retention.id.desc()).first()
    if last is not None:
        left = _expired(last.fingerprints.split("\n"), what, rooms.store, limit)
        _remove(what, left, rooms)


def _remove(what: str, going: Iterable[str], rooms: Rooms) -> None:
    for fingerprint in going:
        rooms.store.let_go(fingerprint, _KINDS[what].suffix)
        if what in (PHOTO, SUPPLEMENT):
            Disk(rooms.thumbnails).let_go(fingerprint, evidence.PHOTOGRAPH)


def _of_passages(rows: list[Any]) -> set[str]:
    """Front, body and plate, and the photographs of the moments in which people lifted the arm."""
    named = {
        name for row in rows for name in (row.front_photo, row.body_photo, row.plate_photo) if name
    }
    outcomes = Outcome.select().where(Outcome.passage.in_([row.id for row in rows]))
    return named | {photo for outcome in outcomes if (photo := _photo_in(outcome.detail))}


def _of_supplements(rows: list[Any]) -> set[str]:
    """Front, body and plate; papers stay, as those of the register do."""
    told = [json.loads(row.after) for row in rows]
    return {after[name] for after in told for name in PHOTOS if after.get(name)}


def _photo_in(detail: str) -> str:
    try:
        told = json.loads(detail)
    except ValueError:
        return ""
    photo = told.get("photo", "") if isinstance(told, dict) else ""
    return photo if isinstance(photo, str) and evidence.is_fingerprint(photo) else ""


def _of_films(rows: list[Any]) -> set[str]:
    return {row.fingerprint for row in rows if row.fingerprint}


_KINDS: Mapping[str, _Kind] = {
    PHOTO: _Kind(Passage, Passage.passed_at, evidence.PHOTOGRAPH, _of_passages),
    SUPPLEMENT: _Kind(Supplement, Supplement.at, evidence.PHOTOGRAPH, _of_supplements),
    CLIP: _Kind(Clip, Clip.wanted_to, evidence.FILM, _of_films),
    RECORDING: _Kind(Recording, Recording.ends, evidence.FILM, _of_films),
}
