"""What passages tell of their lenses, as it is kept: measured from the photographs of the ledger, each passage once."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from gate import clock
from gate.evidence import Kept, Store
from gate.lens.figures import Figure, Sample
from gate.lens.judgement import WEEKS
from gate.lens.measuring import Measured, measure, opened
from gate.models import Case, Correction, CorrectionReview, LensSample, Passage

AT_ONCE = 100
COMES_WITHIN = timedelta(hours=6)
"""A photograph that was made on another machine: after that it is missing."""
LET_GO_AFTER = 3 * WEEKS
"""Older than any baseline reaches back."""


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
    measured = 0
    for passage in passages:
        kept = store.find(passage.body_photo) if passage.body_photo else None
        if kept is None and passage.body_photo and clock.now() - passage.passed_at < COMES_WITHIN:
            break
        LensSample.create(
            passage=passage, lane_id=passage.lane_id, at=passage.passed_at, **_told(passage, kept)
        )
        measured += 1
    return measured


def of_lane(lane_id: int, since: datetime) -> list[Sample]:
    """The samples of a lane from a moment on, in the order of time; what people read otherwise was not read."""
    names = [figure.value for figure in Figure]
    columns = [LensSample.passage, LensSample.at, *(getattr(LensSample, name) for name in names)]
    rows: Any = LensSample.select(*columns).where(
        LensSample.lane_id == lane_id,
        LensSample.at >= clock.stamp(since),
        LensSample.brightness.is_null(False),
    )
    misread = _misread(lane_id, since)
    found = []
    for number, at, read, *others in rows.order_by(LensSample.at, LensSample.id).tuples():
        found.append(Sample(number, at, 0.0 if number in misread else read, *others))
    return found


def newest_id(lane_id: int) -> int:
    """The newest sample of a lane; 0 where there is none."""
    last = LensSample.select(LensSample.id).where(LensSample.lane_id == lane_id)
    return last.order_by(LensSample.id.desc()).limit(1).scalar() or 0


def let_go(now: datetime) -> int:
    """Remove what no baseline will ever reach back to; how many."""
    old = LensSample.delete().where(LensSample.at < clock.stamp(now - LET_GO_AFTER))
    removed: int = old.execute()
    return removed


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


def _misread(lane_id: int, since: datetime) -> set[int]:
    """Passages whose plate a person at the arm typed, or two people corrected."""
    moment = clock.stamp(since)
    typed: Any = Case.select(Case.passage).where(
        Case.lane_id == lane_id, Case.opened_at >= moment, Case.plate_no != ""
    )
    corrected: Any = (
        Correction.select(Correction.passage, Correction.after)
        .join(CorrectionReview)
        .switch(Correction)
        .join(Passage)
        .where(Passage.lane_id == lane_id, Passage.passed_at >= moment, CorrectionReview.agreed)
    )
    agreed = {number for number, after in corrected.tuples() if "plate_no" in json.loads(after)}
    return {number for (number,) in typed.tuples()} | agreed
