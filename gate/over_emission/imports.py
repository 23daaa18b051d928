"""Taking a list over: one transaction, an entry in the chain for the batch and one for every row it changes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from gate import clock, exceedance, many, proof
from gate.fields import Mistakes
from gate.models import Exceedance, ListBatch, database
from gate.over_emission.plan import Plan, version
from gate.over_emission.rows import Told
from gate.sheets import Wrong

FILE, PLATFORM = "file", "platform"


class ListChanged(Mistakes):
    """The list is not the one any more that the plan was made for."""

    def __init__(self) -> None:
        super().__init__({"": "list_changed"})


def carry_out(
    plan: Plan,
    *,
    source: str,
    name: str,
    fingerprint: str,
    by: str,
    take_differing: bool = False,
) -> ListBatch:
    """Take over what is new and what was released; other particulars only where a person said so.

    Raises ListChanged when somebody changed the list since the plan was made.
    """
    with database.atomic():
        batch = _batch(plan, source, name, fingerprint, by)
        changed = plan.differing if take_differing else ()
        entry = proof.append("list_batch", {**_told_of(batch), "changed": len(changed)})
        # Asked after the entry, which holds the lock: nobody changes the list from here on.
        if version() != plan.version:
            raise ListChanged
        batch.changed_seq = entry.seq
        batch.save()
        _list(plan.new, batch, by)
        _change(
            [(row, "released", {"released_at": told.released_at or clock.now()})
             for row, told in plan.released],
            batch, by,
        )  # fmt: skip
        _change(
            [(each.row, "changed", {name: new for name, _, new in each.what}) for each in changed],
            batch,
            by,
        )
    return batch


def batches(most: int = 20) -> list[ListBatch]:
    """The imports, newest first."""
    return list(ListBatch.select().order_by(ListBatch.id.desc()).limit(most))


def newest_from(source: str) -> ListBatch | None:
    """The last list that came this way."""
    found: ListBatch | None = (
        ListBatch.select().where(ListBatch.source == source).order_by(ListBatch.id.desc()).first()
    )
    return found


def wrong_in(batch: ListBatch) -> list[Wrong]:
    """The rows that a batch could not take."""
    return [Wrong(**told) for told in json.loads(batch.mistakes)]


def _batch(plan: Plan, source: str, name: str, fingerprint: str, by: str) -> ListBatch:
    return ListBatch.create(
        source=source,
        name=name[:128],
        fingerprint=fingerprint,
        rows=plan.rows,
        added=len(plan.new),
        released=len(plan.released),
        refused=len(plan.wrong),
        mistakes=json.dumps([asdict(row) for row in plan.wrong], ensure_ascii=False),
        created_at=clock.now(),
        created_by=by,
        changed_seq=0,
    )


def _told_of(batch: ListBatch) -> dict[str, Any]:
    names = ("source", "name", "fingerprint", "rows", "added", "released", "refused")
    return {"number": batch.id, "by": batch.created_by} | {n: getattr(batch, n) for n in names}


def _list(new: Sequence[Told], batch: ListBatch, by: str) -> None:
    rows = [_row_of(told, batch) for told in new]
    bodies = (
        exceedance.body_of(row, exceedance.LISTED, by, {}, _particulars(row), batch=batch.id)
        for row in rows
    )
    for row, seq in zip(rows, proof.append_all("exceedance", bodies), strict=True):
        row.changed_seq = seq
    many.insert(Exceedance, (row.__data__ for row in rows))


def _row_of(told: Told, batch: ListBatch) -> Exceedance:
    return Exceedance(
        plate_no=told.plate_no,
        plate_colour=told.plate_colour,
        reason_code=told.reason_code,
        issued_at=told.issued_at or batch.created_at,
        released_at=None,
        vin=told.vin,
        fuel_type=told.fuel_type,
        emission_stage=told.emission_stage,
        batch_id=batch.id,
    )


def _particulars(row: Exceedance) -> dict[str, Any]:
    names = ("reason_code", "issued_at", "vin", "fuel_type", "emission_stage")
    return {name: _plain(value) for name in names if (value := getattr(row, name))}


def _change(
    changes: Sequence[tuple[Exceedance, str, Mapping[str, Any]]], batch: ListBatch, by: str
) -> None:
    bodies = [
        exceedance.body_of(
            row,
            what,
            by,
            {name: _plain(getattr(row, name)) for name in after},
            {name: _plain(value) for name, value in after.items()},
            batch=batch.id,
        )
        for row, what, after in changes
    ]
    numbers = proof.append_all("exceedance", bodies)
    for (row, _, after), seq in zip(changes, numbers, strict=True):
        Exceedance.update(**after, changed_seq=seq).where(Exceedance.id == row.id).execute()


def _plain(value: Any) -> Any:
    return clock.stamp(value) if isinstance(value, datetime) else value
