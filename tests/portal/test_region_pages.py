"""Where a lane looks, set without a script: typed in percent, shown on its picture, saved, and put back."""

import json
import re
from collections.abc import Callable, Sequence

import cv2
import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from gate import evidence
from gate.models import Entry, Lane, User
from portal import create_app
from settings import Settings
from tests import cast
from tests.browsing import HTMX, as_person
from tests.portal.conftest import Passing
from workers.queues import connect

Watched = Callable[..., None]
HOUSE = ((10, 90), (10, 40), (50, 10), (90, 40.5), (90, 90))
KEPT = "100,900 100,400 500,100 900,405 900,900"


@pytest.fixture
def admin(app: Flask, people: dict[str, User]) -> FlaskClient:
    return as_person(app, cast.ADMIN)


def sent(corners: Sequence[tuple[object, object]] = HOUSE, do: str = "save") -> dict[str, object]:
    return {"x": [str(x) for x, _ in corners], "y": [str(y) for _, y in corners], "do": do}


def region_of(lane: Lane) -> str:
    return str(Lane.get_by_id(lane.id).region)


def page_of(lane: Lane) -> str:
    return f"/equipment/lanes/{lane.id}/region"


def jpeg(width: int, height: int) -> bytes:
    return cv2.imencode(".jpg", np.full((height, width, 3), 80, np.uint8))[1].tobytes()


def corners_in(html: str) -> list[tuple[str, str]]:
    xs, ys = (re.findall(rf'name="{way}"[^>]* value="([^"]*)"', html) for way in "xy")
    return list(zip(xs, ys, strict=True))


def test_a_region_is_saved_told_in_the_chain_and_put_back(
    admin: FlaskClient, lanes: list[Lane]
) -> None:
    first, other = lanes[0], lanes[1]
    page = admin.get(page_of(first)).text
    assert corners_in(page) == [("0", "0"), ("100", "0"), ("100", "100"), ("0", "100")]
    assert admin.post(page_of(first), data=sent()).status_code == 303
    assert (region_of(first), region_of(other)) == (KEPT, "")
    entry = Entry.select().where(Entry.kind == "lane").order_by(Entry.seq.desc()).first()
    body = json.loads(bytes(entry.content))["body"]
    assert (body["by"], body["before"], body["after"]) == (
        cast.ADMIN.username, {"region": ""}, {"region": KEPT},
    )  # fmt: skip
    assert corners_in(admin.get(page_of(first)).text)[3] == ("90", "40.5")
    assert "识别部分画面" in admin.get("/equipment/").text
    assert admin.post(page_of(first), data=sent(do="whole")).status_code == 303
    assert region_of(first) == ""


def test_what_has_not_been_saved_is_only_shown(admin: FlaskClient, lanes: list[Lane]) -> None:
    page = admin.post(page_of(lanes[0]), data=sent(do="show"))
    assert page.status_code == 200
    assert 'points="100,505 100,224 500,56 900,227 900,505"' in page.text
    more = corners_in(admin.post(page_of(lanes[0]), data=sent(do="add")).text)
    assert (len(more), ("50", "90") in more) == (6, True)
    less = corners_in(admin.post(page_of(lanes[0]), data=sent(do="remove-3")).text)
    assert less == [("10", "90"), ("10", "40"), ("90", "40.5"), ("90", "90")]
    assert region_of(lanes[0]) == ""


NO_REGIONS: Sequence[tuple[Sequence[tuple[object, object]], str]] = (
    (HOUSE[:2], "区域有 3 到 12 个角点。"),
    ([(n * 8, n % 2 * 90) for n in range(13)], "区域有 3 到 12 个角点。"),
    ([(0, 0), (100.1, 0), (50, 90)], "有一个角点在画面之外"),
    ([(10, 10), (90, 90), (90, 10), (10, 90)], "区域的边线交叉了"),
    ([(10, 10), (19, 10), (19, 90), (10, 90)], "区域太小"),
    ([(10, 10), ("", 10), (90, 90)], "请填写数字"),
    ([(10, 10), ("9e999", 10), (90, 90)], "请填写数字"),
    ([(10, 10), ("nan", 10), (90, 90)], "请填写数字"),
    ([], "区域有 3 到 12 个角点。"),
)


def test_what_makes_no_region_says_why_and_stays_as_typed(
    admin: FlaskClient, lanes: list[Lane]
) -> None:
    for corners, sentence in NO_REGIONS:
        for do in ("save", "show"):
            page = admin.post(page_of(lanes[0]), data=sent(corners, do))
            assert page.status_code == 422
            assert sentence in page.text
            assert corners_in(page.text) == [(str(x), str(y)) for x, y in corners]
    assert region_of(lanes[0]) == ""


def test_a_comma_is_taken_and_the_fewest_and_most_corners_stand(
    admin: FlaskClient, lanes: list[Lane]
) -> None:
    three = [("0", "0"), ("99,5", "0"), ("0", "99,5")]
    kept = admin.post(page_of(lanes[0]), data=sent(three, "remove-1")).text
    assert 'value="remove-1"' not in kept
    assert len(corners_in(kept)) == 3
    assert admin.post(page_of(lanes[0]), data=sent(three)).status_code == 303
    assert region_of(lanes[0]) == "0,0 995,0 0,995"
    many = [(50 + 45 * np.cos(a), 50 + 45 * np.sin(a)) for a in np.linspace(0, 6, 12)]
    full = admin.post(page_of(lanes[0]), data=sent(many, "add")).text
    assert 'value="add"' not in full
    assert len(corners_in(full)) == 12


def test_it_is_drawn_on_what_there_is(
    admin: FlaskClient,
    lanes: list[Lane],
    redis: Redis,
    passing: Passing,
    settings: Settings,
) -> None:
    bare = admin.get(page_of(lanes[0])).text
    assert "目前没有画面，也没有通行照片可用" in bare
    assert f"kind=camera&amp;lane={lanes[0].id}" in bare
    body = evidence.keep(settings.evidence_dir, jpeg(400, 300))
    passing(lane=lanes[0], body_photo=body)
    last = admin.get(page_of(lanes[0])).text
    assert "目前没有实时画面" in last
    assert f'src="/photos/{body}"' in last
    assert 'viewBox="0 0 1000 750"' in last
    redis.set(f"greengate:lane:{lanes[0].id}:still", jpeg(640, 360), ex=60)
    now = admin.get(page_of(lanes[0])).text
    assert f'data-still="/lanes/{lanes[0].id}/still.jpg"' in now
    assert 'viewBox="0 0 1000 562"' in now


def test_it_says_whether_the_watcher_looks_there(
    admin: FlaskClient, lanes: list[Lane], watched: Watched, settings: Settings
) -> None:
    page = page_of(lanes[0])
    nobody = admin.get(page).text
    assert "目前没有程序在值守这条车道" in nobody
    assert f'hx-get="{page}/taken?seen=unwatched" hx-trigger="every 2s"' in nobody
    assert admin.get(f"{page}/taken?seen=unwatched", headers=HTMX).status_code == 204
    watched(lanes[0], region="")
    assert "值守程序正在识别整个画面" in admin.get(page).text
    admin.post(page, data=sent())
    waits = admin.get(f"{page}/taken?seen=taken", headers=HTMX).text
    assert "值守程序几秒内采用" in waits
    assert 'hx-trigger="every 2s"' in waits
    watched(lanes[0], region=KEPT)
    taken = admin.get(f"{page}/taken", headers=HTMX).text
    assert "值守程序已按这个区域识别" in taken
    assert "hx-trigger" not in taken


def test_without_redis_it_is_set_all_the_same(
    settings: Settings, people: dict[str, User], lanes: list[Lane]
) -> None:
    app: Flask = create_app(settings, redis=connect("redis://127.0.0.1:1"))
    admin = as_person(app, cast.ADMIN)
    assert "Redis 没有应答" in admin.get(page_of(lanes[0])).text
    assert admin.post(page_of(lanes[0]), data=sent()).status_code == 303
    assert region_of(lanes[0]) == KEPT


def test_no_lane_no_region(admin: FlaskClient, lanes: list[Lane]) -> None:
    assert admin.get("/equipment/lanes/99/region").status_code == 404
    assert admin.post("/equipment/lanes/99/region", data=sent()).status_code == 404
