"""The emergency switch in a real Chromium: a minute with open eyes, counted in clicks."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from gate import clock, policies
from gate.models import Lane
from tests import cast, month
from tests.portal.at_a_screen import sign_in
from tests.portal.conftest import Passing
from tests.portal.serving import served

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("GREENGATE_TEST_PICTURES")
CLICKS = 5
"""The menu, the level, the two fields, the switch."""


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    month.enter(month.a_lane(), seed=3, days=30, a_day=25, trucks=90)
    with served(app) as address:
        yield address


def test_the_wall_with_a_policy_in_force_still_needs_no_scrolling(
    page: Page, app: Flask, passing: Passing, lanes: list[Lane], keep: Callable[[Page, str], None]
) -> None:
    ends = clock.stamp(clock.now() + timedelta(days=1))
    two = {"warning": "orange", "measure": "2", "ends": ends, "reason": "橙色预警"}
    policies.announce(two, "manager")
    for number, lane in enumerate(lanes * 3):
        passing(lane, seconds_ago=number + 1, serial_no=f"S{number}")
    with served(app) as address:
        sign_in(page, address)
        page.wait_for_selector(".banner-control")
        page.wait_for_selector(".recent-item")
        keep(page, "wall-in-force")
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


@pytest.fixture
def keep(tmp_path: Path) -> Callable[[Page, str], None]:
    """A picture of the page, in the folder that GREENGATE_TEST_PICTURES names or beside the test's own files."""
    folder = Path(PICTURES or tmp_path)

    def take(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png", full_page=True)

    return take


def test_a_manager_switches_to_measure_2_with_open_eyes(
    page: Page, address: str, keep: Callable[[Page, str], None]
) -> None:
    sign_in(page, address, cast.MANAGER)
    clicks = 0

    def click(what: str) -> None:
        nonlocal clicks
        clicks += 1
        page.click(what)

    click("text=管控预警")
    keep(page, "policies-quiet")
    click(".level-orange")
    page.wait_for_selector("#rehearsal .rehearsal-figure")
    held = int(page.inner_text(".rehearsal-figure b"))
    assert held > 0
    assert policies.current(clock.now()) == []
    keep(page, "policies-rehearsed")
    click("#reason")
    page.keyboard.type("市重污染天气应急指挥部 橙色预警")
    click("#password")
    page.keyboard.type(cast.PASSWORD)
    click(".switch-button")
    page.wait_for_selector("#toast >> text=已生效")
    assert clicks == CLICKS
    (known,) = policies.ruling(clock.now())
    assert known.row.created_by == "manager"
    page.goto(f"{address}/policies/")
    page.wait_for_selector(".in-force >> text=禁行国四及以下")
    keep(page, "policies-in-force")
    page.goto(f"{address}/")
    page.wait_for_selector(".banner-control")
    keep(page, "live-in-force")


def test_changing_the_plan_rehearses_anew_and_keeps_what_is_typed(page: Page, address: str) -> None:
    sign_in(page, address, cast.MANAGER)
    page.goto(f"{address}/policies/new?warning=orange")
    page.wait_for_selector("#rehearsal .rehearsal-figure")
    two = int(page.inner_text(".rehearsal-figure b"))
    page.select_option("#measure", "4")
    expect(page.locator(".rehearsal-figure b")).not_to_have_text(str(two))
    all_of_them = int(page.inner_text(".rehearsal-figure b"))
    assert all_of_them > two
    page.fill("#reason", "全部停运")
    page.fill("#ends", "2026-01-01T00:00")
    page.locator("#ends").blur()
    page.wait_for_selector("#rehearsal .told-fails")
    assert page.query_selector(".switch-button") is None
    page.fill("#ends", (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    page.locator("#ends").blur()
    page.wait_for_selector(".switch-button")
    page.click("#rehearsal .notices summary")
    page.click("[data-copies] >> nth=0")
    page.wait_for_selector("[data-copies] >> text=已复制")


def test_the_switch_works_in_steps_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, address, cast.MANAGER)
    page.click("text=管控预警")
    page.click(".level-yellow")
    page.click("button[value=rehearse]")
    page.wait_for_selector(".rehearsal-figure")
    page.fill("#reason", "黄色预警")
    page.fill("#password", cast.PASSWORD)
    page.click(".switch-button")
    page.wait_for_selector("#toast >> text=已生效")
    context.close()
    assert len(policies.ruling(clock.now())) == 1


def test_the_pages_are_no_wider_than_a_phone(page: Page, address: str) -> None:
    sign_in(page, address, cast.MANAGER)
    for width in (390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        for there in (
            "/policies/",
            "/policies/new?warning=orange",
            "/policies/order",
            "/exemptions/",
        ):
            page.goto(f"{address}{there}")
            if "new" in there:
                page.wait_for_selector(".rehearsal-figure")
            told = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert told[0] <= told[1], (width, there)
