"""Cases as vehicles come and go: called by the ledger in its own transactions, and by the lane."""

from datetime import datetime
from typing import Any

from gate import clock
from gate.cases.rules import WAITING, State, verdict_of
from gate.models import Case, Passage
from gate.ready import ready
from gate.reasons import Verdict


def arrived(passage: Passage) -> None:
    """A row was written: whoever waited at this lane before has gone, and this vehicle may have to wait."""
    gone(passage.lane_id, passage.passed_at)
    if passage.verdict == Verdict.OPEN:
        return
    state = State.GONE if passage.recorded_late and _followed(passage) else State.OPEN
    _begin(passage, passage.verdict, passage.reasons, state=state)


def gone(lane_id: int, before: datetime | None = None) -> int:
    """Nobody of those who came (before this moment) stands at the lane any more; how many cases that ends."""
    told = Case.update(state=State.GONE, at=clock.now(), by="").where(
        Case.lane_id == lane_id, Case.state.in_(WAITING)
    )
    if before is not None:
        told = told.where(Case.opened_at < clock.stamp(before))
    ended: int = told.execute()
    return ended


def any_waiting(lane_id: int) -> bool:
    return _first_waiting.one(lane_id) is not None


@ready
def _first_waiting(lane_id: int) -> Any:
    waits = Case.lane_id == lane_id, Case.state.in_(WAITING)
    return Case.select(Case.id).where(*waits).limit(1)


def went_through(passage: Passage, by: str) -> None:
    """The arm rose for it: on this person's order, or (empty) by itself or by the button at the gate."""
    Case.update(state=State.ADMITTED, at=clock.now(), by=by, problem="").where(
        Case.passage == passage, Case.state.in_(WAITING)
    ).execute()


def overturned(passage: Passage, reasons: str) -> None:
    """It was to be let in, and is no longer, for these reasons."""
    _begin(passage, verdict_of(reasons.split(",")).value, reasons)


def arm_failed(passage: Passage) -> None:
    """It may pass, and the arm did not rise for it."""
    _begin(passage, Verdict.OPEN.value, passage.reasons, problem="not_lifted")


def _begin(passage: Passage, verdict: str, reasons: str, **told: Any) -> None:
    judged = {"verdict": verdict, "reasons": reasons, **told}
    if Case.select().where(Case.passage == passage).exists():
        waits = (Case.passage == passage) & Case.state.in_(WAITING)
        Case.update(**judged).where(waits).execute()
        return
    first = {"lane_id": passage.lane_id, "opened_at": passage.passed_at, "state": State.OPEN}
    Case.create(passage=passage, **(first | judged))


def _followed(passage: Passage) -> bool:
    """Whether another vehicle has stood there since."""
    later = Passage.select().where(
        Passage.lane_id == passage.lane_id, Passage.passed_at > clock.stamp(passage.passed_at)
    )
    return bool(later.exists())
