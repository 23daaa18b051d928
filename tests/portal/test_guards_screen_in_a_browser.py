"""The guard's screen in a real Chromium: keys and the sound, two screens at once, Redis killed and back."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from redis import Redis

from gate import cases, clock, policies
from gate.models import Lane, User
from portal import create_app
from settings import Settings
from tests import cast
from tests.patience import until
from tests.portal.at_a_screen import sign_in
from tests.portal.conftest import Passing
from tests.portal.serving import served
from tests.portal.test_cases_are_settled import HELD, OnDuty, on_duty
from tests.real_redis import RealRedis
from workers.live import CASE, PASSAGE, ring
from workers.queues import connect

__all__ = ["on_duty"]

pytestmark = pytest.mark.browser

COUNTS_NOTES = """
  window.notes = 0;
  const make = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () { window.notes += 1; return make.call(this); };
"""
KEEPS_NOTICES = """
  window.told = [];
  new MutationObserver(changes => {
    for (const change of changes) for (const node of change.addedNodes)
      if (node.classList && node.classList.contains("notice")) window.told.push(node.textContent);
  }).observe(document, {childList: true, subtree: true});
"""


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


def test_the_wall_needs_no_scrolling_while_three_wait(
    page: Page, address: str, passing: Passing, lanes: list[Lane], watched: Callable[..., None]
) -> None:
    passing(lanes[0], seconds_ago=900, plate_no=cast.UNKNOWN.plate_no)
    ends = clock.stamp(clock.now() + timedelta(days=1))
    two = {"warning": "orange", "measure": "2", "ends": ends, "reason": "橙色预警"}
    policies.announce(two, "manager")
    for number, lane in enumerate(lanes):
        watched(lane)
        passing(lane, seconds_ago=60 - number, plate_no=cast.UNKNOWN.plate_no, **HELD)
    sign_in(page, address)
    expect(page.locator(".waiting")).to_have_count(3)
    page.wait_for_selector(".desk")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    for width, height in ((1366, 768), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(page.locator("#deed-admit")).to_be_in_viewport() if width > 1000 else None


def test_keys_choose_and_open_and_close_and_are_silent_while_somebody_types(
    page: Page, address: str, passing: Passing, lanes: list[Lane], redis: Redis
) -> None:
    for lane, plate in zip(lanes, ("冀B00001", "冀B00002", "冀B00003"), strict=True):
        passing(lane, plate_no=plate, **HELD)
    sign_in(page, address)
    chosen = page.locator(".waiting-chosen")
    expect(chosen).to_contain_text("00001")
    page.keyboard.press("3")
    expect(chosen).to_contain_text("00003")
    page.keyboard.press("ArrowUp")
    expect(chosen).to_contain_text("00002")
    ring(redis, CASE)  # looking again keeps the choice
    page.keyboard.press("c")
    page.wait_for_selector("#plate_no:focus")
    page.keyboard.type("rma1")
    assert page.input_value("#plate_no") == "rma1"
    page.keyboard.press("Escape")
    expect(page.locator("#sheet > *")).to_have_count(0)
    expect(chosen).to_contain_text("00002")
    page.keyboard.press("r")
    page.wait_for_selector("#sheet input[type=radio]:focus")
    page.keyboard.press("a")  # the sheet lies over the page: nothing else is opened
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".waiting")).to_have_count(2)
    page.keyboard.press("?")
    page.wait_for_selector(".key-list")
    page.keyboard.press("Escape")
    expect(page.locator("#sheet > *")).to_have_count(0)


def test_a_stranger_becomes_a_temporary_vehicle_in_three_keys_beside_its_papers(
    page: Page, address: str, passing: Passing, on_duty: OnDuty, tmp_path: Path
) -> None:
    passing(plate_no=cast.UNKNOWN.plate_no, **HELD)
    licence = tmp_path / "licence.jpg"
    Image.new("RGB", (640, 400), "#8899aa").save(licence)
    sign_in(page, address)
    page.keyboard.press("t")
    page.wait_for_selector("#licence_front_image:focus")
    page.set_input_files("#licence_front_image", licence)
    for field, value in (("emission_stage", "6"), ("basis", "query"), ("fuel_type", "B")):
        page.select_option(f"#{field}", value)
    page.select_option("#vehicle_type", "H12")
    page.fill("#carrier_name", "临沂沂蒙专线")
    page.fill("#cargo_name", "备品备件")
    page.keyboard.press("Enter")
    page.wait_for_selector("input[type=radio]:focus")
    with on_duty() as taken:
        page.keyboard.press("Enter")
        page.wait_for_selector("#toast >> text=道闸已抬起")
    assert [order.by for order in taken] == ["guard"]


def test_a_new_one_chimes_unless_the_sound_is_off_and_that_is_remembered(
    page: Page, address: str, passing: Passing, lanes: list[Lane], redis: Redis
) -> None:
    page.add_init_script(COUNTS_NOTES)
    sign_in(page, address)
    page.keyboard.press("x")
    expect(page.locator("#sound")).to_contain_text("声音已开")
    passing(lanes[0], **HELD)
    ring(redis, PASSAGE)
    until(lambda: page.evaluate("window.notes") == 2, "two notes sound")
    page.keyboard.press("v")
    expect(page.locator("#sound")).to_contain_text("声音已关")
    page.reload()
    expect(page.locator("#sound")).to_contain_text("声音已关")
    passing(lanes[1], **HELD)
    ring(redis, PASSAGE)
    expect(page.locator(".waiting")).to_have_count(2)
    assert page.evaluate("window.notes") == 0


def test_two_screens_one_truck(
    browser: Browser, page: Page, address: str, passing: Passing, on_duty: OnDuty
) -> None:
    passing(**HELD)
    other = browser.new_context(locale="zh-CN").new_page()
    screens = {cast.GUARD: page, cast.ADMIN: other}
    with on_duty() as taken:
        for person, screen in screens.items():
            screen.add_init_script(KEEPS_NOTICES)
            sign_in(screen, address, person)
            screen.keyboard.press("a")
            screen.wait_for_selector("#sheet input[type=radio]:focus")
        for screen in screens.values():
            screen.keyboard.press("Enter")
        told = {person: told_at(screen) for person, screen in screens.items()}
        for screen in screens.values():
            expect(screen.locator(".waiting")).to_have_count(0)
    other.context.close()
    [order] = taken  # of two who act at the same moment either may be the first
    first, second = sorted(screens, key=lambda person: person.username != order.by)
    assert "道闸已抬起" in told[first]
    assert "道闸已抬起" not in told[second]
    assert first.display_name in told[second]
    assert cases.open() == []


def told_at(screen: Page) -> str:
    """The one thing that was said there, be it still shown or gone by itself."""
    until(lambda: screen.evaluate("window.told.length"), "it is told what became of it")
    [told] = screen.evaluate("window.told")
    return str(told)


def test_redis_killed_and_back_while_the_screen_is_open(
    page: Page, settings: Settings, own_redis: RealRedis, people: dict[str, User], passing: Passing
) -> None:
    with connect(own_redis.url) as redis, served(create_app(settings, redis=redis)) as address:
        sign_in(page, address)
        page.wait_for_selector("#sound")
        own_redis.kill()
        page.wait_for_selector("text=页面已失去实时连接")
        passing(**HELD)  # the lanes go on, and the page looks by itself
        page.wait_for_selector(".desk")
        expect(page.locator("#deed-admit")).to_have_count(0)
        own_redis.start()
        page.wait_for_selector("#deed-admit")
        expect(page.locator("text=页面已失去实时连接")).to_have_count(0)


def test_everything_works_without_scripts(
    browser: Browser, address: str, passing: Passing, on_duty: OnDuty
) -> None:
    passing(**HELD)
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, address)
    page.click("#deed-ask")
    page.wait_for_selector("#toast >> text=已请示环保管理员")
    page.click("#deed-admit")
    with on_duty():
        page.click("button[type=submit] >> text=抬杆")
        page.wait_for_selector("#toast >> text=道闸已抬起")
    page.click("text=键盘操作")
    page.wait_for_selector(".key-list")
    context.close()
