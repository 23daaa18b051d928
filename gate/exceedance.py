"""排放超标车辆名单: who is on it is refused at every gate until released (R-061)."""

from datetime import datetime
from typing import Any

from gate import clock, codes, proof
from gate.fields import Fields
from gate.models import Exceedance, database
from gate.vehicle_file import RegisterError, read_plate


def current() -> list[Exceedance]:
    """Everything not yet released, the latest first."""
    open_ones = Exceedance.select().where(Exceedance.released_at.is_null())
    return list(open_ones.order_by(Exceedance.issued_at.desc()))


def released(most: int = 50) -> list[Exceedance]:
    """What was released last."""
    closed = Exceedance.select().where(Exceedance.released_at.is_null(False))
    return list(closed.order_by(Exceedance.released_at.desc()).limit(most))


def of(plate_no: str, plate_colour: str) -> Exceedance | None:
    """The open entry of this plate, if there is one."""
    row: Exceedance | None = _open(plate_no, plate_colour).first()
    return row


def put_on(
    plate_no: str, plate_colour: str, reason_code: str, issued_at: datetime | str, by: str
) -> Exceedance:
    """From now on every lane refuses this plate."""
    fields = Fields(
        {
            "plate_no": plate_no,
            "plate_colour": plate_colour,
            "reason_code": reason_code,
            "issued_at": issued_at,
        }
    )
    plate, colour = read_plate(fields)
    reason = fields.code("reason_code", codes.EXCEEDANCE_REASONS, required=True)
    issued = fields.moment("issued_at") or clock.now()
    if issued > clock.now():
        fields.wrong("issued_at", "in_future")
    fields.stop_at_mistakes(RegisterError)
    with database.atomic():
        row = Exceedance(plate_no=plate, plate_colour=colour, reason_code=reason, issued_at=issued)
        _write(row, "listed", by, {"reason_code": reason, "issued_at": clock.stamp(issued)})
        # Counted after the entry, which holds the lock: two people at one moment cannot both pass.
        if _open(plate, colour).count() > 1:
            raise RegisterError({"plate_no": "already_listed"})
    return row


def release(exceedance_id: int, by: str) -> Exceedance:
    """Take a plate off the list; its row stays, with the moment of release."""
    with database.atomic():
        row: Exceedance = Exceedance.get_by_id(exceedance_id)
        if row.released_at is not None:
            raise RegisterError({"": "already_released"})
        row.released_at = clock.now()
        _write(row, "released", by, {"released_at": clock.stamp(row.released_at)})
    return row


def _open(plate: str, colour: str) -> Any:
    same = Exceedance.select().where(
        Exceedance.plate_no == plate, Exceedance.plate_colour == colour
    )
    return same.where(Exceedance.released_at.is_null())


def _write(row: Exceedance, what: str, by: str, after: dict[str, Any]) -> None:
    about = {"plate_no": row.plate_no, "plate_colour": row.plate_colour}
    before = dict.fromkeys(after) if what == "released" else {}
    entry = proof.append(
        "exceedance", {"what": what, **about, "by": by, "before": before, "after": after}
    )
    row.changed_seq = entry.seq
    row.save()
