"""What pages ask beside searching: the newest of each lane, everything about one passage, the last of a vehicle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gate import corrected, trip_search
from gate.corrected import Corrected
from gate.models import Entry, Gate, Lane, Outcome, Passage, Supplement, Upload
from gate.ready import ready
from gate.search.finding import Row, has_corrections, rows_of
from gate.trip_search import Trip


@dataclass(frozen=True, slots=True)
class Newest:
    """What a live page shows: the last passage of every lane by its number, and the last of the plant."""

    by_lane: Mapping[int, Row]
    recent: tuple[Row, ...]


def newest(recent: int) -> Newest:
    """The last passage of every lane, in one question for all, and the `recent` last ones."""
    of_lanes = [number for (number,) in _last_of_lanes()]
    newest = [number for (number,) in _newest(recent)]
    rows = {row.passage.id: row for row in rows_of([*of_lanes, *newest])}
    return Newest(
        {rows[number].passage.lane_id: rows[number] for number in of_lanes},
        tuple(rows[number] for number in newest),
    )


@ready
def _last_of_lanes() -> Any:
    its = Passage.alias()
    last = (
        its.select(its.id)
        .where(its.lane_id == Lane.id)
        .order_by(its.passed_at.desc(), its.id.desc())
        .limit(1)
    )
    return Passage.select(Passage.id).join(Lane, on=(Passage.id == last)).tuples()


@ready
def _newest(recent: int) -> Any:
    order = Passage.passed_at.desc(), Passage.id.desc()
    return Passage.select(Passage.id).order_by(*order).limit(recent).tuples()


@dataclass(frozen=True, slots=True)
class Story:
    """One passage with everything that is known of it."""

    passage: Passage
    outcomes: tuple[Outcome, ...]
    upload: Upload | None
    lane: Lane | None
    trip: Trip
    counted: Corrected
    """What it says with supplement and corrections counted in."""


def story(number: int) -> Story | None:
    """The whole story of a passage, or None where there is none of this number."""
    passage = _with_all.one(number)
    if passage is None:
        return None
    counted = _counted(passage)
    return Story(
        passage=passage,
        outcomes=tuple(_outcomes(passage)),
        upload=getattr(passage, "owed", None),
        lane=_lane.one(passage.lane_id),
        trip=trip_search.of(passage, counted),
        counted=counted,
    )


@ready
def _with_all(number: int) -> Any:
    return (
        Passage.select(Passage, Entry, Upload, Supplement, has_corrections().alias("amended"))
        .join(Entry)
        .switch(Passage)
        .left_outer_join(Upload, on=(Upload.passage == Passage.id), attr="owed")
        .switch(Passage)
        .left_outer_join(Supplement, on=(Supplement.passage == Passage.id), attr="told")
        .where(Passage.id == number)
    )


@ready
def _outcomes(passage: Passage) -> Any:
    told = Outcome.select(Outcome, Entry).join(Entry)
    return told.where(Outcome.passage == passage).order_by(Outcome.id)


@ready
def _lane(number: int) -> Any:
    return Lane.select(Lane, Gate).join(Gate).where(Lane.id == number)


def _counted(passage: Passage) -> Corrected:
    told = getattr(passage, "told", None)
    written = {passage.id: told} if told else {}
    perhaps = [passage.id] if getattr(passage, "amended", False) else []
    return corrected.of_known({passage.id: passage}, written, perhaps)[passage.id]


def others(passage: Passage, most: int = 5) -> list[Passage]:
    """The newest other passages of exactly this plate and colour, as they were written."""
    if not passage.plate_no:
        return []
    return _others(passage.plate_no, passage.plate_colour, passage.id, most)


@ready
def _others(plate_no: str, plate_colour: str, than: int, most: int) -> Any:
    same = Passage.plate_no == plate_no, Passage.plate_colour == plate_colour, Passage.id != than
    return Passage.select().where(*same).order_by(Passage.passed_at.desc()).limit(most)


def seen_before(plate_no: str, plate_colour: str, now: Passage) -> Passage | None:
    """The newest passage before this one of exactly this plate and colour that has a photograph."""
    if not plate_no:
        return None
    seen: Passage | None = _seen_before.one(plate_no, plate_colour, now.passed_at)
    return seen


@ready
def _seen_before(plate_no: str, plate_colour: str, moment: datetime) -> Any:
    seen = (
        Passage.plate_no == plate_no,
        Passage.plate_colour == plate_colour,
        Passage.passed_at < moment,
        (Passage.front_photo != "") | (Passage.body_photo != ""),
    )
    return Passage.select().where(*seen).order_by(Passage.passed_at.desc()).limit(1)


def last_seen(plate_no: str) -> Passage | None:
    """The newest passage of this number that has a photograph of its plate."""
    if not plate_no:
        return None
    seen: Passage | None = (
        Passage.select()
        .where(Passage.plate_no == plate_no, Passage.plate_photo != "")
        .order_by(Passage.passed_at.desc())
        .first()
    )
    return seen
