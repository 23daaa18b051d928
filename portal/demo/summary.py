"""Whether everything agrees: what was drawn, what was read, what the arms did, what the platform holds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from devices.interfaces import PlateColour
from devices.simulated.journal import entries
from gate import clock, ledger, plates, proof, uplink
from gate.ledger import Result
from gate.models import Outcome, Passage, Upload
from portal.demo import films

EARLY, LATE = timedelta(seconds=8), timedelta(seconds=2)
"""A row may be a little older than the vehicle's standstill (it was read while it rolled up), and no younger
than its leaving."""
ORDER_SLACK = timedelta(seconds=4)
COMPARED = ("plate_no", "plate_colour", "vin", "emission_stage", "cargo_quantity")
ENDINGS = ("left", "backed_off", "gave_up", "interrupted")


@dataclass(slots=True)
class Visit:
    """One vehicle as it truly came, by the journal of the simulated plant."""

    lane: str
    plate: tuple[str, str]
    kind: str
    arrived: datetime
    ended: datetime | None = None
    ending: str = ""
    rows: list[Passage] = field(default_factory=list)


def add_up(plant_log: Path, since: datetime, evidence: Path) -> dict[str, Any]:
    """The summary of a run that began at `since`; `agrees` is true only if every part does."""
    rows, visits, strays = told_apart(plant_log, since)
    complaints = [*_about_reading(visits, strays), *_about_arms(plant_log, rows, since)]
    complaints += _about_platform(plant_log, rows)
    filmed = films.look_at(rows, evidence)
    complaints += filmed.complaints
    chain = proof.verify()
    complaints += [f"chain: entry {fault.seq}: {fault.what}" for fault in chain.faults]
    by_plate = _by_plate(visits)
    read = sum(by_plate.values(), Counter[str]())
    return {
        "agrees": not complaints,
        "complaints": complaints,
        "visits": len(visits),
        "passages": len(rows),
        "read_right": read["right"],
        "read_wrong": read["wrong"],
        "unread": read["unread"],
        "read_by_plate": {kind: dict(told) for kind, told in by_plate.items()},
        "decided": dict(Counter(row.verdict for row in rows)),
        "opened": _count(rows, ledger.PASSED),
        "held": sum(not ledger.has_passed(row) for row in rows),
        "films": filmed.playable,
        "films_whole": filmed.whole,
        "uploads_owed": _uploads(rows).count(),
        "uploads_acknowledged": _uploads(rows).where(Upload.state == uplink.ACKNOWLEDGED).count(),
        "chain_entries": chain.entries,
        "chain_verified": chain.holds,
    }


def told_apart(
    plant_log: Path, since: datetime
) -> tuple[list[Passage], list[Visit], list[Passage]]:
    """The rows since then, the visits with the rows that are theirs, and the rows that are nobody's."""
    rows = list(
        Passage.select().where(Passage.passed_at >= clock.stamp(since)).order_by(Passage.id)
    )
    visits = list(_visits(plant_log / "visits.jsonl", since))
    return rows, visits, _assign(rows, visits)


def verdict_on_reading(visit: Visit) -> str:
    """Of a visit with rows: right, wrong or unread, by the last of them."""
    row = visit.rows[-1]
    if not row.plate_no:
        return "unread"
    return "right" if (row.plate_no, row.plate_colour) == visit.plate else "wrong"


def kind_of(plate: tuple[str, str]) -> str:
    """What kind of plate it is: its form, and of ordinary ones the colour."""
    text, colour = plate[0], PlateColour(plate[1])
    form = next(form for form in plates.forms_of(text) if colour in form.colours)
    return colour.name.lower() if form.kind == "ordinary" else form.kind


def _by_plate(visits: Iterable[Visit]) -> dict[str, Counter[str]]:
    """For each kind of plate that drove by: how many were read right, wrong, and not at all."""
    told: dict[str, Counter[str]] = {}
    for visit in visits:
        if visit.rows:
            of_its_kind = told.setdefault(kind_of(visit.plate), Counter(right=0, wrong=0, unread=0))
            of_its_kind[verdict_on_reading(visit)] += 1
    return told


def _visits(path: Path, since: datetime) -> Iterator[Visit]:
    under_way: dict[str, Visit] = {}
    for line in entries(path):
        at = clock.parse(line["at"])
        if line["event"] == "arrived" and at >= since:
            plate = (line["plate_no"], line["plate_colour"])
            under_way[line["visit"]] = Visit(line["lane"], plate, line["kind"], at)
        elif line["event"] in ENDINGS and line["visit"] in under_way:
            visit = under_way[line["visit"]]
            visit.ended, visit.ending = at, line["event"]
    yield from under_way.values()


def _assign(rows: Iterable[Passage], visits: Iterable[Visit]) -> list[Passage]:
    """Give each row to the vehicle that stood at its lane then; what is left over belongs to nobody."""
    visits = list(visits)
    return [row for row in rows if not _give(row, visits)]


def _give(row: Passage, visits: list[Visit]) -> bool:
    lane = f"{row.gate_no}-{row.barrier_no}"
    for visit in visits:
        ended = visit.ended or visit.arrived + timedelta(minutes=5)
        if visit.lane == lane and visit.arrived - EARLY <= row.passed_at <= ended + LATE:
            visit.rows.append(row)
            return True
    return False


def _about_reading(visits: list[Visit], strays: list[Passage]) -> Iterator[str]:
    for visit in visits:
        cut_short = visit.ended is None or visit.ending == "interrupted"
        if not visit.rows and not cut_short:
            yield f"{visit.lane}: {visit.plate[0]} at {visit.arrived} has no row"
        elif len(visit.rows) > 1:
            yield f"{visit.lane}: {visit.plate[0]} at {visit.arrived} has {len(visit.rows)} rows"
        elif visit.rows and verdict_on_reading(visit) == "wrong":
            read = (visit.rows[0].plate_no, visit.rows[0].plate_colour)
            yield f"{visit.lane}: {visit.plate} was read as {read}"
    for row in strays:
        yield f"row {row.serial_no} ({row.plate_no}) belongs to no vehicle"


def _about_arms(plant_log: Path, rows: list[Passage], since: datetime) -> Iterator[str]:
    """Row for row: every lift by our wire follows a row that was on disk, every lifted row has its lift."""
    lifts = [
        (f"{line['gate_no']}-{line['barrier_no']}", clock.parse(line["at"]))
        for line in entries(plant_log / "arm.jsonl")
        if line["event"] == "lift"
        and line["source"] == "modbus"
        and clock.parse(line["at"]) >= since
    ]
    for lane, lifted, moment in _told_lifts(rows):
        match = next((lift for lift in lifts if lift[0] == lane and _about(lift[1], moment)), None)
        if match is not None:
            lifts.remove(match)
        elif lifted:
            yield f"{lane}: the ledger tells of a lift at {moment} that the arm knows nothing of"
    for lane, at in lifts:
        yield f"{lane}: the arm was lifted at {at} without a row"


def _about(lift: datetime, told: datetime) -> bool:
    return abs(lift - told) <= ORDER_SLACK


def _told_lifts(rows: list[Passage]) -> Iterator[tuple[str, bool, datetime]]:
    """Every lift the ledger tells of, and whether it is sure of it."""
    sure = (Result.LIFTED, Result.LIFTED_BY_PERSON)
    perhaps = (Result.NOT_LIFTED, Result.UNCONFIRMED)
    for row in rows:
        for outcome in ledger.outcomes(row):
            if outcome.result in (*sure, *perhaps):
                moment = row.passed_at if outcome.result == Result.UNCONFIRMED else outcome.at
                yield f"{row.gate_no}-{row.barrier_no}", outcome.result in sure, moment


def _about_platform(plant_log: Path, rows: list[Passage]) -> Iterator[str]:
    lines = list(entries(plant_log / "platform" / "platform.jsonl"))
    held = Counter((line["serial_no"], line.get("revision", 0)) for line in lines)
    newest = {line["serial_no"]: line for line in lines}
    for upload in _uploads(rows):
        serial_no = upload.passage.serial_no
        ours = uplink.payload(upload.passage)
        times = held[serial_no, ours["revision"]]
        if upload.state == uplink.ACKNOWLEDGED and times != 1:
            yield f"{serial_no} was acknowledged, and the platform holds it {times} times"
        elif upload.state == uplink.ACKNOWLEDGED and not _same_items(ours, newest[serial_no]):
            yield f"{serial_no} says at the platform what it does not say here"
        if upload.state == uplink.WAITING:
            yield f"{serial_no} has not been acknowledged: {upload.message}"


def _same_items(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    return all(theirs.get(name) == ours[name] for name in ("revision", *COMPARED))


def _uploads(rows: list[Passage]) -> Any:
    ids = [row.id for row in rows]
    return Upload.select(Upload, Passage).join(Passage).where(Upload.passage.in_(ids))


def _count(rows: list[Passage], results: tuple[Result, ...]) -> int:
    ids = [row.id for row in rows]
    told = Outcome.select(Outcome.passage).where(
        Outcome.passage.in_(ids), Outcome.result.in_(results)
    )
    count: int = told.distinct().count()
    return count
