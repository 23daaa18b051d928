"""Films of passages in the ledger: entered once each, missing ones with the reason (R-013)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from peewee import JOIN

from gate import proof
from gate.models import Clip, Passage, database
from gate.ready import ready

CAMERA, OVERVIEW = "camera", "overview"
"""The cameras of a lane: the one that reads, and the one that sees the whole vehicle (R-018)."""


class Problem(StrEnum):
    """Why a film is missing or not whole."""

    NONE = ""
    NOT_WHOLE = "not_whole"
    """The camera was away for a part of it, or its pictures could not be written."""
    NOTHING_TAPED = "nothing_taped"
    NOT_KEPT = "not_kept"
    """It could not be made or written; the detail says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which film: one part of a passage, by one camera."""

    camera: str
    part: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """What became of it."""

    problem: Problem = Problem.NONE
    detail: str = ""
    fingerprint: str = ""
    codec: str = ""
    size: int = 0
    starts: datetime | None = None
    ends: datetime | None = None
    missing_ms: int = 0


def enter(passage: Passage, wanted: Wanted, made: Made) -> Clip:
    """Write a film and its entry in one commit. The same part twice makes one row."""
    with database.atomic():
        already = Clip.get_or_none(
            Clip.passage == passage, Clip.camera == wanted.camera, Clip.part == wanted.part
        )
        if already is not None:
            return already
        clip = Clip(
            passage=passage,
            camera=wanted.camera,
            part=wanted.part,
            wanted_from=wanted.start,
            wanted_to=wanted.end,
            starts=made.starts,
            ends=made.ends,
            fingerprint=made.fingerprint,
            codec=made.codec,
            size=made.size,
            missing_ms=made.missing_ms,
            problem=made.problem,
            detail=made.detail,
        )
        clip.entry = proof.append(Clip.KIND, proof.facts(clip))
        clip.save(force_insert=True)
        return clip


def of(passage: Passage) -> list[Clip]:
    """The films of a passage: by camera, in their order."""
    return _of(passage)


@ready
def _of(passage: Passage) -> Any:
    return Clip.select().where(Clip.passage == passage).order_by(Clip.camera, Clip.part)


def without(watched_by: str, since: datetime, until: datetime) -> list[Passage]:
    """Passages of that time, written by watchers of this machine, that no film tells of."""
    asked = (
        Passage.select()
        .join(Clip, JOIN.LEFT_OUTER, on=(Clip.passage == Passage.id))
        .where(Passage.passed_at.between(since, until), Clip.id.is_null())
        .where(Passage.watcher.startswith(f"{watched_by}:"))
    )
    return list(asked.order_by(Passage.id).limit(100))
