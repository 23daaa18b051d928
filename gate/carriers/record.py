"""How a carrier's trucks have behaved at the gates lately, counted from the rows as they were written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from gate import clock, exceedance
from gate.carriers import ownership, states
from gate.carriers.states import State
from gate.facts import Status
from gate.models import Application, Carrier, Passage, Vehicle

LATELY = timedelta(days=90)
AT_ONCE = 400
"""Databases take only so many values in one question."""
STOPPED = ("hold", "refuse")

Plate = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """Of the last 90 days, and of its trucks as they stand now."""

    since: datetime
    passages: int
    held: int
    refused: int
    trucks: int
    approved: int
    """On the whitelist and within their dates."""
    over: int
    """Approved, and their permission has ended."""
    suspended: int
    listed: int
    """On the over-emission list by now."""
    rejected: int
    """Of its applications, ever."""


@dataclass(frozen=True, slots=True)
class Line:
    """A carrier in the list: how many trucks it has, and how many of its applications wait."""

    carrier: Carrier
    trucks: int
    waiting: int


def of(carrier: Carrier) -> Record:
    """Its record as of now."""
    trucks = list(ownership.vehicles(carrier))
    plates = {(row.plate_no, row.plate_colour) for row in trucks}
    since = clock.now() - LATELY
    verdicts = _stopped(plates, since)
    standing = Counter(_stands(row, clock.now().date()) for row in trucks)
    applications = Application.select().where(Application.carrier == carrier)
    return Record(
        since=since,
        passages=_passages(plates, since),
        held=verdicts["hold"],
        refused=verdicts["refuse"],
        trucks=len(trucks),
        approved=standing["approved"],
        over=standing["over"],
        suspended=standing[Status.SUSPENDED.value],
        listed=len(exceedance.among([plate for plate, _ in plates]) & plates) if plates else 0,
        rejected=applications.where(Application.state == State.REJECTED).count(),
    )


def lines(text: str = "") -> list[Line]:
    """All carriers whose name or phone holds the text, those whose applications wait in front."""
    trucks = _numbers(Vehicle.select(Vehicle.carrier, fn.COUNT(Vehicle.id)), Vehicle.carrier)
    asking = Application.select(Application.carrier, fn.COUNT(Application.id))
    waiting = _numbers(asking.where(Application.state.in_(states.WAITING)), Application.carrier)
    found = Carrier.select()
    if wanted := text.strip():
        found = found.where(Carrier.name.contains(wanted) | Carrier.phone.contains(wanted))
    told = [Line(row, trucks.get(row.id, 0), waiting.get(row.id, 0)) for row in found]
    return sorted(told, key=lambda line: (-line.waiting, -line.trucks, line.carrier.id))


def _numbers(asked: Any, by: Any) -> Mapping[int, int]:
    return dict(asked.where(by.is_null(False)).group_by(by).tuples())


def _stands(vehicle: Vehicle, today: date) -> str:
    if vehicle.status != Status.APPROVED.value:
        return str(vehicle.status)
    return "over" if vehicle.valid_to and vehicle.valid_to < today else "approved"


def _passages(plates: set[Plate], since: datetime) -> int:
    """Out of the index of plates alone, however many years there are."""
    texts = sorted({plate for plate, _ in plates})
    total = 0
    for first in range(0, len(texts), AT_ONCE):
        counted = Passage.select(
            Passage.plate_no, Passage.plate_colour, fn.COUNT(Passage.id)
        ).where(
            Passage.plate_no.in_(texts[first : first + AT_ONCE]),
            Passage.passed_at >= clock.stamp(since),
        )
        rows: Any = counted.group_by(Passage.plate_no, Passage.plate_colour).tuples()
        total += sum(number for plate, colour, number in rows if (plate, colour) in plates)
    return total


def _stopped(plates: set[Plate], since: datetime) -> Counter[str]:
    """Few are held or refused: all of them are counted by their plates, and this carrier's picked out."""
    counted = Passage.select(
        Passage.verdict, Passage.plate_no, Passage.plate_colour, fn.COUNT(Passage.id)
    ).where(Passage.verdict.in_(STOPPED), Passage.passed_at >= clock.stamp(since))
    rows: Any = counted.group_by(Passage.verdict, Passage.plate_no, Passage.plate_colour).tuples()
    found: Counter[str] = Counter()
    for verdict, plate, colour, number in rows:
        if (plate, colour) in plates:
            found[verdict] += number
    return found
