"""What people say about a lens: that they have seen it, that it is clean again, that its usual begins anew."""

from datetime import datetime
from enum import StrEnum

from gate import clock, proof
from gate.models import Lane, LensState, LensTrouble, LensWord, database

ENTRY = "lens"
"""What such entries are called in the chain."""
LONGEST = 200


class Word(StrEnum):
    SEEN = "seen"
    """Somebody sees to it: it is no longer told above every page."""
    CLEANED = "cleaned"
    """The lens was cleaned or focused: what comes now is held against the old baseline."""
    ANEW = "anew"
    """The camera was moved, exchanged or set otherwise: the old baseline says nothing any more."""


def say(lane: Lane, what: Word, by: str, words: str = "") -> LensWord:
    """Write it down, here and in the chain, and let it count. `words` are those of the person, and may be empty."""
    with database.atomic():
        now = clock.now()
        told = {"what": what.value, "lane": lane.id, "code": lane.code, "by": by, "words": words}
        entry = proof.append(ENTRY, told, at=now)
        word = LensWord.create(
            lane_id=lane.id, at=now, by=by, what=what.value, words=words, entry=entry.seq
        )
        _let_it_count(lane.id, what, by, now)
        return word


def of_lane(lane_id: int, limit: int = 20) -> list[LensWord]:
    """The newest first."""
    words = LensWord.select().where(LensWord.lane_id == lane_id)
    return list(words.order_by(LensWord.at.desc(), LensWord.id.desc()).limit(limit))


def since(lane_id: int) -> datetime | None:
    """When the baseline was last begun anew."""
    last = next(iter(_moments(lane_id, Word.ANEW)[-1:]), None)
    return last


def cleanings(lane_id: int) -> tuple[datetime, ...]:
    """When the lens was cleaned, oldest first."""
    return tuple(_moments(lane_id, Word.CLEANED))


def _moments(lane_id: int, what: Word) -> list[datetime]:
    words = LensWord.select().where(LensWord.lane_id == lane_id, LensWord.what == what.value)
    return [word.at for word in words.order_by(LensWord.at)]


def _let_it_count(lane_id: int, what: Word, by: str, now: datetime) -> None:
    going_on = (LensTrouble.lane_id == lane_id) & LensTrouble.ended_at.is_null()
    if what is Word.ANEW:
        LensTrouble.update(ended_at=now, ended_by=by).where(going_on).execute()
        LensState.delete().where(LensState.lane_id == lane_id).execute()
    else:
        unseen = LensTrouble.seen_at.is_null()
        LensTrouble.update(seen_at=now, seen_by=by).where(going_on & unseen).execute()
