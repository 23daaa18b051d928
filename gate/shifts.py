"""交接班: what stands open when a shift ends, frozen as the system knows it, and signed by both (R-099)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import fn

from gate import cases, clock, corrected, proof, trips, uplink
from gate.codes import IN
from gate.fields import Fields, Mistakes
from gate.models import Handover, OpenTrip, Passage, Takeover, Upload, User, database

LONGEST_WORDS = 2000
PAGE = 20
MOST_NAMED = 50
"""So many trips are named one by one; how many there are in all is told beside."""
ON_DUTY = ("guard", "manager", "admin")
"""Roles that may hand a shift over, or take it."""


class ShiftError(Mistakes):
    """A hand-over or a signature that cannot be taken."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A hand-over, read, and its second signature; none while it waits for it."""

    handover: Handover
    takeover: Takeover | None
    stands: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Hand-overs, the newest first, and the number from which older ones go on."""

    shifts: Sequence[Signed]
    older: int | None


def standing(faults: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What stands open now. `faults`: lanes and devices that do not work, as the screens know them."""
    return {
        "cases": _cases(),
        "trips": _trips(),
        "faults": [dict(fault) for fault in faults],
        "unsent": uplink.backlog(),
        "refused": Upload.select().where(Upload.state == uplink.REFUSED).count(),
    }


def hand_over(stands: Mapping[str, Any], *, successor: str, words: str, by: str) -> Handover:
    """The leaving guard's signature: freeze what stands, add words, name who comes."""
    fields = Fields({"successor": successor, "words": words})
    coming = fields.code("successor", [user.username for user in people(by)], required=True)
    said = fields.text("words", LONGEST_WORDS)
    fields.stop_at_mistakes(ShiftError)
    row = Handover(
        at=clock.now(),
        by=by,
        successor=coming,
        stands=json.dumps(stands, ensure_ascii=False, sort_keys=True),
        words=said,
    )
    with database.atomic():
        row.entry = proof.append(Handover.KIND, proof.facts(row))
        row.save(force_insert=True)
    return row


def take_over(number: int, *, words: str, by: str) -> Takeover:
    """The second signature, by somebody else; given once."""
    fields = Fields({"words": words})
    said = fields.text("words", LONGEST_WORDS)
    fields.stop_at_mistakes(ShiftError)
    with database.atomic():
        handover = Handover.get_by_id(number)
        if handover.by.casefold() == by.casefold():
            raise ShiftError({"": "second_signature_needed"})
        row = Takeover(handover=handover, at=clock.now(), by=by, words=said)
        row.entry = proof.append(Takeover.KIND, proof.facts(row))
        # Looked at after the entry, which holds the lock: of two people at one moment the second one is told.
        if Takeover.select().where(Takeover.handover == handover).exists():
            raise ShiftError({"": "already_signed"})
        row.save(force_insert=True)
    return row


def people(but: str) -> list[User]:
    """Who may take a shift over from this person."""
    query = User.select().where(User.active, User.role.in_(ON_DUTY), User.username != but)
    return list(query.order_by(User.role, User.username))


def of(number: int) -> Signed | None:
    found = Handover.get_or_none(Handover.id == number)
    return _signed([found])[0] if found else None


def newest(before: int | None = None) -> Page:
    """One page of hand-overs."""
    query = Handover.select().order_by(Handover.id.desc()).limit(PAGE + 1)
    found = list(query.where(Handover.id < before) if before else query)
    shown = found[:PAGE]
    return Page(_signed(shown), shown[-1].id if len(found) > PAGE else None)


def unsigned(person: str) -> list[Handover]:
    """Hand-overs that lack their second signature and that this person wrote or is to take."""
    return list(Handover.select().where(*_unsigned(person)).order_by(Handover.id))


def counting_unsigned(person: str) -> Any:
    """The question how many of these there are."""
    return Handover.select(fn.COUNT(Handover.id)).where(*_unsigned(person))


def _unsigned(person: str) -> tuple[Any, ...]:
    signed = Takeover.select(Takeover.id).where(Takeover.handover == Handover.id)
    return (Handover.by == person) | (Handover.successor == person), ~fn.EXISTS(signed)


def _signed(found: Sequence[Handover]) -> list[Signed]:
    query = Takeover.select().where(Takeover.handover.in_([row.id for row in found]))
    second = {row.__data__["handover"]: row for row in query}
    return [Signed(row, second.get(row.id), json.loads(row.stands)) for row in found]


def _cases() -> list[dict[str, Any]]:
    """Vehicles that wait at a lane for a person."""
    return [_named(case.passage) for case in cases.open()]


def _trips() -> dict[str, Any]:
    """Vehicles that came in longer ago than they should have stayed (R-039)."""
    late = clock.stamp(clock.now() - trips.WARN_AFTER)
    where = OpenTrip.direction == IN, OpenTrip.since <= late
    query = Passage.select().join(OpenTrip).where(*where).order_by(OpenTrip.since)
    return {
        "all": OpenTrip.select().where(*where).count(),
        "named": [_named(passage) for passage in query.limit(MOST_NAMED)],
    }


def _named(passage: Passage) -> dict[str, Any]:
    counts = corrected.one(passage).now
    return {
        "passage": passage.id,
        "plate_no": counts.plate_no,
        "plate_colour": counts.plate_colour,
        "since": clock.stamp(passage.passed_at),
    }
