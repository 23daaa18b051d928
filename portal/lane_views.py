"""The guard's screen as values: what each lane shows, who waits, and whom the desk is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gate import clock, ledger, outlook, search
from gate.cases import rules
from gate.cases.rules import WAITING, State, Step
from gate.ledger import Result
from gate.models import AnnouncedVisit, Case, Lane, Passage, Vehicle
from portal import case_words
from portal.status import LaneStatus

NEWS_FOR = timedelta(minutes=10)
"""How long the last decision of a lane is shown in full strength."""
LONG, TOO_LONG = timedelta(minutes=1), timedelta(minutes=3)
"""A case or a question that has waited for so long is told by its colour."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """One vehicle that waits, and its place in the queue, from 1."""

    case: Case
    lane: Lane
    place: int = 0

    @property
    def passage(self) -> Passage:
        passage: Passage = self.case.passage
        return passage

    @property
    def plate_no(self) -> str:
        """The plate that counts for it: typed by a person, or else as read."""
        return str(self.case.plate_no or self.passage.plate_no)

    @property
    def plate_colour(self) -> str:
        return str(self.case.plate_colour if self.case.plate_no else self.passage.plate_colour)

    @property
    def reason(self) -> str:
        """The weightiest one."""
        return str(self.case.reasons).split(",")[0]

    @property
    def step(self) -> Step:
        return rules.next_step(
            self.case.verdict,
            self.case.reasons,
            self.passage.direction,
            asked=self.case.asked_at is not None,
            answer=self.case.answer,
        )

    @property
    def is_asked(self) -> bool:
        """Whether the manager's answer is waited for."""
        return self.case.asked_at is not None and self.case.answered_at is None

    @property
    def age(self) -> str:
        return how_old(self.case.opened_at)

    @property
    def calls(self) -> bool:
        """Whether it waits for the guard: not for the manager, nor for an arm on its way."""
        return self.case.state == State.OPEN and not self.is_asked


@dataclass(frozen=True, slots=True)
class LaneView:
    """One lane on the screen."""

    lane: Lane
    status: LaneStatus | None
    last: search.Row | None
    visit: AnnouncedVisit | None = None
    """The announcement of the vehicle that came last."""
    waiting: CaseView | None = None
    settled: Case | None = None
    """What became of the case of the vehicle that came last."""

    @property
    def is_news(self) -> bool:
        return self.last is not None and clock.now() - self.last.passage.passed_at < NEWS_FOR

    @property
    def verdict(self) -> str:
        """How the vehicle is judged by now."""
        if self.waiting is not None:
            return str(self.waiting.case.verdict)
        return str(self.last.passage.verdict) if self.last else ""

    @property
    def reason(self) -> str:
        """The weightiest reason."""
        if self.waiting is not None:
            return self.waiting.reason
        return str(self.last.passage.reasons).split(",")[0] if self.last else ""

    @property
    def became(self) -> str:
        """Who settled it, and when."""
        return case_words.became(self.settled) if self.settled else ""

    @property
    def went_through(self) -> bool:
        outcome = self.last.outcome if self.last else None
        return outcome is not None and outcome.result in (*ledger.PASSED, Result.LIFTING_AGAIN)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the vehicle from before: its file, and its last picture here."""

    plate_no: str
    file: Vehicle | None
    seen: Passage | None
    is_other: bool = False
    """It only looks like that one."""


def queue(waiting: Sequence[Case], lanes: Mapping[int, Lane]) -> list[CaseView]:
    """Who waits at the lanes that are shown, in the order in which they came."""
    shown = [case for case in waiting if case.lane_id in lanes]
    return [CaseView(case, lanes[case.lane_id], n) for n, case in enumerate(shown, start=1)]


def chosen(views: Sequence[CaseView], number: int | None) -> CaseView | None:
    """Whom the desk is about: the one that was picked while it waits, else the first that waits for the guard."""
    picked = next((view for view in views if view.case.id == number), None)
    return picked or next((view for view in views if view.calls), None) or next(iter(views), None)


def lane_views(
    lanes: Sequence[Lane],
    told: Mapping[int, LaneStatus],
    newest: search.Newest,
    due: Mapping[tuple[str, str], AnnouncedVisit],
    waiting: Sequence[CaseView],
    settled: Mapping[int, Case],
) -> list[LaneView]:
    """Every lane. `settled`: cases by the number of their passage."""
    by_lane = {view.lane.id: view for view in waiting}
    views = []
    for lane in lanes:
        last = newest.by_lane.get(lane.id)
        passage = last.passage if last else None
        who = (passage.plate_no, passage.plate_colour) if passage else ("", "")
        case = settled.get(passage.id) if passage else None
        over = case if case is not None and case.state not in WAITING else None
        views.append(
            LaneView(lane, told.get(lane.id), last, due.get(who), by_lane.get(lane.id), over)
        )
    return views


def known_of(view: CaseView) -> Known | None:
    """For the picture of now: that of the vehicle with this plate, or of the registered one that it looks like."""
    passage = view.passage
    plate, colour = view.plate_no, view.plate_colour
    file = outlook.file_of(plate, colour) if plate else None
    seen = search.seen_before(plate, colour, passage)
    if file or seen:
        return Known(plate, file, seen)
    if passage.look_alike and not view.case.plate_no:
        return Known(passage.look_alike, None, search.last_seen(passage.look_alike), is_other=True)
    return None


def how_old(moment: datetime) -> str:
    """ "fresh", "long" or "too-long": how patient whoever waits has been."""
    age = clock.now() - moment
    return "fresh" if age < LONG else "long" if age < TOO_LONG else "too-long"
