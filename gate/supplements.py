"""人工补录: an unread passage told by a person, and rows kept on paper while the system was down (R-050, R-051, R-054).

What is written stands beside the row, counts at once (see gate.corrected), and marks the row as manual for good.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from peewee import IntegrityError, fn

from gate import clock, codes, corrected, drafts, open_trips, proof, supplement_items, uplink
from gate.codes import Words
from gate.corrected import PHOTOS
from gate.fields import Fields, Mistakes
from gate.models import Passage, Supplement, Upload, database
from gate.supplement_items import Told

UNREAD, OUTAGE = "unread", "outage"
OCCASIONS: codes.Table = {
    UNREAD: Words("未识别补录", "Plate not read"),
    OUTAGE: Words("纸质台账补录", "Typed in from paper"),
}
OTHER = "other"
REASONS: Mapping[str, codes.Table] = {
    UNREAD: {
        "dirty": Words("号牌污损或遮挡", "Plate dirty or covered"),
        "unplated": Words("无号牌", "No plate"),
        "weather": Words("雨雪、强光或夜间", "Weather, glare or night"),
        "camera": Words("摄像机或识别故障", "Camera or recognition at fault"),
        OTHER: Words("其他", "Other"),
    },
    OUTAGE: {
        "power": Words("停电", "Power cut"),
        "program": Words("系统故障", "The system was down"),
        "works": Words("设备检修", "Work on the equipment"),
        OTHER: Words("其他", "Other"),
    },
}
LONGEST_WORDS = 500
UNREAD_FOR = timedelta(days=31)
"""How far back a page looks for rows that still lack a supplement."""


class SupplementError(Mistakes):
    """A supplement that cannot be taken."""


def lacking(passage: Passage) -> tuple[str, ...]:
    """Which of the three photographs the row does not have."""
    return tuple(name for name in PHOTOS if not getattr(passage, name))


def tell(passage: Passage, values: Mapping[str, Any], *, by: str) -> Supplement:
    """Write what a person knows of an unread passage; raises SupplementError with every mistake at once.

    What the eyes have read nobody supplements: that is a correction, and takes two.
    """
    fields, told, reason, words = _read(passage, values)
    fields.stop_at_mistakes(SupplementError)
    before = corrected.items_of(passage, corrected.SUPPLEMENTED)
    # A photograph that the row has is the lane's own: it stays.
    mine = {name for name in told.items if name not in PHOTOS or not before[name]}
    after = {name: told.items[name] for name in sorted(mine) if told.items[name] != before[name]}
    with _once_for_each_passage():
        written = write(passage, UNREAD, reason, words, after, told.beside, by=by)
        uplink.owe_again(passage)
        open_trips.rename(passage, told.items["plate_no"], told.items["plate_colour"])
        drafts.forget_all(passage.id)
    return written


def mistakes_in(passage: Passage, values: Mapping[str, Any]) -> dict[str, str]:
    """What is missing or wrong so far, by its field; empty where it could be saved."""
    return _read(passage, values)[0].errors


def _read(passage: Passage, values: Mapping[str, Any]) -> tuple[Fields, Told, str, str]:
    fields = Fields(values)
    told = supplement_items.read(fields, photos=lacking(passage))
    return fields, told, *read_reason(fields, UNREAD)


def write(
    passage: Passage,
    occasion: str,
    reason: str,
    words: str,
    after: Mapping[str, str],
    beside: Mapping[str, str],
    *,
    by: str,
    gap: int | None = None,
) -> Supplement:
    """The row and its entry, in the caller's transaction."""
    row = Supplement(
        passage=passage,
        at=clock.now(),
        by=by,
        occasion=occasion,
        reason=reason,
        words=words,
        gap=gap,
        after=_json(after),
        beside=_json(beside),
    )
    row.entry = proof.append(Supplement.KIND, proof.facts(row))
    # Looked at after the entry, which holds the lock: of two people at one moment the second one is told.
    if Supplement.select().where(Supplement.passage == passage).exists():
        raise SupplementError({"": "already_supplemented"})
    if occasion == UNREAD and corrected.one(passage).now.plate_no:
        raise SupplementError({"": "plate_is_known"})
    row.save(force_insert=True)
    return row


def read_reason(fields: Fields, occasion: str) -> tuple[str, str]:
    """Why a person had to write it, by a code and in words."""
    reason = fields.code("reason", REASONS[occasion], required=True)
    return reason, fields.text("words", LONGEST_WORDS, required=reason == OTHER)


def may_be_told(passage: Passage) -> bool:
    """Whether nobody has read or told it yet."""
    counts = corrected.one(passage)
    return counts.supplement is None and not counts.now.plate_no


def of(passage: Passage) -> Supplement | None:
    found: Supplement | None = Supplement.get_or_none(Supplement.passage == passage)
    return found


def unread(now: datetime, most: int = 50) -> list[Passage]:
    """Vehicles that went through unread of late and lack a supplement: the newest first."""
    found = _unread(now).order_by(Passage.passed_at.desc()).limit(most)
    counts = corrected.each(found)
    return [each.original for each in counts.values() if not each.now.plate_no]


def count_unread(now: datetime) -> int:
    """How many those are; a plate that a correction has told since is counted, too, and there are few."""
    number: int = _unread(now).count()
    return number


def newest(most: int = 20) -> list[Supplement]:
    """What was supplemented lately, each with its passage."""
    query = Supplement.select(Supplement, Passage).join(Passage)
    return list(query.order_by(Supplement.id.desc()).limit(most))


def beside_of(supplement: Supplement) -> Mapping[str, str]:
    """What was told that the row has no column for."""
    told: Mapping[str, str] = json.loads(supplement.beside)
    return told


def _unread(now: datetime) -> Any:
    told = Supplement.select(Supplement.id).where(Supplement.passage == Passage.id)
    owed = Upload.select(Upload.id).where(Upload.passage == Passage.id)
    return Passage.select().where(
        Passage.plate_no == "",
        Passage.plate_colour == "",
        Passage.passed_at > clock.stamp(now - UNREAD_FOR),
        fn.EXISTS(owed),
        ~fn.EXISTS(told),
    )


@contextmanager
def _once_for_each_passage() -> Iterator[None]:
    try:
        with database.atomic():
            yield
    except IntegrityError:
        raise SupplementError({"": "already_supplemented"}) from None


def _json(values: Mapping[str, str]) -> str:
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True)
