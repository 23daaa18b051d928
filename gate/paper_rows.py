"""Rows that were kept on paper while the system was down, typed in afterwards with their own time (R-054)."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from peewee import IntegrityError

from gate import clock, codes, drafts, gaps, ledger, supplement_items, supplements
from gate.codes import IN, MANUAL, OUT
from gate.fields import Fields
from gate.ledger import Result
from gate.models import Lane, Passage, Supplement, database
from gate.reasons import Reason, Verdict
from gate.site import BOTH_WAYS
from gate.supplements import OUTAGE, SupplementError

WRITER = "paper"
"""What stands in the row for its watcher."""
STOOD_IN = ("front_photo", "body_photo")
"""What platforms ask of every row (R-011): where nobody has taken them, the picture of the sheet stands in."""
NO_PHOTO = "停用期间无照片，以纸质台账照片代替"
"""And that is said of the row."""
STAYS = ("lane", "direction", "day", "reason", "words", "paper_by", "paper_image")
"""What the next row of the same sheet shares with this one."""


def write(values: Mapping[str, Any], *, enterprise_no: str, by: str) -> Supplement:
    """A passage of its own, written late and by hand; raises SupplementError with every mistake.

    It lies within a gap that the system has declared itself, or else words say why nobody recorded it.
    """
    fields = Fields(values)
    lane, direction = _where(fields)
    at = _when(fields)
    told = supplement_items.read(fields, photos=())
    paper = fields.text("paper_image", 64, required=True)
    paper_by = fields.text("paper_by", 64, required=True)
    reason, words = supplements.read_reason(fields, OUTAGE)
    gap = gaps.blind_at(lane.id, at) if lane and at else None
    if lane and at and gap is None and not words:
        fields.wrong("words", "outside_gap")
    if lane and at and _is_there(lane, at, told.items["plate_no"]):
        fields.wrong("plate_no", "duplicate")
    fields.stop_at_mistakes(SupplementError)
    assert lane is not None  # anything else is a mistake
    assert at is not None
    why = supplements.REASONS[OUTAGE][reason].zh
    try:
        with database.atomic():
            serial = _serial_number(enterprise_no, lane, at)
            row = _row(serial, lane, direction, at, told.items, paper)
            passage = ledger.record(row, late=True)
            ledger.note_outcome(
                passage, Result.LIFTED_BY_PERSON, position="unknown", by=by,
                detail=json.dumps({"reason": f"纸质台账（{paper_by}）：{why}"}, ensure_ascii=False),
            )  # fmt: skip
            beside = {**told.beside, "paper_image": paper, "paper_by": paper_by}
            seq = gap.seq if gap else None
            written = supplements.write(passage, OUTAGE, reason, words, {}, beside, by=by, gap=seq)
            drafts.forget(by, drafts.FROM_PAPER)
    except IntegrityError:  # two who type rows of one lane and one second at one moment
        raise SupplementError({"": "type_it_again"}) from None
    return written


def _where(fields: Fields) -> tuple[Lane | None, str]:
    number = fields.text("lane", 20, required=True)
    lane = Lane.get_or_none(Lane.id == int(number)) if number.isdecimal() else None
    if number and lane is None:
        fields.wrong("lane", "unknown_code")
    direction = fields.code("direction", codes.DIRECTIONS, required=True)
    if lane and direction in (IN, OUT) and lane.direction not in (BOTH_WAYS, direction):
        fields.wrong("direction", "lane_goes_one_way")
    return lane, direction


def _when(fields: Fields) -> datetime | None:
    day, time = fields.day("day"), fields.text("time", 8, required=True)
    if not fields.text("day", 10):
        fields.wrong("day", "required")
    if day is None or not time:
        return None
    try:
        at = clock.parse(f"{day.isoformat()}T{time}")
    except ValueError:
        fields.wrong("time", "not_a_time")
        return None
    if at > clock.now():
        fields.wrong("time" if day == clock.now().date() else "day", "in_future")
        return None
    return at


def _is_there(lane: Lane, at: datetime, plate_no: str) -> bool:
    same = Passage.select().where(Passage.lane_id == lane.id, Passage.passed_at == at)
    return bool(same.where(Passage.plate_no == plate_no).exists())


def _serial_number(enterprise_no: str, lane: Lane, at: datetime) -> str:
    """As a lane would give it, and which row from paper of that moment it is: several vehicles share a minute."""
    plain = ledger.serial_number(enterprise_no, lane.gate.gate_no, lane.barrier_no, at)
    before = Passage.select().where(Passage.serial_no.startswith(f"{plain}P")).count()
    return f"{plain}P{before + 1:02d}"


def _row(
    serial_no: str, lane: Lane, direction: str, at: datetime, items: Mapping[str, str], paper: str
) -> dict[str, Any]:
    """Every column of the passage; what a lane would have decided nobody knows."""
    photos = {name: items[name] or paper for name in STOOD_IN}
    taken = all(items[name] for name in STOOD_IN)
    return {
        "serial_no": serial_no,
        "lane_id": lane.id,
        "gate_no": lane.gate.gate_no,
        "barrier_no": lane.barrier_no,
        "direction": direction,
        "passed_at": at,
        **items,
        **photos,
        "cargo_quantity": Decimal(items["cargo_quantity"]),
        "verdict": Verdict.HOLD.value,
        "reasons": Reason.UNJUDGED.value,
        "opening_mode": MANUAL,
        "rules_version": 0,
        "decided_offline": False,
        "confidence": 0.0,
        "looks": 0,
        "look_alike": "",
        "evidence_problem": "" if taken else NO_PHOTO,
        "watcher": WRITER,
        "fence": lane.fence,
    }
