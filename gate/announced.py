"""Visits announced beforehand (预约): entered by whoever hears of them, kept in the chain. They open nothing."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from gate import clock, codes, proof
from gate.codes import Words
from gate.fields import Fields, Mistakes
from gate.models import AnnouncedVisit, Carrier, Gate, database
from gate.ready import ready
from gate.vehicle_file import read_plate

CHANNELS: Mapping[str, Words] = {
    "phone": Words("电话预约", "by phone"),
    "gate": Words("门岗登记", "at the gate"),
    "carrier": Words("承运单位网上预约", "booked by the carrier"),
}
"""How the plant heard of a visit."""
BY_HAND = ("phone", "gate")
"""What a person of the plant may have heard it by."""
LONGEST = timedelta(days=7)
"""A wider window announces nothing that anybody could plan by."""
_ITEMS = ("gate_no", "cargo_name", "quantity_unit", "carrier_name", "channel", "note")


class VisitError(Mistakes):
    """Values that announce nobody, or for no time."""


def announce(values: Mapping[str, Any], by: str, carrier: Carrier | None = None) -> AnnouncedVisit:
    """A vehicle will come between `starts` (empty: now) and `ends`; raises VisitError with every mistake.

    `carrier`: who has booked it for a truck of their own.
    """
    fields, now = Fields(values), clock.now()
    plate, colour = read_plate(fields)
    row = AnnouncedVisit(
        plate_no=plate,
        plate_colour=colour,
        gate_no=fields.code("gate_no", {gate.gate_no for gate in Gate.select()}),
        cargo_name=fields.text("cargo_name", 32),
        cargo_quantity=fields.amount("cargo_quantity", below=10**7, places=3),
        quantity_unit=fields.code("quantity_unit", codes.QUANTITY_UNITS) or "T",
        carrier=carrier,
        carrier_name=carrier.name if carrier else fields.text("carrier_name", 64),
        channel=fields.code("channel", CHANNELS if carrier else BY_HAND, required=True),
        note=fields.text("note", 400),
        starts=fields.moment("starts") or now,
        ends=fields.moment("ends"),
        created_at=now,
        created_by=by,
    )
    _look_at_window(fields, row, now)
    fields.stop_at_mistakes(VisitError)
    with database.atomic():
        _write(row, "announced", by, "", _content(row))
    return row


def withdraw(visit_id: int, by: str, reason: str) -> AnnouncedVisit:
    """It will not come after all; its row stays."""
    fields = Fields({"reason": reason})
    said = fields.text("reason", 200, required=True)
    fields.stop_at_mistakes(VisitError)
    with database.atomic():
        row: AnnouncedVisit = AnnouncedVisit.get_by_id(visit_id)
        if row.withdrawn is not None or row.ends <= clock.now():
            raise VisitError({"": "visit_is_over"})
        row.withdrawn = clock.now()
        _write(row, "withdrawn", by, said, {"withdrawn": clock.stamp(row.withdrawn)})
    return row


def expected(since: datetime, until: datetime | None = None) -> list[AnnouncedVisit]:
    """Visits whose window touches [since, until), the first ones in front."""
    found = AnnouncedVisit.select().where(
        AnnouncedVisit.ends > since, AnnouncedVisit.withdrawn.is_null()
    )
    if until is not None:
        found = found.where(AnnouncedVisit.starts < until)
    return list(found.order_by(AnnouncedVisit.starts, AnnouncedVisit.id))


def now_due(moment: datetime) -> dict[tuple[str, str], AnnouncedVisit]:
    """Who is announced for this moment, by exactly plate and colour."""
    return {(visit.plate_no, visit.plate_colour): visit for visit in _now_due(moment, moment)}


@ready
def _now_due(moment: datetime, begun: datetime) -> Any:
    due = AnnouncedVisit.select().where(
        AnnouncedVisit.ends > moment,
        AnnouncedVisit.withdrawn.is_null(),
        AnnouncedVisit.starts <= begun,
    )
    return due.order_by(AnnouncedVisit.starts, AnnouncedVisit.id)


def over(moment: datetime, most: int = 50) -> list[AnnouncedVisit]:
    """Those whose time is over or that were withdrawn, the newest first."""
    ended = (AnnouncedVisit.ends <= moment) | AnnouncedVisit.withdrawn.is_null(False)
    rows: Iterable[AnnouncedVisit] = AnnouncedVisit.select().where(ended)
    return list(rows.order_by(AnnouncedVisit.id.desc()).limit(most))  # type: ignore[attr-defined]


def _look_at_window(fields: Fields, row: AnnouncedVisit, now: datetime) -> None:
    if row.ends is None:
        fields.wrong("ends", "required")
    elif row.ends <= row.starts:
        fields.wrong("ends", "over_before_it_begins")
    elif row.ends <= now:
        fields.wrong("ends", "in_past")
    elif row.ends - row.starts > LONGEST:
        fields.wrong("ends", "window_too_long")


def _content(row: AnnouncedVisit) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in _ITEMS}
    told |= {name: clock.stamp(getattr(row, name)) for name in ("starts", "ends")}
    if row.cargo_quantity:
        told["cargo_quantity"] = f"{row.cargo_quantity:.3f}"
    if row.carrier is not None:
        told["carrier_id"] = row.carrier.id
    return {name: value for name, value in told.items() if value}


def _write(row: AnnouncedVisit, what: str, by: str, reason: str, after: Mapping[str, Any]) -> None:
    """The entry and the row, in the caller's transaction."""
    if row.id is None:
        row.changed_seq = 0
        row.save(force_insert=True)  # for its number, which the entry names
    body = {
        "what": what,
        "visit_id": row.id,
        "plate_no": row.plate_no,
        "plate_colour": row.plate_colour,
        "by": by,
        "reason": reason,
        "after": dict(after),
    }
    row.changed_seq = proof.append("visit", body).seq
    row.save()
