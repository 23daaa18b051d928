"""From an invitation to signing in with a telephone, in a real Chromium."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from gate.models import User
from tests import cast
from tests.portal.at_a_screen import sign_in, sign_out
from tests.portal.serving import served
from tests.portal.totp import shown

pytestmark = pytest.mark.browser

PASSWORD = "four trucks at dawn"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


def test_invited_enrolled_and_signed_in(browser: Browser, page: Page, address: str) -> None:
    sign_in(page, address, cast.ADMIN)
    page.click(".side-nav >> text=人员")
    page.click("text=邀请人员")
    page.fill("#display_name", "张三")
    page.select_option("#role", "manager")
    page.click("text=生成链接")
    link = page.input_value("#link")
    page.wait_for_load_state()  # its scripts listen to clicks
    page.click("text=复制")
    expect(page.locator("text=已复制")).to_be_visible()

    theirs = browser.new_context(locale="zh-CN")
    them = theirs.new_page()
    try:
        them.goto(link)
        them.fill("#username", "zhangsan")
        them.fill("#new", PASSWORD)
        them.fill("#again", PASSWORD)
        them.click("text=开通账号")
        expect(them.locator("text=密码已设置，请用它登录。")).to_be_visible()
        them.fill("#username", "zhangsan")
        them.fill("#password", PASSWORD)
        them.click("button.btn-primary")
        them.click(".side-foot .side-link")
        them.click("a.btn:has-text('启用第二因子')")
        them.click("button:has-text('启用第二因子')")
        # The picture is loaded: the policy of the pages lets it be.
        scan = them.locator(".scan img")
        expect(scan).to_have_js_property("complete", True)
        assert scan.evaluate("image => image.naturalWidth") > 100
        user = User.get(User.username == "zhangsan")
        them.fill("#code", shown(user))
        them.fill("#password", PASSWORD)
        them.click("button.btn-primary")
        expect(them.locator(".codes li")).to_have_count(8)
        them.click("text=已经收好")
        them.wait_for_url(f"{address}/")
        sign_out(them)

        them.fill("#username", "zhangsan")
        them.fill("#password", PASSWORD)
        them.click("button.btn-primary")
        expect(them.locator("#code")).to_be_focused()
        them.keyboard.type(shown(user, steps=1))
        them.keyboard.press("Enter")
        them.wait_for_url(lambda there: "/login" not in there)
        expect(them.locator(".side-foot b")).to_have_text("张三")
    finally:
        theirs.close()


def by_itself(page: Page) -> str | None:
    """What the next fetching of the alarms says of itself, 35 seconds on at most."""
    page.wait_for_selector(
        "#alarms.htmx-request", state="detached"
    )  # the one before it is answered
    with page.expect_response("**/alarms") as answer:
        page.clock.run_for(35_000)
    return answer.value.request.headers.get("by-itself")


def test_an_empty_chair_is_warned_and_a_key_is_enough(page: Page, address: str) -> None:
    page.clock.install()
    sign_in(page, address, cast.MANAGER, then="/account")
    told = [by_itself(page) for _ in range(4)]
    assert (told[0], told[-1]) == (None, "yes")  # what the page fetches keeps nobody in
    page.clock.run_for(24 * 60_000)
    assert page.locator(".idle-warning").count() == 0
    page.clock.run_for(3 * 60_000)
    expect(page.locator(".idle-warning")).to_be_visible()
    with page.expect_response(lambda response: response.url.endswith("/here")) as answer:
        page.keyboard.press("Shift")
    assert answer.value.status == 204
    expect(page.locator(".idle-warning")).to_have_count(0)
    assert by_itself(page) is None
