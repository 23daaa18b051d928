"""Any moment of a lane is found and played from there, beside its rows; what has gone by its time is said."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from redis import Redis

from gate import clock, evidence, proof, recordings
from gate.models import Lane, Recording
from settings import Settings
from tests import cast
from tests.browsing import as_person
from tests.gate import rows
from tests.portal.conftest import Filmed, Passing
from workers import keeping


def test_a_moment_is_played_from_where_it_is_beside_its_rows(
    guard: FlaskClient, lanes: list[Lane], passing: Passing, filmed: Filmed
) -> None:
    passage = passing(lanes[0], seconds_ago=600)
    other = passing(lanes[1], seconds_ago=600)
    clip = filmed(passage)
    starts = (passage.passed_at - timedelta(seconds=100)).replace(microsecond=0)
    recordings.enter(
        Recording(
            lane_id=lanes[0].id, camera="camera", starts=starts,
            ends=starts + timedelta(minutes=10), fingerprint=clip.fingerprint, codec="h264",
            size=clip.size, missing_ms=3_000,
        )
    )  # fmt: skip
    at = starts + timedelta(seconds=70)
    asked = f"/recordings?lane={lanes[0].id}&at="
    page = guard.get(f"{asked}{at:%Y-%m-%dT%H:%M:%S}").text
    assert f'src="/films/{clip.fingerprint}.mp4#t=70"' in page
    assert "这段录像缺少 3 秒" in page
    assert "这段时间的记录：1 条" in page
    assert f"/passages/{passage.id}" in page
    assert f"/passages/{other.id}" not in page
    long_ago = guard.get(f"{asked}2026-01-01T00:00:00").text
    assert "这段时间没有连续录像" in long_ago
    assert guard.get("/recordings?lane=99&at=nonsense").status_code == 422


def test_what_went_by_its_time_is_said_and_what_is_lost_is_not_excused(
    guard: FlaskClient, passing: Passing, filmed: Filmed, settings: Settings, photo: str
) -> None:
    gone, lost = passing(seconds_ago=700), passing(seconds_ago=60)
    film = filmed(gone)
    evidence.path_of(settings.evidence_dir, film.fingerprint, evidence.FILM).unlink()
    evidence.path_of(settings.evidence_dir, photo).unlink()
    rows.let_go("photo", gone.passed_at, photo)
    rows.let_go("clip", film.wanted_to, film.fingerprint)
    page = guard.get(f"/passages/{gone.id}").text
    assert "照片已保存 24 个月" in page
    assert "这段录像已保存 24 个月" in page
    assert "<video" not in page
    assert "照片已保存" not in guard.get(f"/passages/{lost.id}").text
    assert proof.verify().holds


@pytest.mark.parametrize("person", [cast.MANAGER, cast.INSPECTOR], ids=lambda who: who.role)
def test_the_page_of_the_disk(
    app: object, person: cast.Person, passing: Passing, guard: FlaskClient
) -> None:
    client = as_person(guard.application, person)
    assert "现在还不能预测" in client.get("/storage").text
    rows.let_go("photo", clock.now() - timedelta(days=800), "a" * 64, "b" * 64)
    passing(seconds_ago=7200)
    page = client.get("/storage").text
    assert "每天新增照片" in page
    assert "24 个月" in page


def test_the_alarm_stands_on_the_live_page_for_those_who_can_act(
    guard: FlaskClient, lanes: list[Lane], redis: Redis
) -> None:
    redis.set(keeping.KEY, '{"full_on": "2027-03-14"}')
    words = "按目前的速度，磁盘将于 2027-03-14 写满"
    assert words in as_person(guard.application, cast.MANAGER).get("/").text
    assert words not in guard.get("/").text
