"""In a real Chromium: a lane's region is drawn on its picture, with the mouse and with keys alone.

`GREENGATE_TEST_PICTURES=docs/screens pytest tests/portal/test_regions_are_drawn_in_a_browser.py` takes the pictures
anew.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, ViewportSize, expect
from redis import Redis

from devices.whole import Whole
from gate import photographs, region
from gate.models import Lane
from tests import cast, pictures
from tests.portal import drawn_pictures
from tests.portal.at_a_screen import sign_in
from tests.portal.serving import served

pytestmark = pytest.mark.browser

DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
Watched = Callable[..., None]


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture
def seen(lanes: list[Lane], watched: Watched, redis: Redis) -> Lane:
    """The first lane, watched, with a truck before its camera."""
    picture = cv2.imdecode(np.frombuffer(drawn_pictures.truck(muddy=False), np.uint8), 1)
    watched(lanes[0], region="")
    still = photographs.still(Whole(np.asarray(picture, np.uint8)), 960)
    redis.set(f"greengate:lane:{lanes[0].id}:still", still)
    return lanes[0]


def corner(page: Page, number: int) -> Locator:
    return page.locator(".region-corner").nth(number - 1)


def place(page: Page, number: int) -> tuple[float, float]:
    """What the fields beside the picture say of a corner."""
    x, y = (float(page.input_value(f"#{way}-{number}")) for way in "xy")
    return x, y


def drag(page: Page, number: int, x: float, y: float) -> None:
    """To a place in percent of the picture."""
    handle = corner(page, number)
    handle.scroll_into_view_if_needed()
    box, stage = handle.bounding_box(), page.locator(".region-stage img").bounding_box()
    assert box is not None
    assert stage is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(stage["x"] + stage["width"] * 0.5, stage["y"] + stage["height"] * 0.5)
    page.mouse.move(
        stage["x"] + stage["width"] * x / 100, stage["y"] + stage["height"] * y / 100, steps=3
    )
    page.mouse.up()


def open_page(page: Page, address: str, lane: Lane) -> None:
    sign_in(page, address, cast.ADMIN, then=f"/equipment/lanes/{lane.id}/region")


def test_it_is_drawn_with_the_mouse_and_taken_up(
    page: Page, address: str, seen: Lane, watched: Watched, redis: Redis, tmp_path: Path
) -> None:
    keep = partial(pictures.keep, page, tmp_path=tmp_path)
    page.set_viewport_size(DESK)
    open_page(page, address, seen)
    expect(page.locator("#taken")).to_contain_text("值守程序正在识别整个画面")
    drag(page, 1, 30, 22)
    drag(page, 2, 68, 20)
    drag(page, 3, 84, 100)
    drag(page, 4, 14, 140)  # beyond the edge is the edge
    assert place(page, 1) == pytest.approx((30, 22), abs=0.6)
    assert place(page, 4) == pytest.approx((14, 100), abs=0.6)
    page.click("#add-corner")
    expect(page.locator(".region-corner")).to_have_count(5)
    assert place(page, 3) == pytest.approx((76, 60), abs=1)  # on the longest side
    drag(page, 3, 72, 60)
    keep("region-drawn")
    page.click("#save-region")
    expect(page.locator("#toast")).to_contain_text("东门进厂只识别画面中的这个区域。")
    expect(page.locator("#taken")).to_contain_text("几秒内采用")
    kept = Lane.get_by_id(seen.id).region
    assert len(region.read(kept).corners) == 5
    watched(seen, region=kept)
    expect(page.locator("#taken")).to_contain_text("值守程序已按这个区域识别")
    page.click("#whole-picture")
    expect(page.locator("#toast")).to_contain_text("识别整个画面")
    assert Lane.get_by_id(seen.id).region == ""


def test_it_is_drawn_with_keys_alone(page: Page, address: str, seen: Lane, tmp_path: Path) -> None:
    page.set_viewport_size(DESK)
    open_page(page, address, seen)
    keys = page.keyboard
    corner(page, 1).focus()
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "ArrowRight", "Shift+ArrowDown"):
        keys.press(key)
    assert place(page, 1) == (10.5, 5)
    keys.press("ArrowLeft")
    keys.press("Tab")
    keys.press("ArrowRight")  # it stands at the edge already
    keys.press("Shift+ArrowDown")
    assert [place(page, n) for n in (1, 2)] == [(10, 5), (100, 5)]
    told = corner(page, 2).get_attribute("aria-label")
    assert told == "角点 2，距左边 100 %，距上边 5 %"
    page.focus("#x-3")
    keys.press("ArrowDown")  # the fields lead as well
    assert place(page, 3) == (99.9, 100)
    assert "999" in (page.get_attribute(".region-outline", "points") or "")
    page.focus("#add-corner")
    keys.press("Enter")
    expect(page.locator(".region-corner")).to_have_count(5)
    corner(page, 5).focus()
    keys.press("Delete")
    expect(page.locator(".region-corner")).to_have_count(4)
    page.focus("#save-region")
    keys.press("Enter")
    expect(page.locator("#toast")).to_contain_text("只识别画面中的这个区域")
    assert Lane.get_by_id(seen.id).region.startswith("100,50 1000,50 999,1000 ")


def test_a_region_that_crosses_itself_comes_back_with_a_sentence_on_a_phone(
    page: Page, address: str, seen: Lane, tmp_path: Path
) -> None:
    page.set_viewport_size(PHONE)
    open_page(page, address, seen)
    drag(page, 1, 90, 60)
    drag(page, 2, 20, 80)
    page.click("#save-region")
    expect(page.locator("#region-problem")).to_contain_text("区域的边线交叉了")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    pictures.keep(page, "region-phone", tmp_path)
    assert Lane.get_by_id(seen.id).region == ""
