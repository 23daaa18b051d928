"""豁免: who is not restricted by control policies, for how long and why (R-066); every change in the chain."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gate import clock, codes, control_rows, proof
from gate.control import Exemption
from gate.fields import Fields, Mistakes
from gate.models import ExemptionRow, database
from gate.vehicle_file import read_plate


class ExemptionError(Mistakes):
    """Values that exempt nobody, or for no time, or for no reason."""


def valid(moment: datetime) -> list[ExemptionRow]:
    """Those that hold now or will, the ones that end first in front."""
    open_ones = ExemptionRow.select().where(
        ExemptionRow.valid_to > moment, ExemptionRow.withdrawn.is_null()
    )
    return list(open_ones.order_by(ExemptionRow.valid_to))


def over(moment: datetime, most: int = 50) -> list[ExemptionRow]:
    """Those that have ended or were withdrawn, the newest first."""
    ended = (ExemptionRow.valid_to <= moment) | ExemptionRow.withdrawn.is_null(False)
    return list(ExemptionRow.select().where(ended).order_by(ExemptionRow.id.desc()).limit(most))


def all_known() -> list[Exemption]:
    """Every exemption as judgement takes it."""
    found = (control_rows.exemption_of(row) for row in ExemptionRow.select())
    return [exemption for exemption in found if exemption is not None]


def grant(values: Mapping[str, Any], by: str) -> ExemptionRow:
    """Exempt one vehicle by plate and colour, or a category of vehicles, from `valid_from` to `valid_to`."""
    fields = Fields(values)
    row = ExemptionRow(
        kind=fields.code("kind", codes.EXEMPTION_KINDS, required=True),
        vehicle_types=_codes(fields, values, "vehicle_types", codes.VEHICLE_TYPES),
        use_natures=_codes(fields, values, "use_natures", codes.USE_NATURES),
        cargo=",".join(_words(fields.text("cargo", 200))),
        reason=fields.text("reason", 200, required=True),
        evidence=fields.text("evidence", 64),
        created_by=by,
    )
    if values.get("plate_no") or values.get("plate_colour"):
        row.plate_no, row.plate_colour = read_plate(fields)
    row.valid_from = fields.moment("valid_from") or clock.now()
    row.valid_to = fields.moment("valid_to")
    _compare(fields, row)
    fields.stop_at_mistakes(ExemptionError)
    with database.atomic():
        row.created_at = clock.now()
        _write(row, "granted", by, row.reason, before={}, after=_content(row))
    return row


def withdraw(exemption_id: int, by: str, reason: str) -> ExemptionRow:
    """From now on the policies in force restrict them again."""
    fields = Fields({"reason": reason})
    said = fields.text("reason", 200, required=True)
    fields.stop_at_mistakes(ExemptionError)
    with database.atomic():
        row: ExemptionRow = ExemptionRow.get_by_id(exemption_id)
        if row.withdrawn is not None or row.valid_to <= clock.now():
            raise ExemptionError({"": "already_over"})
        row.withdrawn = clock.now()
        after = {"withdrawn": clock.stamp(row.withdrawn)}
        _write(row, "withdrawn", by, said, before={"withdrawn": None}, after=after)
    return row


def _compare(fields: Fields, row: ExemptionRow) -> None:
    if row.valid_to is None:
        fields.wrong("valid_to", "required")
    elif row.valid_to <= row.valid_from:
        fields.wrong("valid_to", "over_before_it_begins")
    elif row.valid_to <= clock.now():
        fields.wrong("valid_to", "in_past")
    if not (row.plate_no or row.vehicle_types or row.use_natures or row.cargo):
        fields.wrong("plate_no", "names_nobody")


def _codes(fields: Fields, values: Mapping[str, Any], name: str, table: codes.Table) -> str:
    told = values.get(name) or []
    chosen = _words(told) if isinstance(told, str) else [str(each) for each in told]
    if not set(chosen) <= set(table):
        fields.wrong(name, "unknown_code")
    return ",".join(sorted(set(chosen)))


def _words(text: str) -> list[str]:
    return [word.strip() for word in re.split("[,，、;；\n]", text) if word.strip()]


def _content(row: ExemptionRow) -> dict[str, Any]:
    names = ("plate_no", "plate_colour", "vehicle_types", "use_natures", "cargo", "evidence")
    told = {name: getattr(row, name) for name in ("kind", *names)}
    period = {name: clock.stamp(getattr(row, name)) for name in ("valid_from", "valid_to")}
    return {name: value for name, value in (told | period).items() if value}


def _write(
    row: ExemptionRow,
    what: str,
    by: str,
    reason: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """The entry and the row; lanes read what is newer than they hold."""
    if row.id is None:
        row.changed_seq = 0
        row.save(force_insert=True)  # for its number, which the entry names
    body = {"what": what, "exemption_id": row.id, "by": by, "reason": reason}
    entry = proof.append("exemption", {**body, "before": dict(before), "after": dict(after)})
    row.changed_seq = entry.seq
    row.save()
