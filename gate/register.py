"""The whitelist: one file per vehicle, checked when it is written, and every change of it in the chain."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from peewee import IntegrityError

from gate import changes, clock, proof, vehicle_file
from gate.changes import Change
from gate.fields import Fields
from gate.models import Carrier, Vehicle, database, is_sqlite
from gate.policy import Status
from gate.vehicle_file import RegisterError

__all__ = [
    "Change",
    "RegisterError",
    "admit_for_a_visit",
    "approve",
    "belongs_to",
    "create",
    "edit",
    "end_visit",
    "history",
    "one_step",
    "suspend",
]


def create(values: Mapping[str, Any], by: str) -> Vehicle:
    """A new file. It grants nothing before it is approved."""
    read = vehicle_file.read(values)
    vehicle = Vehicle(**read, status=Status.DRAFT.value)
    with _one_file_per_plate():
        _write(vehicle, "created", by, before={})
    return vehicle


def edit(
    vehicle_id: int, values: Mapping[str, Any], by: str, *, seen_seq: int | None = None
) -> Vehicle:
    """Change what is given, keep the rest. `seen_seq`: the changed_seq that the person had before their eyes."""
    with _one_file_per_plate():
        vehicle = _of(vehicle_id)
        if seen_seq is not None and seen_seq != vehicle.changed_seq:
            raise RegisterError({"": "changed_meanwhile"})
        before = snapshot(vehicle)
        read = vehicle_file.read({**vehicle.__data__, **values}, own_id=vehicle_id)
        if vehicle.status == Status.APPROVED.value:
            vehicle_file.demand_completeness(read)
        for name, value in read.items():
            setattr(vehicle, name, value)
        if snapshot(vehicle) != before:
            _write(vehicle, "edited", by, before)
    return vehicle


def one_step() -> Any:
    """Several changes that are made together or not at all."""
    return database.atomic()


def suspend(vehicle_id: int, by: str, reason: str) -> Vehicle:
    """From now on every lane refuses this vehicle."""
    fields = Fields({"reason": reason})
    said = fields.text("reason", 200, required=True)
    fields.stop_at_mistakes(RegisterError)
    with database.atomic():
        vehicle = _of(vehicle_id)
        if vehicle.status == Status.SUSPENDED.value:
            raise RegisterError({"": "already_suspended"})
        return _set_status(vehicle, Status.SUSPENDED, "suspended", by, said)


def approve(vehicle_id: int, by: str) -> Vehicle:
    """Put it on the whitelist; only a complete file can be."""
    with database.atomic():
        vehicle = _of(vehicle_id)
        if vehicle.status == Status.APPROVED.value:
            raise RegisterError({"": "already_approved"})
        vehicle_file.demand_completeness(vehicle.__data__)
        vehicle.valid_until = None  # hours are for visits
        return _set_status(vehicle, Status.APPROVED, "approved", by, "")


def belongs_to(vehicle_id: int, carrier: Carrier, by: str) -> Vehicle:
    """This carrier registered it: from now on it sees the file, and may ask for changes of it."""
    with database.atomic():
        vehicle = _of(vehicle_id)
        before = snapshot(vehicle)
        vehicle.carrier = carrier
        if snapshot(vehicle) != before:
            _write(vehicle, "handed_over", by, before)
    return vehicle


def admit_for_a_visit(values: Mapping[str, Any], by: str, reason: str) -> Vehicle:
    """A temporary vehicle (R-053): its file, new or taken up again, in force for its days or hours."""
    with _one_file_per_plate():
        vehicle = Vehicle.get_or_none(
            Vehicle.plate_no == values["plate_no"], Vehicle.plate_colour == values["plate_colour"]
        )
        before = snapshot(vehicle) if vehicle else {}
        told = {**vehicle.__data__, **values} if vehicle else values
        read = vehicle_file.read(told, own_id=vehicle.id if vehicle else None)
        vehicle = vehicle or Vehicle()
        for name, value in read.items():
            setattr(vehicle, name, value)
        vehicle.status = Status.TEMPORARY.value
        vehicle.approved_by, vehicle.approved_at = by, clock.now()
        _write(vehicle, "admitted", by, before, reason)
    return vehicle


def end_visit(vehicle_id: int, by: str) -> Vehicle:
    """A temporary vehicle's time is over before its end."""
    with database.atomic():
        vehicle = _of(vehicle_id)
        if vehicle.status != Status.TEMPORARY.value:
            raise RegisterError({"": "not_temporary"})
        return _set_status(vehicle, Status.EXPIRED, "visit_ended", by, "")


def history(vehicle: Vehicle, most: int = 50) -> list[Change]:
    """The last changes of a file, newest first."""
    return changes.back_from(vehicle.changed_seq, most)


def snapshot(vehicle: Vehicle) -> dict[str, Any]:
    """A vehicle's file as the chain holds it, without its number and the marks of the last change."""
    left_out = ("id", "changed_at", "changed_by", "changed_seq")
    return {name: _plain(v) for name, v in vehicle.__data__.items() if name not in left_out}


def _of(vehicle_id: int) -> Vehicle:
    query = Vehicle.select().where(Vehicle.id == vehicle_id)
    return (query if is_sqlite() else query.for_update()).get()


def _set_status(vehicle: Vehicle, status: Status, what: str, by: str, reason: str) -> Vehicle:
    before = snapshot(vehicle)
    vehicle.status = status.value
    _write(vehicle, what, by, before, reason)
    return vehicle


def _write(
    vehicle: Vehicle, what: str, by: str, before: Mapping[str, Any], reason: str = ""
) -> None:
    """The entry and the row, in the caller's transaction. The entry names the one before it of this vehicle."""
    after = snapshot(vehicle)
    changed = {name for name in after if before.get(name) != after[name]}
    moment = clock.now()
    entry = proof.append(
        "vehicle",
        {
            "what": what,
            "plate_no": vehicle.plate_no,
            "plate_colour": vehicle.plate_colour,
            "by": by,
            "reason": reason,
            "before": {name: before[name] for name in sorted(changed & before.keys())},
            "after": {name: after[name] for name in sorted(changed)},
            "follows": vehicle.changed_seq,
        },
        at=moment,
    )
    vehicle.changed_at, vehicle.changed_by, vehicle.changed_seq = moment, by, entry.seq
    vehicle.save()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.3f}"
    return value.isoformat() if isinstance(value, date) else value


@contextmanager
def _one_file_per_plate() -> Iterator[None]:
    """A transaction; two people who add the same plate at the same moment: the second one is told."""
    try:
        with database.atomic():
            yield
    except IntegrityError:
        raise RegisterError({"plate_no": "duplicate"}) from None
