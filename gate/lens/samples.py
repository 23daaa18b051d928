"""What passages tell of their lenses, as it is kept."""

import json
from datetime import datetime
from typing import Any

from gate import clock
from gate.lens.figures import Figure, Sample
from gate.lens.judgement import WEEKS
from gate.models import Case, Correction, CorrectionReview, LensSample, Passage

LET_GO_AFTER = 3 * WEEKS
"""Older than any baseline reaches back."""


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
