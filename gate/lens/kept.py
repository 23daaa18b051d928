"""How lenses are, as it is kept: judged again and again, told until it is over."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from gate import clock
from gate.lens import pairs, samples, verdict, words
from gate.lens.figures import Figure, Part
from gate.lens.judgement import WEEKS, Finding, History, Judged, Point, Span
from gate.lens.verdict import Known, Trouble, Verdict
from gate.models import Lane, LensState, LensTrouble, LensWord, database
from gate.ready import ready

AGAIN_AFTER = timedelta(minutes=30)
"""A lane is judged anew when so much time has passed since the last time, and somebody has passed, too."""
Shows = Callable[[int], bool]
"""Whether the photographs of a passage can still be seen."""


@dataclass(frozen=True, slots=True)
class State:
    """How a lane's lens was when it was last judged."""

    at: datetime
    judged: tuple[Judged, ...]

    @property
    def known(self) -> int:
        """Days or nights of the baseline, of the figure that has most."""
        return max((each.known for each in self.judged), default=0)

    @property
    def knows_enough(self) -> bool:
        return Verdict(self.judged).knows_enough


def is_due(lane_id: int, now: datetime) -> bool:
    """Whether there is something new to be judged."""
    state = LensState.get_or_none(LensState.lane_id == lane_id)
    newest = samples.newest_id(lane_id)
    if state is None:
        return newest > 0
    said = LensWord.select().where(LensWord.lane_id == lane_id, LensWord.at > clock.stamp(state.at))
    return bool(said.exists()) or (newest > state.last_id and now - state.at >= AGAIN_AFTER)


def judge(lane_id: int, now: datetime, shows: Shows) -> LensTrouble | None:
    """Judge a lane's lens and keep what was found; the trouble that goes on, if any."""
    row = going_on(lane_id)
    known = Known(history_of(lane_id, row), trouble_of(row) if row else None)
    newest = samples.newest_id(lane_id)
    begins = min(row.began, now) if row else now
    seen = samples.of_lane(lane_id, begins - WEEKS - timedelta(days=7))
    found = verdict.verdict([each for each in seen if each.at <= now], now, known)
    pair = pairs.choose(seen, found.trouble, known.history, shows) if found.trouble else None
    with database.atomic():
        if words.since(lane_id) != known.history.since:
            return None  # somebody began anew meanwhile: what was found speaks of a time that counts no more
        keep_state(lane_id, now, newest, found)
        return _keep_trouble(lane_id, now, row, found.trouble, pair)


def going_on(lane_id: int) -> LensTrouble | None:
    """What is the matter with a lane's lens now."""
    told = LensTrouble.select().where(
        LensTrouble.lane_id == lane_id, LensTrouble.ended_at.is_null()
    )
    found: LensTrouble | None = told.order_by(LensTrouble.id.desc()).first()
    return found


def all_going_on() -> list[tuple[Lane, LensTrouble]]:
    """Every trouble that goes on, in the order of lanes; those of lanes that are not in use are left out."""
    rows = {row.lane_id: row for row in _all_going_on()}
    if not rows:
        return []
    lanes = Lane.select().where(Lane.id.in_(list(rows)), Lane.enabled).order_by(Lane.id)
    return [(lane, rows[lane.id]) for lane in lanes]


def counting_unseen() -> Any:
    """A query of the number of troubles that go on and that nobody sees to yet."""
    going_on = LensTrouble.ended_at.is_null() & LensTrouble.seen_at.is_null()
    return LensTrouble.select(fn.COUNT(LensTrouble.id)).where(going_on)


@ready
def _all_going_on() -> Any:
    return LensTrouble.select().where(LensTrouble.ended_at.is_null())


def earlier(lane_id: int, limit: int = 10) -> list[LensTrouble]:
    """What was the matter before, newest first."""
    over = LensTrouble.select().where(
        LensTrouble.lane_id == lane_id, LensTrouble.ended_at.is_null(False)
    )
    return list(over.order_by(LensTrouble.id.desc()).limit(limit))


def told_within(start: datetime, end: datetime) -> list[LensTrouble]:
    """Troubles that had been told before `end` and were not over at `start`, in the order in which they were told."""
    going_on = LensTrouble.ended_at.is_null() | (LensTrouble.ended_at >= clock.stamp(start))
    told = LensTrouble.select().where(LensTrouble.opened_at < clock.stamp(end), going_on)
    return list(told.order_by(LensTrouble.opened_at, LensTrouble.id))


def trouble_of(row: LensTrouble) -> Trouble:
    """A kept trouble as the judgement speaks of it."""
    return Trouble(row.began, verdict.marks_of(json.loads(row.marks)))


def history_of(lane_id: int, row: LensTrouble | None) -> History:
    """What people and earlier troubles say about a lane's passages."""
    over = LensTrouble.select().where(
        LensTrouble.lane_id == lane_id, LensTrouble.ended_at.is_null(False)
    )
    return History(
        since=words.since(lane_id),
        cleaned=words.cleanings(lane_id),
        troubled=tuple(Span(each.began, each.ended_at) for each in over),
        trouble_began=row.began if row else None,
    )


def state_of(lane_id: int) -> State | None:
    """How a lane's lens was when it was last judged; None before the first time."""
    row = LensState.get_or_none(LensState.lane_id == lane_id)
    if row is None:
        return None
    return State(row.at, tuple(_judged(told) for told in json.loads(row.told)))


def keep_state(lane_id: int, now: datetime, newest: int, found: Verdict) -> None:
    """Keep how a lens was found, with samples up to this one counted in."""
    told = json.dumps([_told(judged) for judged in found.judged])
    row = {"at": now, "last_id": newest, "told": told}
    LensState.insert(lane_id=lane_id, **row).on_conflict(
        conflict_target=[LensState.lane_id], update=row
    ).execute()


def _keep_trouble(
    lane_id: int,
    now: datetime,
    row: LensTrouble | None,
    trouble: Trouble | None,
    pair: pairs.Pair | None,
) -> LensTrouble | None:
    if trouble is None:
        if row is not None:
            row.ended_at = now
            row.save()
        return None
    if row is None:
        row = LensTrouble(lane_id=lane_id, began=trouble.began, opened_at=now, marks="[]")
    elif {figure for figure, _ in trouble.marks} - {figure for figure, _ in trouble_of(row).marks}:
        row.seen_at, row.seen_by = None, ""  # whoever has seen it has not seen this
    row.marks = json.dumps(verdict.told(trouble))
    if pair is not None:
        row.before_id, row.now_id = pair.before or row.before_id, pair.now or row.now_id
    row.save()
    return row


def _told(judged: Judged) -> list[Any]:
    points = [
        [clock.stamp(p.begins), clock.stamp(p.ends), p.n, round(p.value, 4), round(p.change, 4),
         round(p.score, 4), round(p.limit, 4), p.is_baseline]
        for p in judged.points
    ]  # fmt: skip
    return [judged.figure.value, judged.part.value, judged.finding.value, points, judged.known]


def _judged(told: list[Any]) -> Judged:
    figure, part, finding, points, known = told
    read = tuple(Point(clock.parse(p[0]), clock.parse(p[1]), *p[2:]) for p in points)
    return Judged(Figure(figure), Part(part), Finding(finding), read, known)
