"""Every question to the ledger: passages by time, gate, plate, stage and decision; the newest of each lane."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gate import corrected, plates
from gate.corrected import Corrected
from gate.models import Entry, Gate, Lane, Outcome, Passage, Upload

COUNTED_TO = 10_000
"""Beyond this the exact number tells nobody anything, and counting would take longer than the search."""

Place = tuple[datetime, int]
"""Where a page ends: capture time and number of its last passage."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which passages; whatever is empty does not matter."""

    start: datetime | None = None
    end: datetime | None = None
    gate_no: str = ""
    lane_id: int | None = None
    plate: str = ""
    """A beginning where it opens with a province, else any part."""
    stage: str = ""
    verdict: str = ""
    direction: str = ""
    before: Place | None = None
    """Only what is older than this place."""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A passage, the last that became of its arm, and what is owed for it."""

    passage: Passage
    outcome: Outcome | None
    upload: Upload | None
    counts: Corrected
    """What it says with the corrections counted in."""


@dataclass(frozen=True, slots=True)
class Page:
    """Passages, newest first; where older ones begin; how many there are in all (at most COUNTED_TO + 1)."""

    rows: tuple[Row, ...]
    older: Place | None
    total: int


def passages(query: Query) -> Page:
    """The newest passages that answer the query."""
    asked = Passage.select()
    if conditions := _conditions(query):
        asked = asked.where(*conditions)
    total = asked.limit(COUNTED_TO + 1).count()
    if query.before is not None:
        at, number = query.before
        asked = asked.where(
            (Passage.passed_at < at) | ((Passage.passed_at == at) & (Passage.id < number))
        )
    ordered = asked.order_by(Passage.passed_at.desc(), Passage.id.desc())
    found = list(ordered.limit(query.limit + 1))
    shown = found[: query.limit]
    more = len(found) > len(shown)
    older = (shown[-1].passed_at, shown[-1].id) if more else None
    return Page(_with_what_became(shown), older, total)


@dataclass(frozen=True, slots=True)
class Newest:
    """What a live page shows: the last passage of every lane by its number, and the last of the plant."""

    by_lane: Mapping[int, Row]
    recent: tuple[Row, ...]


def newest(recent: int) -> Newest:
    """The last passage of every lane, in one question for all, and the `recent` last ones."""
    its = Passage.alias()
    last = (
        its.select(its.id)
        .where(its.lane_id == Lane.id)
        .order_by(its.passed_at.desc(), its.id.desc())
        .limit(1)
    )
    of_lanes = list(Passage.select().join(Lane, on=(Passage.id == last)))
    order = Passage.passed_at.desc(), Passage.id.desc()
    rows = _with_what_became([*of_lanes, *Passage.select().order_by(*order).limit(recent)])
    return Newest(
        {row.passage.lane_id: row for row in rows[: len(of_lanes)]}, rows[len(of_lanes) :]
    )


@dataclass(frozen=True, slots=True)
class Story:
    """One passage with everything that is known of it."""

    passage: Passage
    outcomes: tuple[Outcome, ...]
    upload: Upload | None
    lane: Lane | None
    entered: Passage | None
    """For an exit: the entry that it closes."""
    left: Passage | None
    """For an entry: the exit that closed it."""


def story(number: int) -> Story | None:
    """The whole story of a passage, or None where there is none of this number."""
    passage = Passage.select(Passage, Entry).join(Entry).where(Passage.id == number).first()
    if passage is None:
        return None
    of_it = Passage.pairs_with_id == passage.id
    pair = list(Passage.select().where((Passage.id == passage.pairs_with_id) | of_it))
    outcomes = Outcome.select(Outcome, Entry).join(Entry).where(Outcome.passage == passage)
    return Story(
        passage=passage,
        outcomes=tuple(outcomes.order_by(Outcome.id)),
        upload=Upload.get_or_none(Upload.passage == passage),
        lane=Lane.select(Lane, Gate).join(Gate).where(Lane.id == passage.lane_id).first(),
        entered=next((row for row in pair if row.id == passage.pairs_with_id), None),
        left=next((row for row in pair if row.pairs_with_id == passage.id), None),
    )


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


def _conditions(query: Query) -> Sequence[Any]:
    asked: list[Any] = []
    if query.start is not None:
        asked.append(Passage.passed_at >= query.start)
    if query.end is not None:
        asked.append(Passage.passed_at <= query.end)
    for field, value in (
        (Passage.gate_no, query.gate_no),
        (Passage.lane_id, query.lane_id),
        (Passage.emission_stage, query.stage),
        (Passage.verdict, query.verdict),
        (Passage.direction, query.direction),
    ):
        if value:
            asked.append(field == value)
    plate = plates.normalise(query.plate)
    if plate:
        from_start = plate[0] in plates.PROVINCES
        number = Passage.plate_no
        asked.append(number.startswith(plate) if from_start else number.contains(plate))
    return asked


def _with_what_became(found: Sequence[Passage]) -> tuple[Row, ...]:
    """Three more questions for the whole page, however many rows it has."""
    ids = [passage.id for passage in found]
    told = Outcome.select().where(Outcome.passage.in_(ids)).order_by(Outcome.id)
    outcomes = {outcome.__data__["passage"]: outcome for outcome in told}
    owed = Upload.select().where(Upload.passage.in_(ids))
    uploads = {upload.__data__["passage"]: upload for upload in owed}
    counts = corrected.each(found)
    return tuple(Row(p, outcomes.get(p.id), uploads.get(p.id), counts[p.id]) for p in found)
