"""A guard's day in a real Chromium: what is pressed, typed and seen."""

import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import wraps
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from redis import Redis

from gate import clock, ledger
from gate.ledger import Result
from gate.models import Lane
from tests import cast
from tests.portal.at_a_screen import sign_in
from tests.portal.conftest import Passing
from tests.portal.serving import served
from workers.live import PASSAGE, ring

pytestmark = pytest.mark.browser

HANGS_S = 60
TELLS_IT = """document.addEventListener("submit", () => {
    setInterval(() => document.body.dispatchEvent(new Event("told")), 50);
})"""


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


def test_the_live_page_shows_a_passage_when_the_bell_rings(
    page: Page, address: str, passing: Passing, redis: Redis, lanes: list[Lane]
) -> None:
    page.clock.install()
    sign_in(page, address)
    page.wait_for_selector("text=这条车道还没有车辆通过")
    page.clock.pause_at(clock.now() + timedelta(minutes=1))  # it looks by itself every 15 seconds
    page.wait_for_timeout(700)  # that, and the rings of the connection itself are over
    ledger.note_outcome(passing(lanes[0]), Result.LIFTED, position="open")
    ring(redis, PASSAGE)
    page.wait_for_selector(".lane-open .plate-1")
    assert "放行" in page.inner_text(".lane-open .decision")


def test_the_still_of_a_lane_moves_and_survives_the_bell(
    page: Page, address: str, lanes: list[Lane], redis: Redis, watched: Callable[..., None],
    photo: str, passing: Passing,
) -> None:  # fmt: skip
    jpeg = BytesIO()
    Image.new("RGB", (64, 36), "#336699").save(jpeg, "JPEG")
    watched(lanes[0], still=jpeg.getvalue())
    sign_in(page, address)
    still = page.locator("#still-1")
    expect(still).to_have_attribute("src", re.compile(r"\?t="))
    page.evaluate("window.kept = document.getElementById('still-1'); null")
    passing(lanes[0])
    ring(redis, PASSAGE)
    page.wait_for_selector(".lane-open")
    assert page.evaluate("window.kept === document.getElementById('still-1')")
    before = still.get_attribute("src") or ""
    expect(still).not_to_have_attribute("src", before)


def test_what_a_guard_types_into_the_lift_form_survives_the_bell(
    page: Page, address: str, lanes: list[Lane], redis: Redis, passing: Passing
) -> None:
    sign_in(page, address)
    page.click("#lift-1")
    page.fill("#words", "送备件")
    passing(lanes[1])
    ring(redis, PASSAGE)
    page.wait_for_selector(".lane-open")
    assert page.input_value("#words") == "送备件"
    assert page.evaluate("document.activeElement.id") == "words"
    page.click("#sheet button[type=submit]")
    page.wait_for_selector("#sheet .invalid-feedback, #choice:invalid")
    page.click("[data-closes]")
    assert page.query_selector("#sheet form") is None


def test_searching_while_typing_then_opening_a_passage(
    page: Page, address: str, passing: Passing
) -> None:
    passing(seconds_ago=60)
    passing(plate_no="晋K3860M", emission_stage="4", verdict="refuse", reasons="stage_too_low")
    sign_in(page, address)
    page.click("text=通行记录")
    page.wait_for_url("**/passages")
    page.wait_for_selector("text=共 2 条记录")
    page.click("#plate")
    page.keyboard.type("k38")
    page.wait_for_selector("#results >> text=共 1 条记录")
    assert page.evaluate("document.activeElement.id") == "plate"
    assert page.url.endswith("/passages?plate=k38")
    assert page.inner_text("#announcements") == "共 1 条记录"
    page.click("#results .rows-plate a")
    page.wait_for_selector("h1 >> text=禁止通行")
    assert page.locator(".item").count() == 23
    photos = page.locator(".photos img")
    assert photos.count() == 3
    for photo in photos.all():
        expect(photo).to_have_js_property("complete", True)
        assert photo.evaluate("img => img.naturalWidth") == 1920
    page.go_back()
    page.wait_for_selector("text=共 1 条记录")
    assert page.input_value("#plate") == "k38"


def test_the_language_switches_on_every_page(page: Page, address: str, lanes: list[Lane]) -> None:
    page.goto(f"{address}/login")
    page.click("button[name=language]")
    page.wait_for_selector("button >> text=Sign in")
    page.click("button[name=language]")
    page.wait_for_selector("button >> text=登录")
    sign_in(page, address)
    page.click("text=通行记录")
    page.wait_for_url("**/passages")
    page.click("text=English")
    page.wait_for_selector("h1 >> text=Passages")
    page.click("text=Live")
    page.wait_for_selector("text=Last passages")


@pytest.mark.parametrize("size", [(1366, 600), (390, 844)], ids=["low", "narrow"])
def test_where_somebody_is_stands_in_sight_in_the_navigation(
    page: Page, address: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(page, address, cast.MANAGER)
    page.goto(f"{address}/reports")
    box = "e => {const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]}"
    left, top, right, bottom = page.locator(".side-nav").evaluate(box)
    here = page.locator(".side-nav [aria-current]").evaluate(box)
    assert left <= here[0] < here[2] <= right + 1
    assert top <= here[1] < here[3] <= bottom + 1


def test_pages_work_without_scripts(
    browser: Browser, address: str, passing: Passing, redis: Redis
) -> None:
    passing()
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, address)
    page.click("#lift-1")
    page.select_option("#choice", "checked")
    page.click("text=抬杆 >> nth=-1")
    page.wait_for_selector("#toast >> text=车道没有回应")
    page.goto(f"{address}/passages")
    page.fill("#plate", "没有")
    page.click("form.search button")
    page.wait_for_selector("text=没有符合条件的记录")
    context.close()


def test_nothing_is_wider_than_a_phone_and_the_wall_needs_no_scrolling(
    page: Page, address: str, passing: Passing, lanes: list[Lane]
) -> None:
    for number, lane in enumerate(lanes * 3):
        passing(lane, seconds_ago=number + 1, serial_no=f"S{number}")
    sign_in(page, address)
    page.wait_for_selector(".recent-item")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    for width in (390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        for there in ("/", "/passages", "/passages/1", "/account", "/lanes/1/lift"):
            page.goto(f"{address}{there}")
            told = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert told[0] <= told[1], (width, there)


def test_signing_out_leads_where_it_leads_whatever_the_page_is_told_meanwhile(
    page: Page, app: Flask, address: str, lanes: list[Lane]
) -> None:
    sign_in(page, address)
    view, told = app.view_functions["accounts.login"], threading.Event()

    @wraps(view)
    def slow() -> Any:
        told.wait(HANGS_S)
        return view()

    app.view_functions["accounts.login"] = slow
    page.evaluate(TELLS_IT)
    with page.expect_response(lambda answer: answer.status == 401) as late:
        page.click("form[action='/logout'] button", no_wait_after=True)
    late.value.finished()
    told.set()
    page.wait_for_url(f"{address}/login")
