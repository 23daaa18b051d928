"""Security looks for a truck in a real Chromium: typing, keys alone, chips, pages; and without any script.

`GREENGATE_TEST_PICTURES=docs/screens pytest tests/portal/test_searching_in_a_browser.py` takes the pictures anew.
"""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from gate import evidence
from settings import Settings
from tests.pictures import keep
from tests.portal import at_a_screen, drawn_pictures
from tests.portal.conftest import Passing
from tests.portal.serving import served

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app: Flask, passing: Passing, settings: Settings) -> Iterator[str]:
    """The portal with a truck that comes every day, one that looks like it, and one of `冀B?23*`."""
    seen = evidence.keep(settings.evidence_dir, drawn_pictures.truck(muddy=False))
    passing = partial(passing, front_photo=seen, body_photo=seen)
    for day in range(27):
        passing(seconds_ago=86_400 * day + 60, serial_no=f"A{day}")
    passing(seconds_ago=40, plate_no="冀B7K266", serial_no="B")
    passing(seconds_ago=20, plate_no="冀BQ23K5", serial_no="C", verdict="hold", reasons="expired")
    with served(app) as address:
        yield address


def sign_in(page: Page, address: str) -> None:
    at_a_screen.sign_in(page, address, then="/passages")


def test_a_truck_is_found_by_keys_alone(page: Page, address: str, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    sign_in(page, address)
    count, rows = page.locator(".results-count"), page.locator(".row-way")
    expect(count).to_have_text("共 29 条记录")
    page.keyboard.press("Control+k")
    page.keyboard.type("冀B?23*", delay=20)
    expect(count).to_have_text("共 1 条记录")
    expect(page.locator("#plate")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/passages\?plate=%E5%86%80B%3F23%2A$"))
    page.keyboard.press("ArrowDown")
    expect(rows.first).to_be_focused()
    keep(page, "search-by-wildcard", tmp_path)
    page.keyboard.press("Enter")
    expect(page.locator(".passage-head")).to_contain_text("Q23K5")
    page.wait_for_load_state()  # its scripts listen to keys
    keep(page, "search-row", tmp_path)
    page.keyboard.press("Escape")
    expect(rows.first).to_be_focused()
    expect(page).to_have_url(re.compile(r"/passages\?plate=%E5%86%80B%3F23%2A#row-29$"))
    expect(page.locator("#plate")).to_have_value("冀B?23*")
    page.keyboard.press("?")
    expect(page.locator("#keys dl")).to_be_visible()

    page.keyboard.press("Control+k")
    page.keyboard.type("冀B7K266", delay=20)
    # What was typed has been asked: no answer of it comes late.
    expect(page).to_have_url(re.compile("7K266"))
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#match")).to_have_value("one")
    expect(count).to_have_text("共 28 条记录")
    expect(page.locator(".differs mark").first).to_have_text("8")
    page.keyboard.press("Control+k")
    page.keyboard.press("ArrowDown")
    keep(page, "search-by-one-wrong-character", tmp_path)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".rows tbody tr")).to_have_count(3)
    expect(rows.first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".rows tbody tr")).to_have_count(25)
    expect(rows.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#plate")).to_be_focused()

    page.locator(".rows-same a").nth(1).click()
    expect(page.locator(".filter")).to_have_count(3)
    page.locator(".filter").first.click()
    expect(page.locator("#plate")).to_have_value("")


def test_an_answer_that_comes_late_takes_nobody_off_the_rows(page: Page, address: str) -> None:
    sign_in(page, address)
    waiting: list[Route] = []
    page.route("**/passages?plate=*", lambda route: waiting.append(route))
    with page.expect_request("**/passages?plate=*"):
        page.fill("#plate", "冀B7K266")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".row-way").nth(1)).to_be_focused()
    expect(page.locator("#results")).to_have_class("htmx-request")
    waiting.pop().continue_()
    expect(page.locator(".results-count")).to_have_text("共 1 条记录")
    expect(page.locator(".row-way").first).to_be_focused()


def test_a_page_turned_by_a_key_takes_the_next_key_at_once(page: Page, address: str) -> None:
    """Before a person could press it: one that is swapped in must not wait to become alive."""
    sign_in(page, address)
    page.evaluate("""document.addEventListener("htmx:afterSwap", () => {
        const turned = Number(document.body.dataset.turned ?? 0) + 1;
        document.body.dataset.turned = turned;
        if (turned > 1) return;
        queueMicrotask(() => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", {key: "ArrowLeft", bubbles: true})));
    })""")
    page.keyboard.press("Control+k")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator("body")).to_have_attribute("data-turned", "2")
    expect(page.locator(".rows tbody tr")).to_have_count(25)
    expect(page.locator(".row-way").first).to_be_focused()


def test_a_page_that_cannot_be_fetched_says_so_and_stays(page: Page, address: str) -> None:
    sign_in(page, address)
    page.route("**/passages?plate=*", lambda route: route.fulfill(status=500, body="<p>坏了</p>"))
    page.fill("#plate", "冀")
    expect(page.locator("#toast")).to_contain_text("坏了")
    expect(page.locator(".row-way").first).to_be_visible()


def test_all_of_it_works_without_any_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, address)
    page.fill("#plate", "7K26")
    page.select_option("#verdict", "open")
    page.click(".search button.btn-primary")
    expect(page.locator(".results-count")).to_have_text("共 28 条记录")
    page.click("[rel=next]")
    expect(page.locator(".rows tbody tr")).to_have_count(3)
    page.click(".results-do summary")
    page.fill("#search-name", "七K")
    page.click(".results-do form:first-child button")
    expect(page.locator(".kept")).to_contain_text("七K")
    page.click(".results-do summary")
    page.click("button[value=csv]")
    expect(page.locator("#files")).to_contain_text("正在排队")
    context.close()
