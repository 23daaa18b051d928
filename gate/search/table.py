"""Searching the table itself, span by span of time: while rows of years are not in blocks yet. Slower, and as right."""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from peewee import SQL, Value, fn

from gate import lookalikes, plates
from gate.models import Outcome, Passage, Supplement, Upload
from gate.search import raw
from gate.search.patterns import WIDTH, pattern_of
from gate.search.query import BY_HAND, Match, Opened, Place, Query, Written
from gate.search.sieve import MOST_APART
from gate.search.walking import Count, Found, Spot, cut, unfinished

PATIENCE_S = 0.5
"""After so long a page says how far it has come."""
FIRST_SPAN = timedelta(days=1)
Span = tuple[datetime, datetime]


def found(query: Query) -> Found:
    """A page, looked for span by span; each is twice as long as the one before."""
    spots: list[Spot] = []
    ends = time.monotonic() + PATIENCE_S
    for since, until in _spans(query):
        some = _between(query, since, until, query.limit + 1 - len(spots))
        spots = [*some, *spots] if query.after else [*spots, *some]
        if len(spots) > query.limit:
            break
        if time.monotonic() > ends:
            return unfinished(query, spots, (raw.millisecond(since), 0))
    return cut(query, spots, Count(len(spots), exact=False))


def _spans(query: Query) -> Iterator[Span]:
    """From the place on, backwards or forwards, until the first or last passage."""
    first, last = (
        Passage.select(Passage.passed_at).order_by(order).limit(1).scalar()
        for order in (Passage.passed_at.asc(), Passage.passed_at.desc())
    )
    if first is None:
        return
    # Ends are not included: the last moment is.
    first, last = max(first, query.start or first), min(last, query.end or last)
    last += timedelta(milliseconds=1)
    span = FIRST_SPAN
    if query.after is not None:
        first = max(first, query.after[0])
        while first < last:
            yield first, min(first + span, last)
            first, span = first + span, span * 2
    else:
        if query.before is not None:
            last = min(last, query.before[0] + timedelta(milliseconds=1))
        while last > first:
            yield max(last - span, first), last
            last, span = last - span, span * 2


def _between(query: Query, since: datetime, until: datetime, most: int) -> list[Spot]:
    asked = Passage.select(Passage.id, Passage.passed_at, Passage.plate_no)
    asked = asked.where(Passage.passed_at >= since, Passage.passed_at < until, *_conditions(query))
    order: Sequence[Any] = (Passage.passed_at.desc(), Passage.id.desc())
    if query.after is not None:
        order = (Passage.passed_at, Passage.id)
    through: list[Spot] = []
    for number, moment, plate_no in asked.order_by(*order).tuples().iterator():
        if _looks_enough(query, plate_no):
            through.append((raw.millisecond(moment), number))
        if len(through) == most:
            break
    return sorted(through, reverse=True)


def _conditions(query: Query) -> list[Any]:
    asked = [
        field == value
        for field, value in (
            (Passage.lane_id, query.lane_id),
            (Passage.gate_no, query.gate_no),
            (Passage.direction, query.direction),
            (Passage.plate_colour, query.colour),
            (Passage.emission_stage, query.stage),
            (Passage.fuel_type, query.fuel),
            (Passage.verdict, query.verdict),
        )
        if value
    ]
    for field, part in ((Passage.carrier_name, query.carrier), (Passage.cargo_name, query.cargo)):
        if part:
            asked.append(field.contains(part))
    if query.reason:
        reasons = Value(",").concat(Passage.reasons).concat(",")
        asked.append(reasons.contains(f",{query.reason},"))
    return [*asked, *_plate(query), *_told_elsewhere(query), *_beyond(query.before, query.after)]


def _plate(query: Query) -> list[Any]:
    text = plates.normalise(query.plate)
    if not text:
        return []
    if query.match == Match.EXACT:
        return [Passage.plate_no == text]
    if query.match in MOST_APART:
        holes = combinations(range(1, len(text)), min(2, len(text) - 1))
        alike = [_like("?" + _with_holes(text, hole)[1:]) for hole in holes]
        return [_any(alike) if alike else Passage.plate_no == text]
    return [_like(pattern_of(text))]


def _with_holes(text: str, holes: Sequence[int]) -> str:
    return "".join("?" if place in holes else char for place, char in enumerate(text))


def _like(pattern: str) -> Any:
    if {"%", "_", "\\"} & set(pattern) or len(pattern) > 2 * WIDTH:
        return SQL("1 = 0")  # no plate has these
    return Passage.plate_no ** pattern.replace("?", "_").replace("*", "%")


def _any(conditions: Sequence[Any]) -> Any:
    first, *others = conditions
    for other in others:
        first |= other
    return first


def _looks_enough(query: Query, plate_no: str) -> bool:
    """What the database was asked for alike ones was too wide: it knows no confusions."""
    most = MOST_APART.get(Match(query.match)) if query.plate else None
    if most is None:
        return True
    far = lookalikes.distance(plates.normalise(query.plate), plate_no)
    return far is not None and far <= most


def _told_elsewhere(query: Query) -> list[Any]:
    asked: list[Any] = []
    if query.upload:
        owed = Upload.select(Upload.id).where(Upload.passage == Passage.id)
        asked.append(fn.EXISTS(owed.where(Upload.state == query.upload)))
    if query.opened:
        lifted = Outcome.select(Outcome.id).where(Outcome.passage == Passage.id)
        by_hand = fn.EXISTS(lifted.where(Outcome.result.in_(BY_HAND)))
        if query.opened == Opened.BY_HAND:
            asked.append(by_hand)
        else:
            asked += [~by_hand, Passage.opening_mode == "2"]
    if query.written:
        told = fn.EXISTS(Supplement.select(Supplement.id).where(Supplement.passage == Passage.id))
        asked.append(told if query.written == Written.BY_HAND else ~told)
    return asked


def _beyond(before: Place | None, after: Place | None) -> list[Any]:
    at, number = Passage.passed_at, Passage.id
    if after is not None:
        return [(at > after[0]) | ((at == after[0]) & (number > after[1]))]
    if before is not None:
        return [(at < before[0]) | ((at == before[0]) & (number < before[1]))]
    return []
