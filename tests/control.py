"""Control policies and exemptions as tests put them together, and into the database."""

from datetime import datetime, timedelta
from typing import Any

from gate import clock, control_rows, proof
from gate.control import (
    Condition,
    ControlPolicy,
    ExemptionKind,
    ResponseLevel,
    Source,
    WarningLevel,
    to_json,
)
from gate.models import ControlPolicyRow, ExemptionRow, database

HOUR = timedelta(hours=1)


def policy(measure: str = "2", *own: Condition, **given: Any) -> ControlPolicy:
    """A policy of the city that has been in force for an hour and will be for another."""
    now = clock.now()
    values: dict[str, Any] = {
        "policy_id": 1,
        "version": 1,
        "name": "橙色预警应急减排",
        "source": Source.CITY,
        "warning": WarningLevel.ORANGE,
        "response": ResponseLevel.II,
        "starts": now - HOUR,
        "ends": now + HOUR,
        "measure": measure,
        "own": own,
    }
    return ControlPolicy(**{**values, **given})


def enter(ordered: ControlPolicy, content: str = "") -> ControlPolicyRow:
    """Order it; `content` stands in for its text where that is not to be understood."""
    with database.atomic():
        entry = proof.append("policy", {"what": "announced", "name": ordered.name, "by": "li"})
        row: ControlPolicyRow = ControlPolicyRow.create(
            **control_rows.columns_of(ordered),
            content=content or to_json(ordered),
            created_at=clock.now(),
            created_by="li",
            changed_seq=entry.seq,
        )
    return row


def exempt(
    kind: ExemptionKind = ExemptionKind.HAZARDOUS,
    *,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    **given: Any,
) -> ExemptionRow:
    """Exempt whom `given` names, for an hour before and after now."""
    now = clock.now()
    with database.atomic():
        entry = proof.append("exemption", {"what": "granted", "by": "li"})
        row: ExemptionRow = ExemptionRow.create(
            kind=kind,
            valid_from=valid_from or now - HOUR,
            valid_to=valid_to or now + HOUR,
            reason="液氧配送",
            created_at=now,
            created_by="li",
            changed_seq=entry.seq,
            **given,
        )
    return row


def withdraw(row: ExemptionRow) -> None:
    """From now on nobody is exempt by it."""
    with database.atomic():
        row.withdrawn = clock.now()
        row.changed_seq = proof.append("exemption", {"what": "withdrawn", "by": "li"}).seq
        row.save()
