"""Passages as tests put them together, and what stands in the way of changing them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from peewee import CharField, ForeignKeyField, TextField

from gate import checkpoints, clips, clock, ledger, models, proof, recordings
from gate.clips import Made, Wanted
from gate.codes import IN, OUT
from gate.ledger import Result
from gate.models import (
    Chained,
    Checkpoint,
    Clip,
    Gate,
    Lane,
    Passage,
    Recording,
    Retention,
    database,
    is_sqlite,
)
from gate.models.base import MomentField
from gate.standing import FROZEN

LEDGER = tuple(table._meta.table_name for table in models.LEDGER)
_numbers = count(1)


def lane(barrier_no: str = "001") -> Lane:
    """A lane of gate A, claimed by nobody."""
    gate = Gate.get_or_none(Gate.gate_no == "A") or Gate.create(gate_no="A", name="东门")
    made: Lane = Lane.create(gate=gate, barrier_no=barrier_no, name="一道", direction="both")
    return made


def row(at_lane: Lane, **given: Any) -> dict[str, Any]:
    """A whole row of the passage table, for a stranger who was let in, unless it is said otherwise."""
    at: datetime = given.get("passed_at") or clock.now() + timedelta(milliseconds=next(_numbers))
    values: dict[str, Any] = {
        "serial_no": ledger.serial_number("QY0000001", "A", at_lane.barrier_no, at),
        "lane_id": at_lane.id,
        "gate_no": "A",
        "barrier_no": at_lane.barrier_no,
        "direction": IN,
        "passed_at": at,
        "front_photo": "",
        "body_photo": "",
        "plate_photo": "",
        "plate_no": "冀B7K268",
        "plate_colour": "1",
        **dict.fromkeys(FROZEN, ""),
        "cargo_quantity": Decimal("32.5"),
        "registration_date": "2021-08-01",
        "verdict": "open",
        "reasons": "allowed",
        "opening_mode": "2",
        "rules_version": 1,
        "decided_offline": False,
        "confidence": 0.9876,
        "looks": 2,
        "look_alike": "",
        "evidence_problem": "",
        "watcher": "plant:1",
        "fence": at_lane.fence,
    }
    return values | given


def entered(at_lane: Lane, **given: Any) -> Passage:
    """A vehicle that came in: written down, and its arm rose."""
    passage = ledger.record(row(at_lane, **given))
    ledger.note_outcome(passage, Result.LIFTED, position="open")
    return passage


def filmed(passage: Passage, fingerprint: str = "f" * 64) -> Clip:
    """A film of the whole passage is in the ledger."""
    start, end = (
        passage.passed_at - timedelta(seconds=15),
        passage.passed_at + timedelta(seconds=40),
    )
    made = Made(
        fingerprint=fingerprint, codec="h264", size=10_000_000, starts=start, ends=end, missing_ms=0
    )
    return clips.enter(passage, Wanted(clips.CAMERA, 1, start, end), made)


def recorded(at_lane: Lane, start: datetime, fingerprint: str = "e" * 64) -> Recording:
    """Ten minutes of the lane are in the ledger."""
    recording = Recording(
        lane_id=at_lane.id, camera=clips.CAMERA, starts=start, ends=start + timedelta(minutes=10),
        fingerprint=fingerprint, codec="h264", size=100_000_000, missing_ms=0,
    )  # fmt: skip
    return recordings.enter(recording)


def let_go(what: str, until: datetime, *fingerprints: str) -> Retention:
    """Evidence of before this moment has been removed, as the ledger tells it."""
    row = Retention(
        at=clock.now(), what=what, months=24, since=until - timedelta(days=1), until=until,
        bytes=1, fingerprints="\n".join(fingerprints),
    )  # fmt: skip
    with database.atomic():
        row.entry = proof.append(Retention.KIND, proof.facts(row))
        row.save(force_insert=True)
    return row


def leaves(at_lane: Lane, **given: Any) -> Passage:
    """A vehicle that is written down on its way out; its arm has not risen yet."""
    return ledger.record(row(at_lane, direction=OUT, reasons="leaving", **given))


def chain(made: Chained) -> Chained:
    """Write a row and its entry, past everything that the program asks of such rows."""
    with database.atomic():
        made.entry = proof.append(made.KIND, proof.facts(made))
        made.save(force_insert=True)
    return made


def one_of_each() -> None:
    """At least one row in every table of the ledger, filled with whatever its columns take."""
    for table in models.CHAINED:
        if table.select().exists():
            continue
        if table is Checkpoint:  # what it says must be so
            checkpoints.make("greengate/QY0000001", Ed25519PrivateKey.generate())
            continue
        chain(table(**_filled(table)))


def _filled(table: Any) -> dict[str, Any]:
    fields = [field for field in table._meta.sorted_fields if field.name != "id"]
    return {field.name: _anything(field) for field in fields}


def _anything(field: Any) -> Any:
    if isinstance(field, ForeignKeyField):
        there = field.rel_model.select().first()
        return there or (None if field.null else field.rel_model.create(**_filled(field.rel_model)))
    if isinstance(field, MomentField):
        return clock.now()
    if isinstance(field, TextField):
        return "{}"
    # Everybody has a name of their own, for a row that is by the same person as another may be refused.
    return field.model._meta.table_name[: field.max_length] if isinstance(field, CharField) else 1


def forget_everything() -> None:
    """As if nobody had ever passed: for one who writes the whole ledger anew."""
    kept = (Gate, Lane, models.Device, models.User)
    with tampering():
        for model in reversed(models.ALL):
            if model not in kept:
                database.execute_sql(f'DELETE FROM "{model._meta.table_name}"')


@contextmanager
def tampering() -> Iterator[None]:
    """What an intruder with the database's own password can do: take the triggers away, change, put them back."""
    if is_sqlite():
        database.execute_sql("PRAGMA foreign_keys = 0")
        kept = database.execute_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in kept:
            database.execute_sql(f"DROP TRIGGER {name}")
        yield
        for _, sql in kept:
            database.execute_sql(sql)
        database.execute_sql("PRAGMA foreign_keys = 1")
    else:
        for table in LEDGER:
            database.execute_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        yield
        for table in LEDGER:
            database.execute_sql(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
