"""Papers that shall be read, and what was read of them: a restart loses none, and nobody reads one twice at once.

A reading belongs to the bytes of a photograph: asked for again, the same answer is there at once.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from peewee import IntegrityError

from gate import clock, papers
from gate.models import PaperReading, database
from gate.papers import Told, told

SILENT = timedelta(minutes=3)
"""After so long without an answer whoever reads it has died: the most crowded page takes half a minute."""
MOST_TRIES = 3


class State(StrEnum):
    """How far a reading is."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


UNFINISHED = (State.WAITING, State.WORKING)


def ask(fingerprint: str, kind: str) -> PaperReading:
    """Have the photograph of this paper read, unless it is or will be; ValueError for a kind that is none.

    Whoever asks calls `workers.paper_calls.call` as well, so that it is done at once.
    """
    if kind not in papers.KINDS:
        raise ValueError(f"there is no paper {kind}")
    if (known := of(fingerprint, kind)) is None:
        try:
            with database.atomic():
                made: PaperReading = PaperReading.create(
                    fingerprint=fingerprint, kind=kind, state=State.WAITING, asked_at=clock.now()
                )
                return made
        except IntegrityError:  # somebody else asked in the same moment
            known = of(fingerprint, kind)
            assert known is not None
    return known


def of(fingerprint: str, kind: str) -> PaperReading | None:
    """What became of it; None where nobody has asked."""
    found: PaperReading | None = PaperReading.get_or_none(
        PaperReading.fingerprint == fingerprint, PaperReading.kind == kind
    )
    return found


def told_in(reading: PaperReading) -> dict[str, Told]:
    """What was read, by the names of the fields; empty while it is not done, and where nothing was found."""
    return told.of_plain(json.loads(reading.result).get("fields", {}))


def take() -> PaperReading | None:
    """The next one to be read: the oldest that waits, or whose reader has died. It is ours from now on."""
    silent = clock.stamp(clock.now() - SILENT)
    died = (PaperReading.state == State.WORKING) & (PaperReading.beat_at < silent)
    due = (PaperReading.state == State.WAITING) | died
    while (
        reading := PaperReading.select().where(due).order_by(PaperReading.id).first()
    ) is not None:
        if reading.tries >= MOST_TRIES:
            failed(reading, "interrupted")
            continue
        tries = reading.tries + 1
        mine = (
            PaperReading.update(state=State.WORKING, tries=tries, beat_at=clock.now())
            .where(PaperReading.id == reading.id, due, PaperReading.tries == reading.tries)
            .execute()
        )
        if mine:
            taken: PaperReading = PaperReading.get_by_id(reading.id)
            return taken
    return None


def done(reading: PaperReading, fields: Mapping[str, Told], size: tuple[int, int]) -> bool:
    """It is read; False where somebody else has taken it over meanwhile. `size` is the photograph's, in pixels."""
    result = {"fields": told.plain(fields), "width": size[0], "height": size[1]}
    return _end(reading, State.DONE, result=json.dumps(result, ensure_ascii=False))


def failed(reading: PaperReading, problem: str) -> bool:
    """It will not be read; `problem` is for the log and for whoever looks after the system."""
    return _end(reading, State.FAILED, problem=problem)


def _end(reading: PaperReading, state: State, **values: Any) -> bool:
    mine = (PaperReading.id == reading.id) & (PaperReading.tries == reading.tries)
    ended = PaperReading.update(state=state, done_at=clock.now(), **values)
    return bool(ended.where(mine, PaperReading.state.in_(UNFINISHED)).execute())
