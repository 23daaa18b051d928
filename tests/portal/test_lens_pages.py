"""A lens is told above every page until somebody sees to it; what people say of it counts, and stands on its page."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gate import clock, evidence, retention
from gate.lens import kept
from gate.models import Lane, LensTrouble
from settings import Settings
from tests import cast
from tests.browsing import as_person
from tests.gate import rows
from tests.portal import lensed
from tests.portal.conftest import Passing


@pytest.fixture
def lane(lanes: list[Lane], passing: Passing) -> Lane:
    """A lane whose lens has been out of focus for two days, and nobody has seen it yet."""
    passing()
    passing()
    lensed.furnish(lanes[0])
    LensTrouble.update(seen_at=None, seen_by="").execute()
    return lanes[0]


def test_it_stands_above_every_page_until_somebody_sees_to_it(
    app: Flask, guard: FlaskClient, lane: Lane
) -> None:
    sentence = "车道 A-001 的镜头脏了或失焦。"
    for person in (cast.ADMIN, cast.MANAGER, cast.GUARD, cast.INSPECTOR):
        page = as_person(app, person).get("/alarms").text
        assert sentence in page
        assert f'href="/lenses/{lane.id}"' in page
    assert sentence not in as_person(app, cast.CARRIER).get("/account").text
    assert "脏了或失焦" in as_person(app, cast.ADMIN).get("/equipment/").text
    guard.post(f"/lenses/{lane.id}/seen")
    assert sentence not in guard.get("/alarms").text
    page = guard.get(f"/lenses/{lane.id}").text
    assert sentence in page
    assert f"{cast.GUARD.display_name} 自" in page
    assert sentence in guard.get("/lenses").text
    assert "脏了或失焦" in as_person(app, cast.ADMIN).get("/equipment/").text


def test_its_page_says_it_in_figures_and_shows_two_passages(guard: FlaskClient, lane: Lane) -> None:
    page = guard.get(f"/lenses/{lane.id}").text
    assert "清晰度（白天）：为平时的 61 %。" in page
    assert "识别率（夜间）：47 %，平时为 97 %。" in page
    assert len(re.findall(r"/photos/[0-9a-f]{64}\"", page)) >= 4
    assert page.count('<svg viewBox="0 0 640 190" role="img"') == 8
    first, second = re.findall(r'<h2 id="chart-(\w+)">', page)[:2]
    assert {first, second} == {"read", "sharpness"}
    beyond = re.findall(r"<td>超出界限</td>", page)
    assert len(beyond) == 4  # two days, two nights
    assert "擦了镜头" in page


def test_photographs_that_are_gone_are_said_to_be(
    guard: FlaskClient, lane: Lane, settings: Settings, photo: str
) -> None:
    LensTrouble.update(before_id=None).execute()
    page = guard.get(f"/lenses/{lane.id}").text
    assert "以前的照片已不再保存" in page
    assert "保存期满，已清理" not in page
    rows.let_go(retention.PHOTO, clock.now(), photo)
    evidence.path_of(settings.evidence_dir, photo).unlink()
    page = guard.get(f"/lenses/{lane.id}").text
    assert "保存期满，已清理" in page
    assert f"/photos/{photo}" not in page


def test_a_cleaning_is_written_down_and_ends_nothing_by_itself(
    guard: FlaskClient, lane: Lane
) -> None:
    told = {"cleaned-words": "换了雨刷"}
    page = guard.post(f"/lenses/{lane.id}/cleaned", data=told, follow_redirects=True).text
    assert "接下来的通行会显示是否见效" in page
    assert "换了雨刷" in page
    assert kept.going_on(lane.id) is not None
    assert guard.get("/alarms").text.count("脏了或失焦") == 0
    long = {"cleaned-words": "擦" * 201}
    assert guard.post(f"/lenses/{lane.id}/cleaned", data=long).status_code == 422


def test_a_new_baseline_wants_a_reason(app: Flask, guard: FlaskClient, lane: Lane) -> None:
    manager, address = as_person(app, cast.MANAGER), f"/lenses/{lane.id}/anew"
    assert guard.post(address, data={"anew-words": "换了"}).status_code == 403
    refused = manager.post(address, data={"anew-words": " "})
    assert refused.status_code == 422
    assert '<details class="card finer" open>' in refused.text
    assert kept.going_on(lane.id) is not None
    page = manager.post(address, data={"anew-words": "换了摄像机"}, follow_redirects=True).text
    assert kept.going_on(lane.id) is None
    assert "换了摄像机" in page
    assert "正在熟悉这里的平时水平" in page


def test_a_lane_that_nobody_has_passed_yet(guard: FlaskClient, lanes: list[Lane]) -> None:
    assert "已有 0 天" in guard.get(f"/lenses/{lanes[1].id}").text
    assert guard.get("/lenses").text.count("正在熟悉平时水平：第 0 天") == 3
    assert guard.get("/lenses/999").status_code == 404
