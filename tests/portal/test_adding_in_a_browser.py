"""In a real Chromium: two people correct a row, one joins a trip, an inspector goes through a draw by keyboard."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from playwright.sync_api import Page, expect

from gate import checkpoints, corrected, ledger, trips
from gate.ledger import Result
from gate.models import DrawFinding, Lane, Passage
from tests import cast
from tests.portal import at_a_screen
from tests.portal.conftest import Passing
from tests.portal.serving import served

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture
def sign_in(page: Page, address: str) -> Callable[[cast.Person], None]:
    def sign_in(person: cast.Person) -> None:
        if page.url != "about:blank":
            at_a_screen.sign_out(page)
        at_a_screen.sign_in(
            page, address, person, then="/trips"
        )  # the live page would go on listening

    return sign_in


@pytest.fixture
def misread(passing: Passing, lanes: list[Lane]) -> Passage:
    """An entry, and the exit of the same truck with another character."""
    entry = passing(lanes[0], seconds_ago=4000)
    leaving = passing(lanes[1], seconds_ago=300, plate_no="冀B7K26B", reasons="leaving")
    for passage in (entry, leaving):
        ledger.note_outcome(passage, Result.LIFTED, position="open")
    return leaving


def test_a_misread_exit_is_put_together_and_corrected(
    page: Page,
    address: str,
    sign_in: Callable[[cast.Person], None],
    misread: Passage,
    database: Any,
) -> None:
    sign_in(cast.GUARD)
    page.goto(f"{address}/passages/{misread.id}")
    page.click("text=查看进出配对")
    page.check("input[name=other]")
    page.fill("#words", "车身划痕相同")
    page.click("text=确认是同一次进出厂")
    expect(page.locator(".notice")).to_contain_text("已按您的确认")
    page.goto(f"{address}/passages/{misread.id}")
    page.click("text=更正这条记录")
    page.fill("#plate_no", "冀B7K268")
    page.select_option("#reason", "misread")
    page.click("text=提交更正")
    expect(page.locator(".told-waits")).to_contain_text("须由其他人复核")

    sign_in(cast.MANAGER)
    expect(page.locator(".side-link", has_text="更正复核")).to_contain_text("1")
    page.click("text=更正复核")
    page.wait_for_url("**/corrections")
    page.click("tbody .btn-primary")
    page.fill("#password", cast.PASSWORD)
    page.click("text=同意更正")
    expect(page.locator(".notice")).to_contain_text("更正自此生效")
    page.goto(f"{address}/passages?plate=7K26")
    expect(page.locator("#results")).to_contain_text("原识别：冀B7K26B")
    database.connect(reuse_if_open=True)
    assert corrected.one(misread).now.plate_no == "冀B7K268"
    assert trips.half_of(misread) is not None


def test_an_inspector_goes_through_a_draw_by_keyboard(
    page: Page,
    address: str,
    sign_in: Callable[[cast.Person], None],
    misread: Passage,
    database: Any,
) -> None:
    checkpoints.make("greengate/test", Ed25519PrivateKey.generate())
    sign_in(cast.INSPECTOR)
    page.click(".side-link:has-text('核查')")
    page.fill("#word", "桥头的老槐树")
    page.press("#word", "Enter")
    page.click("tbody .row-link >> nth=0")
    expect(page.locator(".draw-bar b")).to_have_text("第 1 条，共 2 条")
    page.wait_for_load_state()  # its scripts listen to keys
    page.keyboard.press("ArrowRight")
    expect(page.locator(".draw-bar b")).to_have_text("第 2 条，共 2 条")
    page.fill("#words", "车斗是空的")
    page.press("#words", "ArrowLeft")  # moves in the text, not to another row
    page.click("button[value=differs]")
    expect(page.locator(".chip-suspended")).to_have_text("不一致")
    page.click("text=打印版")
    page.wait_for_url("**/print*")
    page.evaluate("window.print = function () { document.title = 'printed'; }")
    page.click("[data-prints]")
    expect(page).to_have_title("printed")
    database.connect(reuse_if_open=True)
    assert [finding.words for finding in DrawFinding.select()] == ["车斗是空的"]
