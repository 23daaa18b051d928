"""Corrections of rows: one person writes what should stand there and why, a second one agrees or refuses (R-030)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from peewee import fn

from gate import clock, codes, corrected, open_trips, proof, uplink, vehicle_file
from gate.codes import Words
from gate.corrected import ITEMS
from gate.fields import Fields, Mistakes
from gate.models import Correction, CorrectionReview, CorrectionWithdrawal, Passage, database
from gate.ready import ready

OTHER = "other"
REASONS: codes.Table = {
    "misread": Words("号牌识别有误", "The plate was misread"),
    "papers": Words("与行驶证或随车清单不符", "Differs from licence or emission list"),
    "cargo": Words("货物或运输量有误", "Cargo or quantity is wrong"),
    "typing": Words("档案录入有误", "Typing mistake in the vehicle's file"),
    "check": Words("自查或核查中发现", "Found at a self-check or inspection"),
    OTHER: Words("其他", "Other"),
}
_JUDGED_TOGETHER = ({"plate_no", "plate_colour"}, {"vin", "engine_no"})
LONGEST_WORDS = 500


class CorrectionError(Mistakes):
    """A correction or an answer to one that cannot be taken."""


@dataclass(frozen=True, slots=True)
class Told:
    """A correction and what became of it: answered by a second person, or taken back; neither while it waits."""

    correction: Correction
    review: CorrectionReview | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    withdrawal: CorrectionWithdrawal | None = None

    @property
    def waits(self) -> bool:
        return self.review is None and self.withdrawal is None


def propose(
    passage: Passage, values: Mapping[str, Any], *, reason: str, words: str, by: str
) -> Correction:
    """Write what the row should say. It counts for nothing until somebody else agrees."""
    fields = Fields({"reason": reason, "words": words})
    fields.code("reason", REASONS, required=True)
    said = fields.text("words", LONGEST_WORDS, required=reason == OTHER)
    with database.atomic():
        seen = _as_it_counts(passage)
        after = _read(fields, seen, values)
        fields.stop_at_mistakes(CorrectionError)
        correction = Correction(
            passage=passage,
            at=clock.now(),
            by=by,
            reason=reason,
            words=said,
            before=_json({name: seen[name] for name in after}),
            after=_json(after),
        )
        correction.entry = proof.append(Correction.KIND, proof.facts(correction))
        # Looked at after the entry, which holds the lock: of two people at one moment the second one is told.
        if _waiting().where(Correction.passage == passage).exists():
            raise CorrectionError({"": "correction_waits"})
        if _as_it_counts(passage) != seen:
            raise CorrectionError({"": "changed_meanwhile"})
        correction.save(force_insert=True)
    return correction


def review(number: int, *, agreed: bool, words: str, by: str) -> CorrectionReview:
    """A second person's answer. Once agreed the correction counts, and the platform is owed the row anew."""
    fields = Fields({"words": words})
    said = fields.text("words", LONGEST_WORDS, required=not agreed)
    fields.stop_at_mistakes(CorrectionError)
    with database.atomic():
        correction = Correction.get_by_id(number)
        if correction.by.casefold() == by.casefold():
            raise CorrectionError({"": "second_person_needed"})
        answer = CorrectionReview(
            correction=correction, at=clock.now(), by=by, agreed=agreed, words=said
        )
        answer.entry = proof.append(CorrectionReview.KIND, proof.facts(answer))
        _stop_if_settled(correction)
        answer.save(force_insert=True)
        if agreed:
            _make_it_count(correction.passage)
    return answer


def withdraw(number: int, *, words: str, by: str) -> CorrectionWithdrawal:
    """Whoever wrote it takes it back before anybody has answered; both stay in the ledger."""
    fields = Fields({"words": words})
    said = fields.text("words", LONGEST_WORDS)
    fields.stop_at_mistakes(CorrectionError)
    with database.atomic():
        correction = Correction.get_by_id(number)
        if correction.by.casefold() != by.casefold():
            raise CorrectionError({"": "not_your_own"})
        back = CorrectionWithdrawal(correction=correction, at=clock.now(), by=by, words=said)
        back.entry = proof.append(CorrectionWithdrawal.KIND, proof.facts(back))
        _stop_if_settled(correction)
        back.save(force_insert=True)
    return back


def _stop_if_settled(correction: Correction) -> None:
    """Looked at after the entry, which holds the lock: one of two people at one moment is told."""
    if CorrectionReview.select().where(CorrectionReview.correction == correction).exists():
        raise CorrectionError({"": "already_reviewed"})
    if CorrectionWithdrawal.select().where(CorrectionWithdrawal.correction == correction).exists():
        raise CorrectionError({"": "withdrawn_meanwhile"})


def _make_it_count(passage: Passage) -> None:
    now = corrected.one(passage).now
    uplink.owe_again(passage)
    open_trips.rename(passage, now.plate_no, now.plate_colour)


def waiting() -> list[Told]:
    """What waits for a second person, the longest waiting first; each with its passage."""
    query = _waiting(Correction, Passage).join_from(Correction, Passage)
    return [_told(correction, None) for correction in query.order_by(Correction.id)]


def counting_waiting() -> Any:
    """The question how many wait for a second person."""
    return _waiting(fn.COUNT(Correction.id))


def count_waiting() -> int:
    number: int = counting_waiting().scalar()
    return number


def lately(most: int = 50) -> list[Told]:
    """The newest answers, each with its correction and passage."""
    query = (
        CorrectionReview.select(CorrectionReview, Correction, Passage)
        .join(Correction)
        .join(Passage)
        .order_by(CorrectionReview.id.desc())
        .limit(most)
    )
    return [_told(answer.correction, answer) for answer in query]


def of(passage: Passage) -> list[Told]:
    """Every correction of a passage and the answer to it, oldest first."""
    if not (written := _of(passage)):
        return []
    answers, backs = (
        {row.__data__["correction"]: row for row in _about(model, passage)}
        for model in (CorrectionReview, CorrectionWithdrawal)
    )
    return [_told(one, answers.get(one.id), backs.get(one.id)) for one in written]


@ready
def _of(passage: Passage) -> Any:
    return Correction.select().where(Correction.passage == passage).order_by(Correction.id)


def _about(model: Any, passage: Passage) -> Any:
    return model.select().join(Correction).where(Correction.passage == passage)


def _told(
    correction: Correction,
    answer: CorrectionReview | None,
    back: CorrectionWithdrawal | None = None,
) -> Told:
    before, after = json.loads(correction.before), json.loads(correction.after)
    return Told(correction, answer, before, after, back)


def _waiting(*columns: Any) -> Any:
    query = Correction.select(*columns) if columns else Correction.select()
    for settled in (CorrectionReview, CorrectionWithdrawal):
        query = query.where(~fn.EXISTS(settled.select().where(settled.correction == Correction.id)))
    return query


def _as_it_counts(passage: Passage) -> dict[str, Any]:
    return corrected.items_of(corrected.one(passage).now)


def _read(fields: Fields, now: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The items that change, checked as the register checks them; mistakes in what nobody touches do not count."""
    told = {name: str(values[name] or "").strip() for name in ITEMS if name in values}
    given = {name: value for name, value in told.items() if value != now[name]}
    whole = Fields({**now, **given})
    read = {name: _plain(value) for name, value in vehicle_file.read_items(whole).items()}
    wanted = {name: read.get(name) for name in given}
    touched = {name for name in given if wanted[name] != now[name] or name in whole.errors}
    judged = touched.union(*(pair for pair in _JUDGED_TOGETHER if pair & touched))
    for name in judged & whole.errors.keys():
        fields.wrong(name, whole.errors[name])
    for name in touched:
        if now[name] and not wanted[name]:
            fields.wrong(name, "required")
    if not touched and not fields.errors:
        fields.wrong("", "nothing_changed")
    return {name: wanted[name] for name in ITEMS if name in touched}


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:.3f}"
    return str(value) if value is not None else ""


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
