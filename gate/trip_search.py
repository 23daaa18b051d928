"""The trips as people look for them: what stands open, what it might belong to, and all of a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from gate import clock, corrected, ledger, plates, trips
from gate.codes import IN, OUT
from gate.corrected import Corrected
from gate.lookalikes import LookAlikes
from gate.models import OpenTrip, Outcome, Passage
from gate.ready import rows
from gate.trips import Half

PAGE = 50
MOST_SUGGESTED = 4
LONGEST_TRIP = timedelta(days=30)
"""Beyond this, a likeness is chance."""
Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Trip:
    """One vehicle's stay as it counts by now; a half that is missing is None."""

    entered: Passage | None
    left: Passage | None
    half: Half | None = None

    @property
    def one(self) -> Passage:
        """The half that is there; the entry where both are."""
        found = self.entered or self.left
        assert found is not None
        return found

    @property
    def inside(self) -> timedelta | None:
        """How long it stayed; up to now where it has not left."""
        if self.entered is None:
            return None
        until: datetime = self.left.passed_at if self.left else clock.now()
        came: datetime = self.entered.passed_at
        return until - came

    @property
    def flag(self) -> str:
        """ "alarm", "warn", or empty: how long an entry has stood open (R-039)."""
        if self.left is not None or self.inside is None or self.inside < trips.WARN_AFTER:
            return ""
        return "alarm" if self.inside >= trips.ALARM_AFTER else "warn"


@dataclass(frozen=True, slots=True)
class Page:
    """Trips, and where those before them begin."""

    trips: tuple[Trip, ...]
    onward: Place | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A passage that might be the other half, and how far its plate is away (0: the same)."""

    passage: Passage
    distance: float | None


def standing_open(direction: str, place: Place | None = None) -> Page:
    """Entries without an exit, the oldest first; or exits without an entry, the newest first."""
    oldest_first = direction == IN
    since, number = OpenTrip.since, OpenTrip.passage
    query = Passage.select().join(OpenTrip).where(OpenTrip.direction == direction)
    if place is not None:
        query = query.where(_beyond(since, number, place, later=oldest_first))
    order = (since, number) if oldest_first else (since.desc(), number.desc())
    found = rows(query.order_by(*order).limit(PAGE + 1))
    return _page(found, {})


def of_time(plate: str = "", place: Place | None = None) -> Page:
    """Every vehicle that came in, the newest first, with its exit if it has one."""
    went = Outcome.select().where(Outcome.passage == Passage.id, Outcome.result.in_(ledger.PASSED))
    query = Passage.select().where(Passage.direction == IN, fn.EXISTS(went))
    if wanted := plates.normalise(plate):
        number = Passage.plate_no
        begins = wanted[0] in plates.PROVINCES
        query = query.where(number.startswith(wanted) if begins else number.contains(wanted))
    if place is not None:
        query = query.where(_beyond(Passage.passed_at, Passage.id, place, later=False))
    ordered = query.order_by(Passage.passed_at.desc(), Passage.id.desc())
    found = rows(ordered.limit(PAGE + 1))
    return _page(found, trips.halves(found[:PAGE]))


def of(passage: Passage, counted: Corrected | None = None) -> Trip:
    """The trip of one passage; what counts of it by now is asked for where it is not known yet."""
    half = trips.half_of(passage)
    now = (counted or corrected.one(passage)).now
    return _trip(now, half, {half.other.id: _counts(half.other)} if half else {})


def suggestions(passage: Passage) -> list[Suggestion]:
    """What stands open on the other side and may be its other half: the likest plates, the nearest in time first."""
    around = _open_around(passage)
    here = corrected.one(passage).now
    far = {
        text: away
        for away, text in LookAlikes(each.plate_no for each in around).near(here.plate_no)
    }
    like = [each for each in around if each.plate_no in far]

    def order(each: OpenTrip) -> tuple[float, timedelta]:
        return far[each.plate_no], abs(each.since - passage.passed_at)

    likest = sorted(like, key=order)[:MOST_SUGGESTED]
    return [Suggestion(_counts(each.passage), far[each.plate_no]) for each in likest]


def others_open(passage: Passage, most: int = 8) -> list[Suggestion]:
    """What stands open on the other side and has no plate, or another one: the nearest in time first."""
    known = {suggestion.passage.id for suggestion in suggestions(passage)}
    rest = [each for each in _open_around(passage) if each.__data__["passage"] not in known]
    rest.sort(key=lambda each: abs(each.since - passage.passed_at))
    return [Suggestion(_counts(each.passage), None) for each in rest[:most]]


def _open_around(passage: Passage) -> list[OpenTrip]:
    """What stands open on the other side and could be of the same stay."""
    at = passage.passed_at
    if passage.direction == IN:
        other, earliest, latest = OUT, at, at + LONGEST_TRIP
    else:
        other, earliest, latest = IN, at - LONGEST_TRIP, at
    query = OpenTrip.select(OpenTrip, Passage).join(Passage)
    found = query.where(
        OpenTrip.direction == other,
        OpenTrip.since.between(clock.stamp(earliest), clock.stamp(latest)),
        OpenTrip.since != clock.stamp(at),
    )
    return list(found)


def _beyond(at: Any, number: Any, place: Place, *, later: bool) -> Any:
    moment = clock.stamp(place[0])
    if later:
        return (at > moment) | ((at == moment) & (number > place[1]))
    return (at < moment) | ((at == moment) & (number < place[1]))


def _page(found: Sequence[Passage], halves: dict[int, Half]) -> Page:
    shown = found[:PAGE]
    more = len(found) > PAGE
    onward = (shown[-1].passed_at, shown[-1].id) if more else None
    return Page(tuple(_trips(shown, halves)), onward)


def _trips(rows: Sequence[Passage], halves: dict[int, Half]) -> list[Trip]:
    others = [half.other for half in halves.values()]
    counts = {n: each.now for n, each in corrected.each([*rows, *others]).items()}
    return [_trip(counts[row.id], halves.get(row.id), counts) for row in rows]


def _trip(row: Passage, half: Half | None, counts: dict[int, Passage]) -> Trip:
    other = counts[half.other.id] if half else None
    entered, left = (row, other) if row.direction == IN else (other, row)
    return Trip(entered, left, half)


def _counts(passage: Passage) -> Passage:
    return corrected.one(passage).now
