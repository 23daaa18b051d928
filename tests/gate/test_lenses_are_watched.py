"""The lens watch in the ledger's house: what is told, who has seen it, and how it ends."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest

from gate import clock, evidence, ledger
from gate.codes import IN
from gate.evidence import Disk, Kept, StoreAway
from gate.lens import entering, kept, samples, words
from gate.lens.verdict import Cause
from gate.lens.words import Word
from gate.models import Case, Entry, Lane, LensSample, LensTrouble, Passage, database
from tests.gate import rows

CORNERS = "[[700, 600], [880, 600], [880, 660], [700, 660]]"
A_DAY = 12


@pytest.fixture
def lane(database: object) -> Lane:
    return rows.lane()


def day_of(lane: Lane, ago: int, *, factor: float = 1.0, across: float = 0.5) -> list[Passage]:
    """The passages of one day, measured already."""
    noon = clock.now().replace(hour=12, minute=0) - timedelta(days=ago)
    found = []
    for number in range(A_DAY):
        at = noon + timedelta(minutes=15 * number - 100, milliseconds=ago)
        passage = ledger.record(rows.row(lane, passed_at=at))
        told = {"read": 1.0, "certainty": 0.93, "width": 170.0 + number % 3, "down": 0.6}
        LensSample.create(
            passage=passage, lane_id=lane.id, at=at, sharpness=(0.33 + number % 4 / 100) * factor,
            brightness=105.0 + number % 5, contrast=0.8, across=across, **told,
        )  # fmt: skip
        found.append(passage)
    return found


def shows(passage_id: int) -> bool:
    return passage_id > 0


@pytest.fixture
def blurred(lane: Lane) -> LensTrouble:
    """Ten good days, and two of a lens out of focus."""
    with database.atomic():
        for ago in range(11, 3, -1):
            day_of(lane, ago)
    assert kept.judge(lane.id, evening(4), shows) is None
    for ago in (3, 2):
        day_of(lane, ago, factor=0.6)
    found = kept.judge(lane.id, evening(2), shows)
    assert found is not None
    return found


def evening(ago: int) -> datetime:
    return clock.now().replace(hour=20, minute=0) - timedelta(days=ago)


def test_it_is_told_since_when_and_by_which_two_passages(lane: Lane, blurred: LensTrouble) -> None:
    assert kept.trouble_of(blurred).cause is Cause.BLURRED
    assert json.loads(blurred.marks) == [["sharpness", "day"]]
    before, now = (Passage.get_by_id(number) for number in (blurred.before_id, blurred.now_id))
    assert before.passed_at < blurred.began <= now.passed_at
    assert [row.id for _, row in kept.all_going_on()] == [blurred.id]
    state = kept.state_of(lane.id)
    assert state is not None
    assert state.knows_enough
    assert state.known == 8
    (judged,) = [
        each for each in state.judged if len(each.points) == 10 and each.figure == "sharpness"
    ]
    assert [point.beyond for point in judged.points] == [False] * 8 + [True] * 2
    Lane.update(enabled=False).execute()
    assert kept.all_going_on() == []


def test_a_lane_is_judged_when_there_is_news(lane: Lane, blurred: LensTrouble) -> None:
    late = evening(1)
    assert not kept.is_due(lane.id, late)
    day_of(lane, 1, factor=0.6)
    assert kept.is_due(lane.id, late)
    assert not kept.is_due(lane.id, evening(2) + timedelta(minutes=10))
    words.say(lane, Word.SEEN, "wang")
    assert kept.is_due(lane.id, evening(2) + timedelta(minutes=10))


def test_it_ends_by_itself_after_two_good_days(lane: Lane, blurred: LensTrouble) -> None:
    day_of(lane, 1)
    still = kept.judge(lane.id, evening(1), shows)
    assert still is not None
    day_of(lane, 0)
    now = clock.now().replace(hour=20, minute=0)
    assert kept.judge(lane.id, now, shows) is None
    (over,) = kept.earlier(lane.id)
    assert (over.ended_at, over.ended_by) == (now, "")


def test_who_has_seen_it_and_who_has_cleaned_is_in_the_chain(
    lane: Lane, blurred: LensTrouble
) -> None:
    words.say(lane, Word.SEEN, "wang")
    seen = kept.going_on(lane.id)
    assert seen is not None
    assert seen.seen_by == "wang"
    words.say(lane, Word.CLEANED, "li", "擦了镜头")
    after = kept.going_on(lane.id)
    assert after is not None  # it goes on until it is better
    assert after.seen_by == "wang"
    told = Entry.select().where(Entry.kind == words.ENTRY).order_by(Entry.seq)
    bodies = [json.loads(bytes(entry.content))["body"] for entry in told]
    assert [(body["what"], body["by"], body["words"]) for body in bodies] == [
        ("seen", "wang", ""),
        ("cleaned", "li", "擦了镜头"),
    ]
    assert [word.entry for word in words.of_lane(lane.id)] == [entry.seq for entry in told][::-1]


def test_another_figure_is_told_anew_to_whoever_has_seen_the_first(
    lane: Lane, blurred: LensTrouble
) -> None:
    words.say(lane, Word.SEEN, "wang")
    for ago in (1, 0):
        day_of(lane, ago, factor=0.6, across=0.8)
    after = kept.judge(lane.id, clock.now().replace(hour=20, minute=0), shows)
    assert after is not None
    assert after.id == blurred.id
    assert after.seen_at is None
    assert kept.trouble_of(after).cause is Cause.MOVED


def test_a_new_baseline_ends_it_and_begins_by_gathering(lane: Lane, blurred: LensTrouble) -> None:
    words.say(lane, Word.ANEW, "li", "换了摄像机")
    assert kept.going_on(lane.id) is None
    (over,) = kept.earlier(lane.id)
    assert over.ended_by == "li"
    assert kept.state_of(lane.id) is None
    assert kept.judge(lane.id, clock.now(), shows) is None
    state = kept.state_of(lane.id)
    assert state is not None
    assert not state.knows_enough


def test_pictures_are_those_that_are_still_there(lane: Lane, blurred: LensTrouble) -> None:
    first = blurred.before_id
    LensTrouble.update(before_id=None, now_id=None).execute()
    kept.judge(lane.id, evening(2), lambda number: number != first)
    again = kept.going_on(lane.id)
    assert again is not None
    assert again.before_id not in (None, first)
    LensTrouble.update(before_id=None, now_id=None).execute()
    kept.judge(lane.id, evening(2), lambda number: False)
    gone = kept.going_on(lane.id)
    assert gone is not None
    assert (gone.before_id, gone.now_id) == (None, None)


def test_passages_are_measured_once_in_their_order(lane: Lane, tmp_path: Path) -> None:
    store = Disk(tmp_path)
    picture = cv2.imencode(".jpg", np.full((1080, 1920, 3), 90, np.uint8))[1].tobytes()
    photo = evidence.keep(tmp_path, picture)
    old = clock.now() - timedelta(days=300)
    rows.entered(lane, passed_at=old, body_photo=photo)
    seen = rows.entered(lane, body_photo=photo, plate_corners=CORNERS)
    unread = rows.row(lane, direction=IN, plate_no="", plate_colour="", body_photo=photo)
    assert ledger.record(unread).id == seen.id + 1
    rows.entered(lane, evidence_problem="the camera is away")
    assert entering.enter(entering.unmeasured(), store) == 3
    assert entering.unmeasured() == []
    told = samples.of_lane(lane.id, old)
    assert [(each.passage_id, each.read) for each in told] == [(seen.id, 1.0), (seen.id + 1, 0.0)]
    assert [each.certainty for each in told] == [seen.confidence, None]
    assert told[0].width == 180
    assert told[0].brightness == pytest.approx(90, abs=1)


def test_a_photograph_on_its_way_is_waited_for(lane: Lane, tmp_path: Path) -> None:
    store = Disk(tmp_path)
    rows.entered(lane, passed_at=clock.now() - timedelta(hours=7), body_photo="a" * 64)
    young = rows.entered(lane, body_photo="b" * 64)
    assert entering.enter(entering.unmeasured(), store) == 1
    assert [each.id for each in entering.unmeasured()] == [young.id]


class GoesAway(Disk):
    """A store that answers once, and can then not be asked."""

    def find(self, fingerprint: str, suffix: str = evidence.PHOTOGRAPH) -> Kept | None:
        if fingerprint == "c" * 64:
            raise StoreAway("the bucket does not answer")
        return super().find(fingerprint, suffix)


def test_what_was_measured_before_the_store_went_away_is_kept(lane: Lane, tmp_path: Path) -> None:
    rows.entered(lane)
    away = rows.entered(lane, body_photo="c" * 64)
    with pytest.raises(StoreAway):
        entering.enter(entering.unmeasured(), GoesAway(tmp_path))
    assert [each.id for each in entering.unmeasured()] == [away.id]


def test_what_a_person_read_otherwise_was_not_read(lane: Lane) -> None:
    passages = day_of(lane, 0)
    Case.create(
        passage=passages[3], lane_id=lane.id, opened_at=passages[3].passed_at, state="admitted",
        verdict="hold", reasons="unread", plate_no="冀B7K269",
    )  # fmt: skip
    told = samples.of_lane(lane.id, clock.now() - timedelta(days=1))
    assert [each.passage_id for each in told if not each.read] == [passages[3].id]


def test_what_no_baseline_reaches_is_let_go(lane: Lane) -> None:
    day_of(lane, 200)
    day_of(lane, 1)
    assert samples.let_go(clock.now()) == A_DAY
    assert LensSample.select().count() == A_DAY
