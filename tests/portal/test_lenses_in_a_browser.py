"""From drawn pictures to the page: a lens goes out of focus, is told with two pictures, is cleaned, and it is over.

`GREENGATE_TEST_PICTURES=docs/screens pytest tests/portal/test_lenses_in_a_browser.py` takes the picture anew.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Page
from redis import Redis

from devices.interfaces import Frame, Image
from devices.simulated import scenes
from devices.simulated.backdrop import camera_of, draw_backdrop
from devices.simulated.cast import CAST, Light, Truck
from devices.simulated.truck_art import build
from devices.simulated.view import Pose, canvas_of
from devices.whole import Whole
from gate import clock, ledger
from gate.admission import Admission, Post, Sighting
from gate.book import Book
from gate.codes import IN
from gate.lens import kept
from gate.lens.verdict import Cause
from gate.models import Lane, LensSample, LensTrouble, Passage, database
from gate.spool import Spool
from gate.standing import Standing
from settings import Settings
from tests import cast, pictures
from tests.devices.drawn_views import eyes
from tests.portal.at_a_screen import sign_in
from tests.portal.serving import served
from workers import context, lens_jobs

pytestmark = [pytest.mark.browser, pytest.mark.slow]

A_DAY, GOOD_DAYS, BAD_DAYS = 12, 8, 2
BLUR = 2.2
Change = Callable[[Image], Image]


def clear(picture: Image) -> Image:
    return picture


def out_of_focus(picture: Image) -> Image:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), BLUR), np.uint8)


def in_the_rain(picture: Image) -> Image:
    """Streaks, a little haze, and less light."""
    dice = np.random.default_rng(7)
    streaks = np.zeros(picture.shape[:2], np.float32)
    for x, y in dice.integers(0, (1920, 1080), (900, 2)).tolist():
        end = (x + 3, y + int(dice.integers(10, 40)))
        cv2.line(streaks, (x, y), end, float(dice.uniform(10, 45)), 1)
    hazy = cv2.GaussianBlur(picture.astype(np.float32) * 0.85 + 12, (0, 0), 0.6)
    return np.asarray(np.clip(hazy + streaks[..., None], 0, 255), np.uint8)


@pytest.fixture
def standing(settings: Settings) -> list[Image]:
    """Two trucks at the stop line of one lane, by day."""
    empty = canvas_of(draw_backdrop(1, Light.DAY, settings.font))
    return [_painted(empty, truck, settings.font) for truck in CAST[:2]]


def _painted(empty: Any, truck: Truck, font: Path) -> Image:
    model = build(truck, Light.DAY, font)
    stand = Pose(0.05, 6.4)
    scene = scenes.Scene(empty, camera_of(1), model.panels, stand, model.length, Light.DAY)
    block = np.ascontiguousarray(scene.paint(stand).block)
    picture = cv2.cvtColor(block, cv2.COLOR_YUV2BGR_I420).astype(np.int16)
    grain = np.random.default_rng(1).normal(0, scenes.GRAIN[Light.DAY], picture.shape[:2])
    return np.asarray(np.clip(picture + grain[..., None], 0, 255), np.uint8)


@pytest.fixture
def gate_of_days(
    standing: list[Image], settings: Settings, lanes: list[Lane], tmp_path: Path
) -> Callable[..., None]:
    """Passages of some days as the lane writes them: each truck is read once in each weather, others are like it."""
    watching, post = Standing(), _post(lanes[0])
    watching.refresh()
    book = Book(Spool(tmp_path / "lane"))
    admission = Admission(post, watching, book, evidence=settings.evidence_dir, font=settings.font)

    known: dict[Change, list[Passage]] = {}

    def pass_by(day: datetime, change: Change) -> None:
        with database.atomic():
            like = known.get(change)
            if like is None:
                like = known[change] = [
                    _written(admission, change(each), day, number)
                    for number, each in enumerate(standing)
                ]
            for number in range(len(like) if like[0].passed_at >= day else 0, A_DAY):
                _like(like[number % len(like)], day + timedelta(minutes=30 * number))

    return pass_by


def _post(lane: Lane) -> Post:
    return Post(lane.id, "A", "001", "1302000001", "gate-pc:4711", ledger.claim(lane.id))


def _written(admission: Admission, picture: Image, day: datetime, number: int) -> Passage:
    at = day + timedelta(minutes=30 * number)
    (reading, *_) = eyes().read(picture)
    sighting = Sighting.of(Frame(Whole(picture), at, 0.0, 1), IN, reading, 2, [reading])
    passage = admission.write_down(sighting, admission.judge(sighting)).passage
    assert passage is not None
    return passage


def _like(first: Passage, at: datetime) -> None:
    row = {**first.__data__, "passed_at": at}
    for name in ("id", "entry", "pairs_with", "pairs_with_id", "recorded_late"):
        row.pop(name, None)
    row["serial_no"] = ledger.serial_number("1302000001", "A", "001", at)
    ledger.record(row)


@pytest.fixture
def house(app: Flask, settings: Settings, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The worker's job runs in this very process, on the same database and Redis."""
    monkeypatch.setattr(context, "settings", lambda: settings)
    monkeypatch.setattr(context, "open_database", lambda: None)
    monkeypatch.setattr(context, "redis", lambda: redis)
    return app


def morning(ago: int) -> datetime:
    return clock.now().replace(hour=8, minute=0, second=0) - timedelta(days=ago)


def test_a_lens_goes_out_of_focus_and_is_cleaned(
    house: Flask, gate_of_days: Callable[..., None], lanes: list[Lane], page: Page,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for ago in range(GOOD_DAYS + BAD_DAYS, BAD_DAYS, -1):
        gate_of_days(morning(ago), in_the_rain if ago % 4 == 0 else clear)
    lens_jobs.watch_lenses()
    assert (
        LensSample.select().where(LensSample.sharpness.is_null(False)).count() == A_DAY * GOOD_DAYS
    )
    assert kept.going_on(lanes[0].id) is None
    for ago in range(BAD_DAYS, 0, -1):
        gate_of_days(morning(ago), out_of_focus)
    _watch(monkeypatch, at=clock.now() + kept.AGAIN_AFTER)
    trouble = kept.going_on(lanes[0].id)
    assert trouble is not None
    assert kept.trouble_of(trouble).cause is Cause.BLURRED
    with served(house) as address:
        sign_in(page, address, cast.MANAGER)
        _is_told(page, address, trouble, tmp_path)
        page.fill("#cleaned-words", "擦了镜头并重新对焦")
        page.click("text=已清洁或重新对焦")
        page.wait_for_selector("text=接下来的通行会显示是否见效")
        assert kept.going_on(lanes[0].id) is not None
        gate_of_days(morning(-1), clear)
        _watch(monkeypatch, at=morning(-1) + timedelta(hours=11))
        page.reload()
        page.wait_for_selector("text=镜头与平时一样")
        assert "擦了镜头并重新对焦" in page.inner_text(".history")
        assert page.locator(".banner").count() == 0
        page.goto("about:blank")


def _is_told(page: Page, address: str, trouble: LensTrouble, tmp_path: Path) -> None:
    """Above every page, with a way to its own; there two pictures, and the figures drawn and in words."""
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(f"{address}/passages")
    assert "车道 A-001 的镜头脏了或失焦" in page.inner_text("#alarms")
    page.click("#alarms a")
    page.wait_for_url(f"**/lenses/{trouble.lane_id}")
    shown = page.locator(".lens-pair img")
    assert shown.count() == 4
    for place in range(4):
        assert shown.nth(place).evaluate("i => i.decode().then(() => i.naturalWidth > 300)")
    assert "清晰度（白天）：为平时的" in page.inner_text(".lens-findings")
    assert page.locator("svg[role=img]").count() >= 5
    beyond = page.locator(".lens-chart").first.locator("circle.beyond")
    assert beyond.count() >= BAD_DAYS
    page.evaluate(AXE_SCRIPT)
    told = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [one["id"] for one in told if one["impact"] in ("serious", "critical")] == []
    page.set_viewport_size({"width": 390, "height": 1500})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1366, "height": 1500})
    pictures.keep(page, "lens", tmp_path)
    assert [text for text in refused if "Content Security" in text] == []


def _watch(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """The job alone runs at a moment to come: a page that asks meanwhile is asked by somebody who signed in today."""
    with monkeypatch.context() as later:
        later.setattr(lens_jobs, "clock", SimpleNamespace(now=lambda: at))
        lens_jobs.watch_lenses()
