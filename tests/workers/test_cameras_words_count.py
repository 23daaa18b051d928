"""What a camera read by itself is one look among others: it helps, it contradicts, and alone it opens nothing."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import cv2
import numpy as np
import pytest
from redis import Redis

from devices.interfaces import ArmPosition, BarrierState, Image, PlateColour, PlateReading
from gate import clock, plates, policy
from gate.admission import FRAME_LIFE_S, Sighting
from gate.codes import IN
from gate.facts import Facts, Rules
from gate.policy import Reason
from tests.looks import frame, look
from tests.patience import until
from workers import pushed
from workers.following import UNREAD_S, WORD_LIFE_S, WORD_WAITS_S, Following
from workers.hearing import NEVER_STRONG, Word, word_of
from workers.pushed import Heard
from workers.switchboard import Switchboard

ONE, OTHER = "冀B7K268", "豫F5N382"
START = 1_000.0
SURE, FAIRLY, WEAK = 0.99, plates.FAIR, 0.5
LANE = 7


def word(text: str = ONE, sure: float = 0.9, *, at: float = START, alone: bool = False) -> Word:
    reading = look(text, weakest=sure)
    said = Word(reading, clock.now(), at, at, alone, frame(at))
    return said if alone else said.doubted()


@pytest.fixture
def stands() -> Following:
    """A vehicle has just come to stand on the loop."""
    following = Following(IN)
    for now in (START - 1, START):
        following.feel(BarrierState(ArmPosition.CLOSED, loop_outer=now == START), now)
    return following


def held(sighting: Sighting | None) -> Reason:
    """Why a rule that knows nothing but the looks would hold this sighting."""
    assert sighting is not None
    assert sighting.reading is not None
    facts = Facts(
        sighting.reading.text, sighting.reading.colour, IN, sighting.at,
        confidence=sighting.reading.weakest, looks=sighting.looks,
    )  # fmt: skip
    decision = policy.decide(facts, Rules())
    assert not decision.opens
    assert Reason.LOW_CONFIDENCE in decision.reasons
    return Reason.LOW_CONFIDENCE


def test_a_fair_look_of_ours_and_the_cameras_word_are_two(stands: Following) -> None:
    stands.hear(word())
    sighting = stands.look([look(ONE, weakest=FAIRLY)], frame(START + 0.2))
    assert sighting is not None
    assert sighting.reading is not None
    assert (sighting.reading.text, sighting.looks) == (ONE, 2)
    assert sighting.monotonic == START + 0.2


def test_words_and_a_weak_look_of_ours_settle_nothing(stands: Following) -> None:
    for at in (START, START + 0.1):
        stands.hear(word(sure=SURE, at=at))
    assert stands.look([look(ONE, weakest=WEAK)], frame(START + 0.2)) is None
    assert stands.told(START + 0.3, blind=False) is None


def test_a_word_against_ours_needs_more_of_ours(stands: Following) -> None:
    stands.hear(word(OTHER, sure=SURE))
    assert stands.look([look(ONE, weakest=SURE)], frame(START + 0.1)) is None
    assert stands.look([look(ONE, weakest=SURE)], frame(START + 0.2)) is not None


def test_while_we_see_nothing_a_person_judges_the_word(stands: Following) -> None:
    stands.hear(word(sure=SURE))
    assert stands.told(START + WORD_WAITS_S - 0.1, blind=True) is None
    sighting = stands.told(START + WORD_WAITS_S, blind=True)
    assert held(sighting)
    assert sighting is not None
    assert sighting.frame is not None
    assert stands.told(START + WORD_LIFE_S + 0.1, blind=True) is None
    stands.judge((ONE, "1"))
    assert stands.told(START + WORD_WAITS_S, blind=True) is None


def test_a_camera_that_repeats_itself_puts_nothing_off(stands: Following) -> None:
    for tenths in range(0, 20, 5):
        stands.hear(word(at=START + tenths / 10))
        assert stands.told(START + tenths / 10, blind=True) is None
    sighting = stands.told(START + WORD_WAITS_S, blind=True)
    assert held(sighting)
    assert sighting is not None
    assert sighting.monotonic == START + 1.5


def test_while_our_eyes_work_they_have_their_time_and_then_the_word_is_shown(
    stands: Following,
) -> None:
    stands.hear(word(sure=SURE))
    assert stands.told(START + WORD_WAITS_S, blind=False) is None
    assert stands.unread(frame(START + UNREAD_S - 0.1)) is None
    assert held(stands.unread(frame(START + UNREAD_S)))


@pytest.mark.parametrize("sure", [SURE, plates.STRONG])
def test_a_strong_word_of_a_trusted_camera_opens_while_it_is_fresh(
    stands: Following, sure: float
) -> None:
    stands.hear(word(sure=sure, alone=True))
    sighting = stands.told(START + FRAME_LIFE_S, blind=True)
    assert sighting is not None
    assert sighting.reading is not None
    assert (sighting.reading.weakest, sighting.looks, sighting.monotonic) == (sure, 1, START)
    assert held(stands.told(START + FRAME_LIFE_S + 0.1, blind=True))


def test_a_trusted_camera_contradicted_by_its_picture_opens_nothing(stands: Following) -> None:
    said = replace(word(sure=SURE, alone=True), against=(look(OTHER, weakest=0.9),))
    stands.hear(said)
    assert stands.told(START + 0.1, blind=True) is None
    assert held(stands.told(START + WORD_WAITS_S, blind=True))


def test_nobody_is_judged_by_a_word_before_standing_or_of_who_has_left(stands: Following) -> None:
    rolling = Following(IN)
    rolling.feel(BarrierState(ArmPosition.CLOSED), START)
    rolling.hear(word(sure=SURE, alone=True))
    assert rolling.told(START + 0.1, blind=True) is None
    rolling.feel(BarrierState(ArmPosition.CLOSED, loop_outer=True), START + 0.2)
    assert rolling.told(START + 0.3, blind=True) is not None

    stands.feel(BarrierState(ArmPosition.OPEN, loop_under=True), START + 1)
    stands.feel(BarrierState(ArmPosition.OPEN, loop_outer=True), START + 2)
    stands.hear(word(sure=SURE, at=START + 1.5, alone=True))
    assert stands.told(START + 2.1, blind=True) is None


class Eyes:
    """Read what a test wrote down for them."""

    def __init__(self, *readings: PlateReading) -> None:
        self._readings = readings

    def read(self, image: Image, **how: object) -> Sequence[PlateReading]:
        return self._readings


def heard(picture: bool = True, *, alone: bool = False, age_s: float = 0.0) -> Heard:
    jpeg = cv2.imencode(".jpg", np.full((90, 160, 3), 90, np.uint8))[1].tobytes()
    at = clock.now() - timedelta(seconds=age_s)
    return Heard(ONE, PlateColour.YELLOW, (SURE,) * 7, at, alone, jpeg if picture else b"")


def test_the_plate_is_cut_out_where_our_eyes_find_it_else_the_whole_picture_shows_it() -> None:
    ours = look(ONE, left=30.0)
    assert word_of(heard(), Eyes(ours)).reading.corners == ours.corners
    whole = word_of(heard(), Eyes()).reading.corners
    assert whole[0] == (0.0, 0.0)
    assert whole[2] == (160.0, 90.0)
    assert word_of(heard(), Eyes(look(OTHER))).against == (look(OTHER),)
    assert word_of(heard(), Eyes(ours)).against == ()


def test_only_a_trusted_cameras_word_may_be_strong_and_it_is_as_old_as_its_picture() -> None:
    assert word_of(heard(), Eyes()).reading.weakest == NEVER_STRONG
    said = word_of(heard(alone=True, age_s=1.5), Eyes())
    assert said.reading.weakest == SURE
    assert 1.5 <= said.heard_at - said.monotonic < 10


def test_without_a_picture_our_newest_frame_is_the_evidence_if_it_is_new() -> None:
    newest = frame()
    said = word_of(heard(picture=False), Eyes(), newest)
    assert said.frame is newest
    assert said.reading.corners[2] == (640.0, 360.0)
    assert word_of(heard(picture=False), Eyes(), frame(newest.monotonic - 60)).frame is None


def test_a_word_comes_to_the_watcher_of_its_lane_whole(redis: Redis) -> None:
    switchboard = Switchboard(redis, LANE)
    try:
        for lane in (LANE + 1, LANE):
            said = replace(heard(alone=True), text=f"冀B7K26{lane}")
            assert pushed.hand_on(redis, 1, str(lane), lane, said)
        redis.rpush(f"greengate:lane:{LANE}:pushed", b"nonsense", json.dumps({}).encode())
        came = until(switchboard.heard, "the word comes")
        assert came == replace(heard(alone=True), text=f"冀B7K26{LANE}", at=came.at)
        assert switchboard.heard() is None
    finally:
        switchboard.close()
