"""Trips: an entry and its exit, paired when the vehicle leaves, or put together by a person later (R-039)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from peewee import fn

from gate import clock, corrected, ledger, open_trips, proof
from gate.codes import IN, OUT
from gate.fields import Fields, Mistakes
from gate.models import OpenTrip, Outcome, Passage, TripRuling, database
from gate.ready import ready

WARN_AFTER, ALARM_AFTER = timedelta(hours=24), timedelta(hours=72)
"""How long an entry may stand open before it is flagged (R-039); platforms raise an alarm later (R-069)."""
LONGEST_WORDS = 200
Pair = tuple[int, int]
"""The numbers of an entry and an exit."""


class TripError(Mistakes):
    """Two passages that cannot be put together or apart."""


@dataclass(frozen=True, slots=True)
class Half:
    """The other half of a passage, and the person's word that put them together, if it was a person."""

    other: Passage
    ruling: TripRuling | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How many entries stand open longer than they should."""

    warned: int
    alarmed: int


def halves(passages: Iterable[Passage]) -> dict[int, Half]:
    """For each of these that has its other half: which, in a handful of questions for all."""
    numbers = {passage.id for passage in passages}
    paired = _paired_when_leaving(numbers)
    about = numbers.union(*paired)
    told = _rulings(about)
    pairs: dict[Pair, TripRuling | None] = {
        pair: ruling for pair, ruling in told.items() if ruling.joined
    }
    taken = {number for pair in pairs for number in pair}
    taken |= _open_of(about) if paired else set()
    pairs |= dict.fromkeys(pair for pair in paired if pair not in told and taken.isdisjoint(pair))
    if not pairs:
        return {}
    return {number: half for number, half in _each_way(pairs).items() if number in numbers}


def half_of(passage: Passage) -> Half | None:
    return halves([passage]).get(passage.id)


def rulings_of(passage: Passage) -> list[TripRuling]:
    """What people said of its trip, oldest first."""
    about = (TripRuling.entered == passage) | (TripRuling.left == passage)
    return list(TripRuling.select().where(about).order_by(TripRuling.id))


def is_open(passage: Passage) -> bool:
    return bool(OpenTrip.select().where(OpenTrip.passage == passage).exists())


def counting_open_since(moment: datetime) -> Any:
    """The question how many entries have stood open since then."""
    of_entries = OpenTrip.select(fn.COUNT(OpenTrip.id)).where(OpenTrip.direction == IN)
    return of_entries.where(OpenTrip.since <= moment)


def standing(now: datetime | None = None) -> Standing:
    """Entries that stand open too long, in one question."""
    moment = now or clock.now()
    return Standing(*_standing.one(moment - WARN_AFTER, moment - ALARM_AFTER))


@ready
def _standing(late: datetime, very_late: datetime) -> Any:
    alarming = fn.COUNT(OpenTrip.id).filter(OpenTrip.since <= very_late)
    entries = OpenTrip.select(fn.COUNT(OpenTrip.id), alarming).where(OpenTrip.direction == IN)
    return entries.where(OpenTrip.since <= late).tuples()


def join(entered: Passage, left: Passage, *, words: str, by: str) -> TripRuling:
    """A person says that these two are one vehicle's trip. Only what stands open can be joined."""
    said = _words(words)
    if (entered.direction, left.direction) != (IN, OUT):
        raise TripError({"": "not_an_entry_and_an_exit"})
    if left.passed_at <= entered.passed_at:
        raise TripError({"": "left_before_it_came"})
    with database.atomic():
        ruling = _rule(entered, left, joined=True, words=said, by=by)
        # Looked at after the entry, which holds the lock: of two people at one moment the second one is told.
        if open_trips.close(entered.id, left.id) != 2:
            raise TripError({"": "no_longer_open"})
        ruling.save(force_insert=True)
    return ruling


def part(entered: Passage, left: Passage, *, words: str, by: str) -> TripRuling:
    """A person says that these two do not belong together: both stand open again."""
    said = _words(words)
    with database.atomic():
        ruling = _rule(entered, left, joined=False, words=said, by=by)
        half = half_of(entered)
        if half is None or half.other != left:
            raise TripError({"": "not_together"})
        ruling.save(force_insert=True)
        for passage, counts in zip((entered, left), _as_they_count(entered, left), strict=True):
            open_trips.open_again(passage, counts.plate_no, counts.plate_colour)
    return ruling


def _rule(entered: Passage, left: Passage, *, joined: bool, words: str, by: str) -> TripRuling:
    ruling = TripRuling(
        entered=entered, left=left, joined=joined, at=clock.now(), by=by, words=words
    )
    ruling.entry = proof.append(TripRuling.KIND, proof.facts(ruling))
    return ruling


def _words(words: str) -> str:
    fields = Fields({"words": words})
    said = fields.text("words", LONGEST_WORDS, required=True)
    fields.stop_at_mistakes(TripError)
    return said


def _as_they_count(*passages: Passage) -> list[Passage]:
    counts = corrected.each(passages)
    return [counts[passage.id].now for passage in passages]


def _rulings(numbers: Iterable[int]) -> dict[Pair, TripRuling]:
    """The newest word on every pair that one of these is part of."""
    told = _about(list(numbers))
    return {(ruling.__data__["entered"], ruling.__data__["left"]): ruling for ruling in told}


@ready
def _about(numbers: list[int]) -> Any:
    about = TripRuling.entered.in_(numbers) | TripRuling.left.in_(numbers)
    return TripRuling.select().where(about).order_by(TripRuling.id)


def _paired_when_leaving(numbers: Iterable[int]) -> set[Pair]:
    """Entry and exit as the row of the exit names them, of exits that truly left."""
    return {(cast(int, left.pairs_with_id), left.id) for left in _exits(list(numbers))}


@ready
def _exits(numbers: list[int]) -> Any:
    went = Outcome.select().where(Outcome.passage == Passage.id, Outcome.result.in_(ledger.PASSED))
    return Passage.select(Passage.id, Passage.pairs_with_id).where(
        Passage.pairs_with_id.is_null(False),
        Passage.id.in_(numbers) | Passage.pairs_with_id.in_(numbers),
        fn.EXISTS(went),
    )


def _open_of(numbers: Iterable[int]) -> set[int]:
    return {row.__data__["passage"] for row in _open(list(numbers))}


@ready
def _open(numbers: list[int]) -> Any:
    return OpenTrip.select(OpenTrip.passage).where(OpenTrip.passage.in_(numbers))


@ready
def _passages(numbers: list[int]) -> Any:
    return Passage.select().where(Passage.id.in_(numbers))


def _each_way(pairs: Mapping[Pair, TripRuling | None]) -> dict[int, Half]:
    numbers = [number for pair in pairs for number in pair]
    known = {row.id: row for row in _passages(numbers)}
    found: dict[int, Half] = {}
    for (entered, left), ruling in pairs.items():
        found |= {entered: Half(known[left], ruling), left: Half(known[entered], ruling)}
    return found
