"""A held truck at a real lane, handled in a real browser by keys alone, with a manager who answers on a phone.

`GREENGATE_TEST_PICTURES=docs/screens pytest tests/end_to_end/test_a_guard_by_keys_alone.py` takes the pictures anew.
"""

import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from gate import cases, exceedance, ledger, proof
from gate.ledger import Result
from gate.models import User
from portal import create_app
from tests import cast, pictures
from tests.portal.at_a_screen import sign_in
from tests.portal.serving import served
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import a_visit

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PHONE: ViewportSize = {"width": 390, "height": 844}
WALL: ViewportSize = {"width": 1920, "height": 1080}
OLD_SCREEN: ViewportSize = {"width": 1366, "height": 768}


class Fingers:
    """Presses keys and counts them; no mouse."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed += 1
            self._page.keyboard.press(key)

    def type(self, text: str) -> None:
        """What is typed into a field does not count."""
        self._page.keyboard.insert_text(text)

    def finished(self, what: Callable[[], object]) -> int:
        """The keys until this is so."""
        what()
        pressed, self.pressed = self.pressed, 0
        return pressed


@pytest.fixture
def keep(tmp_path: Path) -> Callable[[Page, str], None]:
    """See tests.pictures.keep."""
    return partial(pictures.keep, tmp_path=tmp_path)


def test_a_refused_truck_is_asked_about_answered_on_a_phone_and_let_in(
    build_house: BuildHouse, browser: Browser, page: Page, vehicles: dict[str, Any],
    people: dict[str, User], keep: Callable[[Page, str], None],
) -> None:  # fmt: skip
    house = build_house([a_visit(cast.LISTED.plate_no)] * 2, patience_s=75)
    bring_up(house)
    with served(create_app(house.settings, redis=house.redis)) as address:
        phone = browser.new_context(locale="zh-CN", viewport=PHONE, has_touch=True).new_page()
        sign_in(phone, address, cast.MANAGER)
        phone.goto(f"{address}/questions")
        sign_in(page, address)
        hands = Fingers(page)
        page.wait_for_selector("text=没有车辆等待处理")
        house.plant.send()
        page.wait_for_selector(".desk-refuse", timeout=90_000)
        house.plant.wait_for("arrived")
        keep(page, "guard-held")

        began = time.monotonic()
        hands.press("m")
        page.wait_for_selector("text=已请示环保管理员")
        asked = hands.finished(lambda: page.wait_for_selector(".desk-next >> text=等待答复"))
        phone.wait_for_selector(".question")
        keep(phone, "guard-question-on-a-phone")
        phone.fill(".question input[name=words]", "复检合格，凭报告准予入厂")
        phone.tap("button[value=yes]")
        page.wait_for_selector(".desk-answer-yes")
        keep(page, "guard-answered")

        hands.press("a")
        page.wait_for_selector("#sheet .guard-sheet")
        keep(page, "guard-admit")
        hands.press("Enter")
        admitted = hands.finished(lambda: page.wait_for_selector("#toast >> text=道闸已抬起"))
        print(f"{time.monotonic() - began:.1f} s from asking to the arm")
        house.plant.wait_for("left")
        page.wait_for_selector("text=没有车辆等待处理")
        keep(page, "guard-done")

        assert (asked, admitted) == (1, 2)
        row = house.row()
        ordered, lifted = ledger.outcomes(row)[-2:]
        assert (lifted.result, lifted.by) == (Result.LIFTED_BY_PERSON, "guard")
        assert "复检合格" in json.loads(ordered.detail)["reason"]
        assert json.loads(ordered.detail)["photo"]
        assert (row.verdict, len(house.plant.lifts())) == ("refuse", 1)
        phone.goto(f"{address}/passages/{row.id}")
        expect(phone.locator("text=按人工指令抬杆。")).to_be_visible()
        phone.close()

        other_ways(house, page, hands, keep)
    assert proof.verify().holds


def other_ways(house: Any, page: Page, hands: Fingers, keep: Callable[[Page, str], None]) -> None:
    """The next one: its plate is typed, then it is sent away; each within a few keys."""
    house.plant.send()
    page.wait_for_selector(".desk-refuse", timeout=90_000)
    house.plant.wait_for("arrived", 2)
    for other, name in (("English", "guard-english"), ("中文", "")):
        with page.expect_navigation():  # until the scripts of the other page listen to keys
            page.click(f"text={other}")
        page.wait_for_selector(".desk-refuse")
        if name:
            keep(page, name)
    hands.press("?")
    page.wait_for_selector(".key-list")
    keep(page, "guard-keys")
    hands.press("Escape")
    expect(page.locator("#sheet > *")).to_have_count(0)
    hands.pressed = 0

    exceedance.release(exceedance.current()[0].id, by="manager")
    hands.press("c")
    page.wait_for_selector("#plate_no:focus")
    keep(page, "guard-plate")
    hands.type(cast.LISTED.plate_no)
    hands.press("Enter")
    typed = hands.finished(lambda: page.wait_for_selector(".desk-open .deed-next >> text=放行"))
    page.set_viewport_size(OLD_SCREEN)
    keep(page, "guard-1366")
    page.set_viewport_size(PHONE)
    keep(page, "guard-phone")
    page.set_viewport_size(WALL)

    hands.press("r")
    page.wait_for_selector("#sheet .guard-sheet")
    hands.press("Enter")
    refused = hands.finished(lambda: page.wait_for_selector("text=没有车辆等待处理"))
    assert (typed, refused) == (2, 2)
    assert cases.open() == []
    assert len(house.plant.lifts()) == 1
