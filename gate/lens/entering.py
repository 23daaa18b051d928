"""Passages measured from their photographs, each once, in the order of the ledger. Workers alone load it."""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from gate import clock
from gate.evidence import Kept, Store
from gate.lens.figures import Figure
from gate.lens.judgement import WEEKS
from gate.lens.measuring import Measured, measure, opened
from gate.models import LensSample, Passage

AT_ONCE = 100
NOTHING: dict[str, Any] = {figure.value: None for figure in Figure}
COMES_WITHIN = timedelta(hours=6)
"""A photograph that was made on another machine: after that it is missing."""


def unmeasured() -> list[Passage]:
    """The next passages in the order in which they were written; those of before the first baseline are left out."""
    last = LensSample.select(LensSample.passage).order_by(LensSample.passage.desc()).limit(1)
    after = last.scalar()
    if after is None:
        begins = Passage.passed_at >= clock.stamp(clock.now() - WEEKS)
        return list(Passage.select().where(begins).order_by(Passage.id).limit(AT_ONCE))
    return list(Passage.select().where(Passage.id > after).order_by(Passage.id).limit(AT_ONCE))


def enter(passages: Iterable[Passage], store: Store) -> int:
    """Measure what is kept of these, one after the other; how many.

    Ends early at a photograph that is still on its way here. Raises evidence.StoreAway. Either way the next time
    goes on from there.
    """
    measured: list[dict[str, Any]] = []
    try:
        measured.extend(_measured(passages, store))
    finally:
        # All at once and none meanwhile: lanes wait for whoever writes.
        if measured:
            LensSample.insert_many(measured).execute()
    return len(measured)


def _measured(passages: Iterable[Passage], store: Store) -> Iterator[dict[str, Any]]:
    for passage in passages:
        kept = store.find(passage.body_photo) if passage.body_photo else None
        if kept is None and passage.body_photo and clock.now() - passage.passed_at < COMES_WITHIN:
            return
        own = {"passage": passage, "lane_id": passage.lane_id, "at": passage.passed_at}
        yield {**NOTHING, **own, **_told(passage, kept)}


def _told(passage: Passage, kept: Kept | None) -> dict[str, Any]:
    """Nothing of a passage without a photograph: the camera was away, or its time is over."""
    if kept is None:
        return {}
    with kept.open() as file:
        grey = opened(file.read())
    if grey is None:
        return {}
    corners = json.loads(passage.plate_corners) if passage.plate_corners else []
    return _columns(passage, measure(grey, corners))


def _columns(passage: Passage, measured: Measured) -> dict[str, Any]:
    read = bool(passage.plate_no)
    return {
        "read": float(read),
        "certainty": passage.confidence if read else None,
        **{name: getattr(measured, name) for name in Measured.__slots__},
    }
