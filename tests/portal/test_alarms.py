"""A clock that is off stands above every page, at the camera it belongs to, and on the rows that it spoilt (R-094)."""

import json
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from gate import clock
from gate.models import Device, Lane
from tests import cast
from tests.browsing import HTMX, as_person
from tests.portal.conftest import Passing
from workers import clocks_told
from workers.clocks_told import CAMERAS, MACHINES


def test_a_clock_that_is_off_stands_above_every_page(
    app: Flask, guard: FlaskClient, redis: Redis
) -> None:
    assert "的时钟偏差" not in guard.get("/passages").text
    clocks_told.keep(redis, MACHINES, "plant-pc", -5.2)
    page = guard.get("/passages").text
    assert "plant-pc 的时钟偏差 -5 秒" in page
    assert "请配置时间服务器" in page
    clocks_told.keep(redis, MACHINES, "plant-pc", 63)
    page = guard.get("/").text
    assert "plant-pc 的时钟偏差 +63 秒" in page
    assert "照片不加盖时间" in page
    part = guard.get("/alarms", headers=HTMX).text
    assert part.lstrip().startswith('<div id="alarms"')
    assert 'role="alert"' in part
    assert "的时钟偏差" not in as_person(app, cast.CARRIER).get("/account").text
    clocks_told.keep(redis, MACHINES, "plant-pc", 0.1)
    assert "一切正常" in guard.get("/alarms").text
    old = clock.stamp(clock.now() - timedelta(hours=1))
    redis.hset(MACHINES, "gone-pc", json.dumps({"off_s": 99, "at": old}))
    assert "gone-pc" not in guard.get("/").text


def test_a_camera_that_does_not_know_the_time_is_shown_where_it_stands(
    app: Flask, lanes: list[Lane], redis: Redis
) -> None:
    device = Device.create(
        lane=lanes[0], kind="camera", driver="onvif", name="东门相机", config="{}", enabled=True
    )
    status = {"at": clock.stamp(clock.now()), "camera": {"connected": True}}
    redis.set(f"greengate:lane:{lanes[0].id}:status", json.dumps(status))
    admin = as_person(app, cast.ADMIN)
    for off, words, above in ((1.0, "正常", False), (5.0, "+5 秒", False), (-63.0, "-63 秒", True)):
        clocks_told.keep(redis, CAMERAS, str(device.id), off)
        page = admin.get("/equipment/").text
        assert words in page
        assert ("相机“东门相机”的时钟偏差" in page) == above


def test_a_row_of_that_time_says_so(guard: FlaskClient, passing: Passing) -> None:
    spoilt, other = passing(clock_off_ms=63_000), passing()
    assert "本机时钟偏差 +63 秒" in guard.get(f"/passages/{spoilt.id}").text
    assert "时钟不可信" not in guard.get(f"/passages/{other.id}").text
