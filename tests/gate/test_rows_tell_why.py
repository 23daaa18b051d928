"""A row keeps what stood behind its reasons, and explains itself from it years later."""

import json
from pathlib import Path
from typing import Any

import pytest

from gate import grounds, ledger, proof, rules
from gate.admission import Admission, Judgement, Post, Sighting
from gate.book import Book
from gate.codes import IN
from gate.control import Condition, ControlPolicy
from gate.grounds import DOUBT, DRILL, Explanation, explain
from gate.models import Lane, Passage, Vehicle, database
from gate.policy import Reason
from gate.spool import Spool
from gate.standing import Standing
from settings import ROOT
from tests import cast, control
from tests.gate import rows
from tests.looks import frame, look

FONT = ROOT / "static" / "vendor" / "wqy-microhei" / "wqy-microhei.ttc"


@pytest.fixture
def lane(vehicles: dict[str, Vehicle]) -> Lane:
    return rows.lane()


def passed(lane: Lane, tmp_path: Path, truck: cast.Truck, weakest: float = 0.97) -> Passage:
    """The row of a vehicle that comes to the lane now."""
    standing = Standing()
    standing.refresh()
    post = Post(lane.id, "A", "001", "QY0000001", "plant:1", ledger.claim(lane.id))
    way = Admission(
        post, standing, Book(Spool(tmp_path / "lane")), evidence=tmp_path / "evidence", font=FONT
    )
    reading = look(truck.plate_no, truck.colour, weakest)
    wrong = look("冀B7K26B", truck.colour, 0.81)
    sighting = Sighting.of(frame(), IN, reading, 2, [reading, wrong, reading])
    judgement: Judgement = way.judge(sighting)
    passage = way.write_down(sighting, judgement).passage
    assert passage is not None
    assert proof.verify().holds
    return Passage.get_by_id(passage.id)


def only(passage: Passage) -> Explanation:
    (explained,) = explain(passage)
    return explained


def test_the_row_names_every_version_it_was_decided_by(lane: Lane, tmp_path: Path) -> None:
    changed = rules.change(by="li", fair_confidence=0.9)
    control.enter(control.policy("1", policy_id=3, version=1))
    control.enter(control.policy("1", policy_id=3, version=2))
    control.enter(control.policy("", Condition(gates=frozenset("B")), policy_id=5))
    control.enter(control.policy("4", policy_id=6, drill=True))
    passage = passed(lane, tmp_path, cast.APPROVED)
    assert (passage.verdict, passage.reasons) == ("open", "allowed")
    assert passage.rules_version == changed.id
    assert passage.policies == "3.2,5.1"
    assert passage.list_version > 0
    assert json.loads(passage.looks_told) == [
        ["冀B7K268", "1", 0.97],
        ["冀B7K26B", "1", 0.81],
        ["冀B7K268", "1", 0.97],
    ]
    assert json.loads(passage.plate_corners)[0] == [100, 200]
    allowed, drill = explain(passage)
    assert allowed == Explanation(Reason.ALLOWED)
    assert (drill.reason, drill.policy_id, drill.place) == (DRILL, 6, 0)


def test_a_restriction_names_its_policy_its_version_and_its_condition(
    lane: Lane, tmp_path: Path
) -> None:
    control.enter(control.policy("3", Condition(gates=frozenset("A")), policy_id=3, version=2))
    told = only(passed(lane, tmp_path, cast.APPROVED))
    assert (told.reason, told.policy_id, told.policy_version) == (Reason.CONTROL, 3, 2)
    assert told.policy_name == "橙色预警应急减排"
    assert isinstance(told.policy, ControlPolicy)
    assert told.policy.conditions[told.place] == Condition(gates=frozenset("A"))
    # A later version changes nothing about what was decided then.
    control.enter(control.policy("1", policy_id=3, version=3))
    assert only(Passage.get()) == told


def test_each_policy_stands_under_its_own_reason(lane: Lane, tmp_path: Path) -> None:
    control.enter(control.policy("4", policy_id=1, name="停运"))
    control.enter(control.policy("2", policy_id=2, name="限四"))
    control.enter(control.policy("1", policy_id=3, name="不明"), content="{}")
    told = explain(passed(lane, tmp_path, cast.UNKNOWN))
    assert [(each.reason, each.policy_name) for each in told] == [
        (Reason.CONTROL, "停运"),
        (Reason.NOT_REGISTERED, ""),
        (Reason.CONTROL_NOT_UNDERSTOOD, "不明"),
        (Reason.CONTROL_UNCLEAR, "限四"),
    ]


def test_other_reasons_bring_their_details(lane: Lane, tmp_path: Path) -> None:
    listed = only(passed(lane, tmp_path, cast.LISTED))
    assert (listed.reason, listed.listed_for) == (Reason.LISTED, "5")
    dirty, doubt = explain(passed(lane, tmp_path, cast.CHINA_FOUR))
    assert (dirty.reason, dirty.minimum_stage) == (Reason.STAGE_TOO_LOW, "5")
    # China IV was no longer sold when it is said to have been registered.
    assert (doubt.reason, doubt.papers) == (DOUBT, ("stage_too_old",))
    weak = only(passed(lane, tmp_path, cast.APPROVED, weakest=0.79))
    assert (weak.reason, weak.weakest) == (Reason.LOW_CONFIDENCE, 0.79)
    alike = cast.Truck("冀B7K26B", cast.APPROVED.colour, "6", registered=False)
    near = only(passed(lane, tmp_path, alike))
    assert (near.reason, near.look_alike) == (Reason.LOOKS_LIKE_REGISTERED, "冀B7K268")


def test_an_exemption_is_named(lane: Lane, tmp_path: Path) -> None:
    control.enter(control.policy("4"))
    row = control.exempt(plate_no=cast.APPROVED.plate_no, plate_colour="1")
    told = only(passed(lane, tmp_path, cast.APPROVED))
    assert (told.reason, told.exemption) == (Reason.EXEMPT, row)


def test_a_doubt_that_the_rules_let_pass_comes_last(
    lane: Lane, tmp_path: Path, vehicles: dict[str, Vehicle]
) -> None:
    rules.change(by="li", contradictions="warn")
    with database.atomic():
        file = vehicles[cast.APPROVED.plate_no]
        file.fuel_type, file.changed_seq = "C", proof.append("vehicle", {"what": "edited"}).seq
        file.save()
    told = explain(passed(lane, tmp_path, cast.APPROVED))
    assert [each.reason for each in told] == [Reason.ALLOWED, DOUBT]
    assert told[-1].papers == ("stage_against_fuel",)
    rules.change(by="li", contradictions="hold")
    held = only(passed(lane, tmp_path, cast.APPROVED))
    assert (held.reason, held.papers) == (Reason.PAPERS_CONTRADICT, ("stage_against_fuel",))


@pytest.mark.parametrize("kept", ["", "not JSON", "[]", '"control"', "{}"])
def test_a_row_without_grounds_still_says_its_reasons(lane: Lane, kept: str) -> None:
    passage = rows.entered(lane, reasons="listed,control,exempt,expired", grounds=kept)
    told = [each.reason for each in explain(passage)]
    assert told == ["listed", "control", "exempt", "expired"]


def test_only_what_matters_is_kept(lane: Lane, tmp_path: Path) -> None:
    passage = passed(lane, tmp_path, cast.SUSPENDED)
    assert passage.reasons == "suspended"
    assert passage.grounds == ""


def test_the_grounds_are_canonical(lane: Lane, tmp_path: Path, vehicles: Any) -> None:
    passage = passed(lane, tmp_path, cast.LISTED)
    assert passage.grounds == '{"listed_for":"5"}'
    assert proof.canonical(json.loads(passage.grounds)).decode() == passage.grounds
    assert grounds.explain(passage)[0].listed_for == "5"
