"""复核: somebody who did not write a drawn supplement says whether it is right; what is wrong is corrected (R-052)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, fn

from gate import clock, proof
from gate.fields import Fields, Mistakes
from gate.models import (
    Correction,
    CorrectionReview,
    CorrectionWithdrawal,
    Passage,
    ReviewDue,
    Supplement,
    SupplementReview,
    database,
)
from gate.supplements import OUTAGE

LONGEST_WORDS = 500
MONTHS = 12


class ReviewError(Mistakes):
    """A review that cannot be taken."""


@dataclass(frozen=True, slots=True)
class Month:
    """What was supplemented in a month, and what came of looking at it."""

    month: str
    supplements: int
    from_paper: int
    drawn: int
    reviewed: int
    wrong: int


def review(number: int, *, agrees: bool, words: str, by: str) -> SupplementReview:
    """Write what a second person found of a drawn supplement, once."""
    fields = Fields({"words": words})
    said = fields.text("words", LONGEST_WORDS, required=not agrees)
    fields.stop_at_mistakes(ReviewError)
    with database.atomic():
        supplement = Supplement.get_by_id(number)
        if supplement.by.casefold() == by.casefold():
            raise ReviewError({"": "second_person_needed"})
        answer = SupplementReview(
            supplement=supplement, at=clock.now(), by=by, agrees=agrees, words=said
        )
        answer.entry = proof.append(SupplementReview.KIND, proof.facts(answer))
        # Looked at after the entry, which holds the lock: of two people at one moment the second one is told.
        if of(supplement) is not None:
            raise ReviewError({"": "already_reviewed"})
        if not ReviewDue.delete().where(ReviewDue.supplement == supplement).execute():
            raise ReviewError({"": "not_drawn"})
        answer.save(force_insert=True)
    return answer


def due() -> list[ReviewDue]:
    """What waits, the longest waiting first; each with its supplement and passage."""
    query = ReviewDue.select(ReviewDue, Supplement, Passage).join(Supplement).join(Passage)
    return list(query.order_by(ReviewDue.since, ReviewDue.id))


def counting_due(by: str) -> Any:
    """The question how many wait for this person, who wrote none of them."""
    return ReviewDue.select(fn.COUNT(ReviewDue.id)).join(Supplement).where(Supplement.by != by)


def due_since(by: str) -> Any:
    """The question since when the oldest of these waits."""
    return ReviewDue.select(fn.MIN(ReviewDue.since)).join(Supplement).where(Supplement.by != by)


def count_due(by: str) -> tuple[int, datetime | None]:
    """How many wait for this person, who wrote none of them, and since when the oldest does."""
    query = ReviewDue.select(fn.COUNT(ReviewDue.id), fn.MIN(ReviewDue.since)).join(Supplement)
    number, since = query.where(Supplement.by != by).scalar(as_tuple=True)
    return number, clock.parse(since) if isinstance(since, str) else since


def is_due(supplement: Supplement) -> bool:
    return bool(ReviewDue.select().where(ReviewDue.supplement == supplement).exists())


def of(supplement: Supplement) -> SupplementReview | None:
    found: SupplementReview | None = SupplementReview.get_or_none(
        SupplementReview.supplement == supplement
    )
    return found


def lately(most: int = 30) -> list[SupplementReview]:
    """The newest reviews, each with its supplement and passage."""
    query = SupplementReview.select(SupplementReview, Supplement, Passage)
    joined = query.join(Supplement).join(Passage)
    return list(joined.order_by(SupplementReview.id.desc()).limit(most))


def uncorrected() -> list[SupplementReview]:
    """Found wrong, and no correction of the row counts or waits since; the longest waiting first."""
    taken_back = CorrectionWithdrawal.select().where(
        CorrectionWithdrawal.correction == Correction.id
    )
    refused = CorrectionReview.select().where(
        CorrectionReview.correction == Correction.id, ~CorrectionReview.agreed
    )
    since = Correction.select(Correction.id).where(
        Correction.passage == Supplement.passage,
        Correction.at >= SupplementReview.at,
        ~fn.EXISTS(taken_back),
        ~fn.EXISTS(refused),
    )
    query = SupplementReview.select(SupplementReview, Supplement, Passage)
    wrong = query.join(Supplement).join(Passage).where(~SupplementReview.agrees, ~fn.EXISTS(since))
    return list(wrong.order_by(SupplementReview.id))


def months(most: int = MONTHS) -> Sequence[Month]:
    """The last months that have any, the newest first, by the moment of writing."""
    some = fn.COUNT(Supplement.id)
    query: Any = (
        Supplement.select(
            fn.SUBSTR(Supplement.at, 1, 7),
            some,
            some.filter(Supplement.occasion == OUTAGE),
            some.filter(ReviewDue.id.is_null(False) | SupplementReview.id.is_null(False)),
            fn.COUNT(SupplementReview.id),
            fn.COUNT(SupplementReview.id).filter(~SupplementReview.agrees),
        )
        .left_outer_join(ReviewDue, on=(ReviewDue.supplement == Supplement.id))
        .switch(Supplement)
        .left_outer_join(SupplementReview, on=(SupplementReview.supplement == Supplement.id))
        .group_by(SQL("1"))
        .order_by(SQL("1").desc())
        .limit(most)
    )
    return [Month(*row) for row in query.tuples()]
