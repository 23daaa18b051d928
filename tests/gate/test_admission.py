"""One vehicle at one lane: judged, written down, and only then its arm lifted; once, and confirmed by the switches."""

import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from devices.interfaces import DeviceError, Frame, PlateColour, PlateReading
from gate import admission, evidence, ledger, lifting, photographs, proof, register
from gate.admission import FRAME_LIFE_S, Admission, Post, Sighting
from gate.book import Book
from gate.codes import IN, OUT
from gate.ledger import LeaseLost, Result
from gate.models import Lane, Outcome, Passage, Upload, Vehicle
from gate.policy import Reason, Verdict
from gate.spool import Spool
from gate.standing import Standing
from settings import ROOT
from tests import cast
from tests.gate import rows
from tests.gate.away import away
from tests.gate.scripted_arm import ScriptedArm
from tests.looks import frame, look

FONT = ROOT / "static" / "vendor" / "wqy-microhei" / "wqy-microhei.ttc"


@pytest.fixture(autouse=True)
def short_travel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifting, "TRAVEL_S", 0.3)


@pytest.fixture
def lane(vehicles: dict[str, Vehicle]) -> Lane:
    return rows.lane()


@pytest.fixture
def way(lane: Lane, tmp_path: Path) -> Admission:
    standing = Standing()
    standing.refresh()
    post = Post(lane.id, "A", "001", "QY0000001", "plant:1", ledger.claim(lane.id))
    book = Book(Spool(tmp_path / "spool" / "lane.jsonl"))
    return Admission(post, standing, book, evidence=tmp_path / "evidence", font=FONT)


def seen(
    truck: cast.Truck = cast.APPROVED, shown: Frame | None = None, direction: str = IN
) -> Sighting:
    reading = look(truck.plate_no, truck.colour, 0.97)
    return Sighting.of(shown or frame(), direction, reading, 2)


def told() -> list[tuple[str, str]]:
    return [(row.result, row.position) for row in Outcome.select().order_by(Outcome.id)]


def test_an_approved_vehicle_is_let_in(way: Admission, lane: Lane) -> None:
    arm = ScriptedArm()
    admitted = way.admit(seen(), arm)
    assert admitted.decision.verdict is Verdict.OPEN
    assert admitted.result is Result.LIFTED
    assert arm.lifts == 1
    assert told() == [("lifted", "open")]
    passage = Passage.get()
    assert admitted.written.passage == passage
    assert (passage.plate_no, passage.plate_colour) == (cast.APPROVED.plate_no, "1")
    assert (passage.verdict, passage.reasons, passage.opening_mode) == ("open", "allowed", "2")
    assert (passage.looks, passage.confidence, passage.fence) == (2, 0.97, 1)
    assert passage.vin
    assert passage.emission_stage == "6"
    assert not passage.decided_offline
    assert Upload.select().count() == 1
    assert admitted.frame_to_relay_ms is not None
    assert 0 <= admitted.frame_to_decision_ms <= admitted.frame_to_relay_ms
    assert proof.verify().holds


def test_the_row_is_on_disk_and_told_before_the_arm_is_ordered(way: Admission) -> None:
    written: list[tuple[str, int]] = []

    def look_at_the_ledger(at: str) -> None:
        written.append((at, Passage.select().count()))
        assert Outcome.select().count() == 0

    arm = ScriptedArm(before_lift=lambda: look_at_the_ledger("arm"))
    way.admit(seen(), arm, lambda: look_at_the_ledger("told"))
    assert written == [("told", 1), ("arm", 1)]


@pytest.mark.parametrize(
    ("truck", "verdict", "reason"),
    [
        (cast.UNKNOWN, Verdict.HOLD, Reason.NOT_REGISTERED),
        (cast.LISTED, Verdict.REFUSE, Reason.LISTED),
        (cast.SUSPENDED, Verdict.REFUSE, Reason.SUSPENDED),
        (cast.CHINA_FOUR, Verdict.REFUSE, Reason.STAGE_TOO_LOW),
    ],
)
def test_whoever_may_not_enter_is_written_down_and_the_arm_left_alone(
    way: Admission, truck: cast.Truck, verdict: Verdict, reason: Reason
) -> None:
    arm = ScriptedArm()
    admitted = way.admit(seen(truck), arm)
    assert (admitted.decision.verdict, admitted.decision.reason) == (verdict, reason)
    assert admitted.result is None
    assert admitted.frame_to_relay_ms is None
    assert arm.lifts == 0
    passage = Passage.get()
    assert (passage.verdict, passage.opening_mode) == (verdict.value, "")
    assert told() == []


@pytest.mark.parametrize("direction", [IN, OUT])
def test_a_fault_of_our_own_loses_no_vehicle_and_lets_none_in(
    way: Admission, monkeypatch: pytest.MonkeyPatch, direction: str
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(admission, "decide", broken)
    arm = ScriptedArm()
    admitted = way.admit(seen(direction=direction), arm)
    assert (admitted.decision.verdict, admitted.result, arm.lifts) == (Verdict.HOLD, None, 0)
    passage = Passage.get()
    assert (passage.plate_no, passage.reasons) == (cast.APPROVED.plate_no, "unjudged")
    assert passage.front_photo
    assert proof.verify().holds


def test_whoever_leaves_is_let_out(way: Admission) -> None:
    arm = ScriptedArm()
    admitted = way.admit(seen(cast.UNKNOWN, direction=OUT), arm)
    assert admitted.result is Result.LIFTED
    assert Passage.get().reasons == "leaving,not_registered"


def test_a_vehicle_that_nobody_could_read_is_written_down(way: Admission) -> None:
    admitted = way.admit(Sighting.of(frame(), IN), ScriptedArm())
    passage = Passage.get()
    assert admitted.plate_no == passage.plate_no == passage.plate_photo == passage.front_photo == ""
    assert passage.body_photo
    assert passage.reasons == "unread"


def test_an_old_frame_never_lifts(way: Admission) -> None:
    arm = ScriptedArm()
    old = frame(time.monotonic() - FRAME_LIFE_S - 0.01)
    admitted = way.admit(seen(shown=old), arm)
    assert admitted.result is Result.TOO_LATE
    assert arm.lifts == 0
    assert told() == [("too_late", "unknown")]
    assert Upload.select().count() == 0


def test_a_frame_that_grew_old_while_its_row_was_written_never_lifts(
    way: Admission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "FRAME_LIFE_S", 0.0)
    arm = ScriptedArm()
    assert way.admit(seen(), arm).result is Result.TOO_LATE
    assert arm.lifts == 0


def test_without_an_arm_it_is_written_that_it_was_not_lifted(way: Admission) -> None:
    assert way.admit(seen(), None).result is Result.NOT_LIFTED
    assert Outcome.get().detail == "the barrier is not connected"
    assert Upload.select().count() == 0


def test_a_refused_order_is_written_with_its_reason(way: Admission) -> None:
    arm = ScriptedArm(at_lift=DeviceError("the controller refuses"), rises=False)
    assert way.admit(seen(), arm).result is Result.NOT_LIFTED
    assert arm.lifts == 1
    assert Outcome.get().detail == "the controller refuses"


@pytest.mark.parametrize(("rises", "result"), [(True, Result.LIFTED), (False, Result.NOT_LIFTED)])
def test_an_order_without_an_answer_is_looked_after_not_given_twice(
    way: Admission, rises: bool, result: Result
) -> None:
    silence = DeviceError("no answer in time", may_still_happen=True)
    arm = ScriptedArm(at_lift=silence, rises=rises)
    assert way.admit(seen(), arm).result is result
    assert arm.lifts == 1
    assert Outcome.get().detail == "no answer in time"


def test_an_arm_that_stays_down_is_not_called_lifted(way: Admission) -> None:
    assert way.admit(seen(), ScriptedArm(rises=False)).result is Result.NOT_LIFTED
    assert told() == [("not_lifted", "closed")]


def test_a_controller_that_falls_silent_for_a_moment_is_asked_again(way: Admission) -> None:
    assert way.admit(seen(), ScriptedArm(state_fails=2)).result is Result.LIFTED


def test_a_watcher_whose_lane_was_taken_moves_nothing(way: Admission, lane: Lane) -> None:
    ledger.claim(lane.id)
    arm = ScriptedArm()
    with pytest.raises(LeaseLost):
        way.admit(seen(), arm)
    assert arm.lifts == Passage.select().count() == 0


def test_while_the_database_is_away_the_arm_still_lifts_and_the_row_waits(
    way: Admission, lane: Lane, database_url: str
) -> None:
    arm = ScriptedArm()
    with away(database_url):
        admitted = way.admit(seen(), arm)
    assert admitted.result is Result.LIFTED
    assert admitted.written.passage is None
    assert arm.lifts == 1
    way.admit(seen(cast.ELECTRIC), ScriptedArm())
    assert [passage.plate_no for passage in Passage.select().order_by(Passage.id)] == [
        cast.APPROVED.plate_no,
        cast.ELECTRIC.plate_no,
    ]
    assert told() == [("lifted", "open")] * 2


def test_a_vehicle_that_still_waits_is_lifted_again_under_the_same_row(way: Admission) -> None:
    written = way.admit(seen(), ScriptedArm(rises=False)).written
    assert way.admit_again(written, seen(), ScriptedArm()).result is Result.LIFTED
    assert [result for result, _ in told()] == ["not_lifted", "lifting_again", "lifted"]
    assert Passage.select().count() == 1


def test_one_that_waits_while_the_database_is_away_is_lifted_again_too(
    way: Admission, database_url: str
) -> None:
    with away(database_url):
        written = way.admit(seen(), ScriptedArm(rises=False)).written
        assert way.admit_again(written, seen(), ScriptedArm()).result is Result.LIFTED
    way.admit(seen(cast.ELECTRIC), ScriptedArm())
    results = [result for result, _ in told()]
    assert results == ["not_lifted", "lifting_again", "lifted", "lifted"]


def test_a_watcher_whose_lane_was_taken_lifts_nothing_again(way: Admission, lane: Lane) -> None:
    written = way.admit(seen(), ScriptedArm(rises=False)).written
    ledger.claim(lane.id)
    arm = ScriptedArm()
    with pytest.raises(LeaseLost):
        way.admit_again(written, seen(), arm)
    assert arm.lifts == 0


def test_one_that_was_shut_out_meanwhile_is_not_lifted_again(
    way: Admission, vehicles: dict[str, Vehicle]
) -> None:
    written = way.admit(seen(), ScriptedArm(rises=False)).written
    register.suspend(vehicles[cast.APPROVED.plate_no].id, by="li", reason="车厢未苫盖")
    way._standing.refresh()
    arm = ScriptedArm()
    again = way.admit_again(written, seen(), arm)
    assert (again.result, again.decision.reason) == (Result.NO_LONGER_OPEN, Reason.SUSPENDED)
    assert arm.lifts == 0
    outcome = Outcome.select().order_by(Outcome.id.desc()).first()
    assert (outcome.result, outcome.detail) == ("no_longer_open", "suspended")
    assert Upload.select().count() == 0


def picture(root: Path, fingerprint: str) -> Any:
    found = cv2.imread(str(evidence.path_of(root, fingerprint)))
    assert found is not None
    return found


def test_three_photographs_are_kept_and_bear_time_and_place(way: Admission) -> None:
    way.admit(seen(), ScriptedArm())
    passage = Passage.get()
    body, front, plate = (
        picture(way.evidence, fingerprint)
        for fingerprint in (passage.body_photo, passage.front_photo, passage.plate_photo)
    )
    assert body.shape == (360, 640, 3)
    assert front.shape[1] > plate.shape[1] > 120
    for stamped in (body, front):
        assert int(stamped[:20].max()) > 200  # white letters
        assert int(stamped[-20:].max()) < 120  # over nothing but the grey of the frame
    assert int(plate[:20].max()) > 200
    width = plate.shape[1]
    plain = plate[-40:, width // 2 - 50 : width // 2 + 50].astype(int)
    assert int(np.abs(plain - 90).max()) < 20  # the plate itself is not written upon


def test_the_overlay_differs_with_time_and_place(way: Admission) -> None:
    for _ in range(2):
        way.admit(seen(), ScriptedArm())
        time.sleep(0.005)
    assert len({passage.body_photo for passage in Passage.select()}) == 2


@pytest.mark.parametrize("left", [-200.0, -3.0, 0.0, 560.0, 639.0])
def test_a_plate_at_the_edge_of_the_picture_is_kept(way: Admission, left: float) -> None:
    reading: PlateReading = look("冀B7K268", PlateColour.YELLOW, 0.97, left=left)
    way.admit(Sighting.of(frame(), IN, reading, 1), ScriptedArm())
    assert Passage.get().evidence_problem == ""


def test_a_disk_that_keeps_nothing_stops_no_vehicle(way: Admission) -> None:
    way.evidence.write_bytes(b"in the way")
    assert way.admit(seen(), ScriptedArm()).result is Result.LIFTED
    passage = Passage.get()
    assert passage.evidence_problem
    assert passage.body_photo == ""


def test_a_font_that_is_gone_stops_no_vehicle(way: Admission, tmp_path: Path) -> None:
    way._font = tmp_path / "gone.ttc"
    assert way.admit(seen(), ScriptedArm()).result is Result.LIFTED
    assert Passage.get().evidence_problem


def test_without_a_camera_the_row_says_so(way: Admission) -> None:
    nothing = seen()
    blind = Sighting(nothing.at, nothing.monotonic, IN, None, nothing.reading, 2)
    way.admit(blind, ScriptedArm())
    assert Passage.get().evidence_problem == "the camera is away"


@pytest.mark.parametrize("off_s", [None, 29.0, 63.0, -63.0])
def test_by_a_clock_that_is_not_trusted_no_time_is_stamped_and_the_row_says_so(
    way: Admission, monkeypatch: pytest.MonkeyPatch, off_s: float | None
) -> None:
    captions: list[str] = []
    take = photographs.take

    def taken(image: Any, reading: Any, caption: str, **where: Any) -> Any:
        captions.append(caption)
        return take(image, reading, caption, **where)

    monkeypatch.setattr(photographs, "take", taken)
    way.clock_off_s = lambda: off_s
    sighting = seen()
    assert way.admit(sighting, ScriptedArm()).result is Result.LIFTED
    trusted = off_s is None or abs(off_s) < 30
    row = Passage.get()
    assert row.clock_off_ms == (0 if trusted or off_s is None else off_s * 1000)
    assert (f"{sighting.at:%H:%M:%S}" in captions[0]) == trusted
    assert ("时间不可信" in captions[0]) != trusted
    assert row.front_photo
    assert proof.verify().holds
