"""A day that is over, with a bit of everything that a report tells."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from gate import clock, gaps, ledger, uplink
from gate.codes import IN, OUT
from gate.gaps import Cause
from gate.ledger import Result
from gate.models import Gate, Lane, Passage, Upload
from tests.gate import rows

WHOLE: dict[str, Any] = {
    "front_photo": "a" * 64,
    "body_photo": "b" * 64,
    "plate_photo": "c" * 64,
    "vehicle_type": "Q11",
    "vin": "LFWSRXSJ5M1A00001",
    "vehicle_model": "CA4250",
    "engine_model": "CA6DM3",
    "engine_maker": "一汽解放",
    "engine_no": "55010001",
    "fuel_type": "B",
    "emission_stage": "6",
    "use_nature": "F",
    "network_status": "1",
    "emission_list_image": "d" * 64,
    "licence_front_image": "e" * 64,
    "licence_back_image": "f" * 64,
    "cargo_name": "铁矿粉",
    "carrier_name": "唐山北方运输有限公司",
    "quantity_unit": "T",
}
"""Every mandatory item of 表C.3."""


@dataclass(frozen=True)
class Day:
    """The day, and the lane where it was."""

    day: date
    lane: Lane

    def at(self, hour: float) -> datetime:
        return datetime.combine(self.day, time(), clock.BEIJING) + timedelta(hours=hour)


def yesterday() -> Day:
    lane = rows.lane()
    Gate.create(gate_no="B", name="南门")
    return Day(clock.now().astimezone(clock.BEIJING).date() - timedelta(days=1), lane)


def enter(told: Day) -> dict[str, Passage]:
    """The passages by what is the matter with them."""
    found = {
        "clean": _came(told, 8, cargo_quantity=Decimal("30")),
        "electric": _came(
            told, 8.5, emission_stage="D", fuel_type="C", cargo_quantity=Decimal("20")
        ),
        "old": _came(told, 9, emission_stage="4", cargo_quantity=Decimal("50")),
        "incomplete": _came(told, 10, vin="LFWSRXSJ0M1A00001", licence_back_image=""),
        "left": _came(told, 18, direction=OUT, cargo_name="空载", cargo_quantity=Decimal(0)),
        "held": _stopped(told, 11, "hold", "not_registered,unread"),
        "by_hand": _stopped(told, 12, "hold", "expired"),
        "refused": _stopped(told, 13, "refuse", "control"),
    }
    ledger.note_outcome(found["by_hand"], Result.LIFTED_BY_PERSON, position="open", by="wang")
    _acknowledge(found["clean"], timedelta(seconds=4))
    _acknowledge(found["electric"], timedelta(hours=25))
    Upload.update(state=uplink.REFUSED, message="VIN 校验位错误").where(
        Upload.passage == found["incomplete"]
    ).execute()
    gaps.whole(Cause.CAMERA, told.lane.id, told.at(3), told.at(3.5), "")
    _came(told, -1)  # the day before
    _came(told, 24)  # and the first moment of the day after
    return found


def _came(told: Day, hour: float, **given: Any) -> Passage:
    at = told.at(hour)
    row = {**WHOLE, "direction": IN, "passed_at": at, "plate_no": f"冀B{hour * 100:05.0f}", **given}
    passage = ledger.record(rows.row(told.lane, **row))
    ledger.note_outcome(passage, Result.LIFTED, position="open")
    return passage


def _stopped(told: Day, hour: float, verdict: str, reasons: str) -> Passage:
    given = {**WHOLE, "passed_at": told.at(hour), "plate_no": f"冀C{hour * 100:05.0f}"}
    stopped = {"verdict": verdict, "reasons": reasons, "opening_mode": ""}
    return ledger.record(rows.row(told.lane, **given, **stopped))


def _acknowledge(passage: Passage, after: timedelta) -> None:
    Upload.update(state=uplink.ACKNOWLEDGED, acknowledged_at=passage.passed_at + after).where(
        Upload.passage == passage
    ).execute()
