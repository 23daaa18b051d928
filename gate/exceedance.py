"""排放超标车辆名单: who is on it is refused at every gate until released (R-061)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gate import changes, clock, codes, plates, proof
from gate.changes import Change
from gate.fields import Fields
from gate.models import Exceedance, database
from gate.vehicle_file import RegisterError, read_plate

PAGE = 50
LISTED, RELEASED = "listed", "released"


def current(most: int | None = None) -> list[Exceedance]:
    """Everything not yet released, the latest first."""
    open_ones = Exceedance.select().where(Exceedance.released_at.is_null())
    return list(open_ones.order_by(Exceedance.issued_at.desc()).limit(most))


def of(plate_no: str, plate_colour: str) -> Exceedance | None:
    """The open entry of this plate, if there is one."""
    row: Exceedance | None = _open(plate_no, plate_colour).first()
    return row


def among(numbers: Collection[str]) -> frozenset[tuple[str, str]]:
    """Which of these plates are on the list, each with its colour."""
    rows = Exceedance.select().where(
        Exceedance.plate_no.in_(list(numbers)), Exceedance.released_at.is_null()
    )
    return frozenset((row.plate_no, row.plate_colour) for row in rows)


def at(plate_no: str, plate_colour: str, vin: str, moment: datetime) -> Exceedance | None:
    """The entry that listed this vehicle at a moment, under its plate or, where that was told, by its VIN."""
    named = (Exceedance.plate_no == plate_no) & (Exceedance.plate_colour == plate_colour)
    if vin:
        named |= Exceedance.vin == vin
    stamp = clock.stamp(moment)
    still = Exceedance.released_at.is_null() | (Exceedance.released_at > stamp)
    found: Exceedance | None = (
        Exceedance.select()
        .where(named, Exceedance.issued_at <= stamp, still)
        .order_by(Exceedance.issued_at.desc())
        .first()
    )
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the list, and how many rows there are in all."""

    rows: list[Exceedance]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def search(text: str = "", state: str = LISTED, page: int = 1) -> Found:
    """Rows whose plate or VIN holds the text, those changed last in front; `state` LISTED, RELEASED or empty."""
    query = Exceedance.select()
    if wanted := plates.normalise(text):
        query = query.where(Exceedance.plate_no.contains(wanted) | Exceedance.vin.contains(wanted))
    if state in (LISTED, RELEASED):
        query = query.where(Exceedance.released_at.is_null(state == LISTED))
    page = max(page, 1)
    ordered = query.order_by(Exceedance.changed_seq.desc()).paginate(page, PAGE)
    return Found(list(ordered), query.count(), page)


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
        _write(row, LISTED, by, {"reason_code": reason, "issued_at": clock.stamp(issued)})
        # Counted after the entry, which holds the lock: two people at one moment cannot both pass.
        if _open(plate, colour).count() > 1:
            raise RegisterError({"plate_no": "already_listed"})
    return row


def release(exceedance_id: int, by: str, reason: str = "") -> Exceedance:
    """Take a plate off the list; its row stays, with the moment of release."""
    fields = Fields({"reason": reason})
    said = fields.text("reason", 200)
    fields.stop_at_mistakes(RegisterError)
    with database.atomic():
        row: Exceedance = Exceedance.get_by_id(exceedance_id)
        if row.released_at is not None:
            raise RegisterError({"": "already_released"})
        seen, row.released_at = row.changed_seq, clock.now()
        _write(row, RELEASED, by, {"released_at": clock.stamp(row.released_at)}, said, seen=seen)
    return row


def history(row: Exceedance) -> list[Change]:
    """Every change of one entry, newest first."""
    return changes.back_from(row.changed_seq, most=None)


def _open(plate: str, colour: str) -> Any:
    same = Exceedance.select().where(
        Exceedance.plate_no == plate, Exceedance.plate_colour == colour
    )
    return same.where(Exceedance.released_at.is_null())


def _write(
    row: Exceedance,
    what: str,
    by: str,
    after: Mapping[str, Any],
    reason: str = "",
    *,
    seen: int | None = None,
) -> None:
    before = dict.fromkeys(after) if what == RELEASED else {}
    entry = proof.append("exceedance", body_of(row, what, by, before, after, reason=reason))
    # Compared after the entry, which holds the lock: of two people at one moment the second one is told.
    if seen is not None and Exceedance.get_by_id(row.id).changed_seq != seen:
        raise RegisterError({"": "list_changed"})
    row.changed_seq = entry.seq
    row.save()


def body_of(
    row: Exceedance,
    what: str,
    by: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    reason: str = "",
    batch: int | None = None,
) -> dict[str, Any]:
    """What the chain says of one change of an entry of the list."""
    body = {
        "what": what,
        "plate_no": row.plate_no,
        "plate_colour": row.plate_colour,
        "by": by,
        "before": dict(before),
        "after": dict(after),
        "follows": row.changed_seq,
    }
    more = {"reason": reason, "batch": batch}
    return body | {name: value for name, value in more.items() if value}
