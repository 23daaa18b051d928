"""Any row explains itself in plain Chinese and plain English (the card "why" of its page)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gate import clock
from gate.control import Condition, Hours
from gate.models import User
from gate.objections import papers
from gate.policy import Reason
from portal.explaining import CONTRADICTIONS
from tests import cast, control
from tests.browsing import as_person
from tests.portal.conftest import Passing

GROUNDS: dict[str, Any] = {
    "restrictions": [
        {"policy": 3, "version": 2, "name": "橙色预警", "condition": 0, "certain": True},
        {"policy": 3, "version": 2, "name": "橙色预警", "condition": 1, "certain": True},
        {"policy": 4, "version": 1, "name": "不明", "condition": -1, "understood": False},
    ],
    "drills": [{"policy": 3, "version": 2, "name": "橙色预警", "condition": 0}],
    "exemptions": [1],
    "listed_for": "5",
    "minimum_stage": "5",
    "missing": ["vin", "engine_no"],
    "contradictions": ["vin_check", "stage_too_old"],
    "weakest": 0.7912,
    "valid_to": "2026-10-31",
}
SAID = [
    ("listed", "列入名单原因：尾气遥感监测。", "because of: remote sensing."),
    ("control", "禁行国四及以下重型柴油(燃气)车", "No heavy diesel (gas) vehicles of China IV"),
    ("control", "编号 3.2", "no. 3.2"),
    ("control", "22:00–06:00", "22:00–06:00"),
    ("control_not_understood", "不明", "不明"),
    ("stage_too_low", "该车为国VI，规则要求国V及以上。", "the rules ask for China V or cleaner"),
    ("low_confidence", "79.1 %", "79.1 % certainty"),
    ("expired", "有效期至 2026-10-31。", "It was valid until 2026-10-31."),
    ("exempt", "危化品车辆", "hazardous goods, exempt from"),
    ("exempt", "液氧配送", "液氧配送"),
    ("papers_missing", "缺少：", "It lacks: VIN"),
    ("papers_contradict", "校验位错误", "The check digit of the VIN is wrong."),
    ("stage_implausible", "已停止销售", "no longer sold"),
    ("allowed", "演练不影响放行判定。", "A drill was going on"),
    ("allowed", "另注疑点", "Noted besides; it decided nothing."),
]


@pytest.fixture
def orders(people: dict[str, User]) -> None:
    night = Condition(hours=(Hours(22 * 60, 6 * 60),))
    control.enter(control.policy("2", night, policy_id=3, version=2, name="橙色预警"))
    control.enter(control.policy("2", policy_id=4, name="不明"), content="?")
    control.exempt(plate_no=cast.APPROVED.plate_no, plate_colour="1")


@pytest.fixture
def pages(app: Flask) -> dict[str, FlaskClient]:
    """The same person, reading in either language."""
    User.update(language="en").where(User.username == cast.MANAGER.username).execute()
    return {"zh": as_person(app, cast.GUARD), "en": as_person(app, cast.MANAGER)}


@pytest.mark.parametrize(("reason", "zh", "en"), SAID)
def test_a_reason_is_told_with_its_circumstances(
    pages: dict[str, FlaskClient], passing: Passing, orders: None, reason: str, zh: str, en: str
) -> None:
    passage = passing(verdict="hold", reasons=reason, grounds=json.dumps(GROUNDS))
    for language, words in (("zh", zh), ("en", en)):
        page = pages[language].get(f"/passages/{passage.id}").text
        assert words in page, page[page.index("why-title") :][:3000]


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize(
    "grounds",
    ["", "[]", '{"restrictions":7,"exemptions":"x","weakest":"y","missing":[1],"listed_for":5}'],
)
def test_whatever_a_row_kept_its_page_opens(
    guard: FlaskClient, passing: Passing, reason: Reason, grounds: str
) -> None:
    passage = passing(reasons=reason.value, grounds=grounds, looks_told=grounds and "[1]")
    assert guard.get(f"/passages/{passage.id}").status_code == 200


def test_both_pictures_of_a_look_alike_are_shown_with_the_question(
    guard: FlaskClient, passing: Passing, photo: str
) -> None:
    earlier = passing(plate_no="冀B7K269", seconds_ago=600)
    stranger = passing(
        plate_no="冀B7K268",
        verdict="hold",
        reasons="looks_like_registered",
        look_alike="冀B7K269",
        looks_told='[["冀B7K268","1",0.97],["冀B7K269","1",0.82]]',
    )
    page = guard.get(f"/passages/{stranger.id}").text
    assert "是同一辆车吗" in page
    assert f'href="/passages/{earlier.id}"' in page
    assert "82.0 %" in page
    unseen = passing(plate_no="冀B7K268", reasons="looks_like_registered", look_alike="豫F5N382")
    assert "尚未在本厂出现过" in guard.get(f"/passages/{unseen.id}").text


def test_the_versions_it_was_decided_by_are_named(guard: FlaskClient, passing: Passing) -> None:
    page = guard.get(f"/passages/{passing(policies='3.2,5.1', list_version=812).id}").text
    assert "3.2, 5.1" in page
    assert "截至第 812 条记录" in page


def test_every_contradiction_has_its_sentence() -> None:
    named = {value for name, value in vars(papers).items() if name.isupper()}
    keys = {value for value in named if isinstance(value, str) and "_" in value}
    assert set(CONTRADICTIONS) == keys


def test_an_order_that_is_over_still_explains_what_it_kept_out(
    guard: FlaskClient, passing: Passing
) -> None:
    past = clock.now() - timedelta(days=300)
    control.enter(
        control.policy("2", policy_id=3, version=2, starts=past, ends=past + control.HOUR)
    )
    grounds = json.dumps({"restrictions": GROUNDS["restrictions"][:1]})
    page = guard.get(f"/passages/{passing(reasons='control', grounds=grounds).id}").text
    assert f"{past:%Y-%m-%d %H:%M:%S}" in page
