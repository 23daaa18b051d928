"""From the sign-up to the plant on a telephone, in a real Chromium, with drawn papers that real eyes read.

`GREENGATE_TEST_PICTURES=docs/screens pytest <this file>` takes the pictures anew.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from devices.simulated import licence_art
from gate.carriers import contents
from gate.carriers.states import State
from gate.models import Application
from settings import Settings
from tests import drawn_papers, pictures
from tests.portal import drawn_pictures
from tests.portal.serving import served
from tests.real_worker import working

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIGN_UP = {
    "name": "唐山市丰南区顺达运输有限公司",
    "display_name": "刘顺达",
    "phone": "13931500268",
    "email": "liu@example.com",
    "new": "four trucks at dawn",
    "again": "four trucks at dawn",
}
MOST_INPUTS, MOST_SECONDS = 12, 180
"""What registering a truck may ask of a driver."""


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield page
    context.close()
    assert failures == []


@pytest.fixture
def eyes(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """The worker that reads papers, of this test's own house."""
    env = {
        "GREENGATE_DATA_DIR": str(settings.data_dir),
        "GREENGATE_DATABASE_URL": settings.database,
        "GREENGATE_REDIS_URL": settings.redis_url,
    }
    with working(settings.redis_url, tmp_path / "eyes.log", "papers", env):
        yield


@pytest.fixture
def photographs(tmp_path: Path) -> dict[str, Path]:
    """What the driver's camera takes, by the field it is for."""
    taken = {
        "licence_front_image": drawn_papers.as_jpeg(
            licence_art.draw_front(drawn_papers.TRUCK, font=drawn_papers.FONT)
        ),
        "licence_back_image": drawn_papers.as_jpeg(
            licence_art.draw_back(drawn_papers.TRUCK, font=drawn_papers.FONT)
        ),
        "emission_list_image": drawn_papers.as_jpeg(drawn_papers.emission_list()),
        "truck_image": drawn_pictures.truck(muddy=False),
    }
    paths = {name: tmp_path / f"{name}.jpg" for name in taken}
    for name, content in taken.items():
        paths[name].write_bytes(content)
    return paths


def sign_up(page: Page, address: str) -> None:
    page.goto(f"{address}/login")
    page.click("a:has-text('注册')")
    for name, value in SIGN_UP.items():
        page.fill(f"#{name}", value)
    page.click("button:has-text('注册')")
    page.wait_for_url("**/my/trucks")


def test_a_truck_is_registered_with_few_inputs(
    telephone: Page, address: str, eyes: None, photographs: dict[str, Path], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    sign_up(telephone, address)
    began, inputs = time.monotonic(), 0
    telephone.click("button:has-text('登记车辆')")
    telephone.wait_for_url("**/my/applications/*")
    for name, path in photographs.items():
        telephone.set_input_files(f"#{name}", path)
        inputs += 1
    expect(telephone.locator(".shot-kept")).to_have_count(4)
    telephone.wait_for_selector("#reading .told-works", timeout=60_000)
    pictures.keep(telephone, "carrier-photographs", tmp_path)
    for link in telephone.locator("#lacking a").all():
        raise AssertionError(f"nobody read {link.inner_text()}")
    telephone.locator("#vin").scroll_into_view_if_needed()
    pictures.keep(telephone, "carrier-compare", tmp_path)
    telephone.check("#confirmed")
    telephone.click("button:has-text('提交厂方')")
    inputs += 2
    expect(telephone.locator(".chip", has_text="审核中")).to_be_visible()
    took = time.monotonic() - began
    pictures.keep(telephone, "carrier-sent", tmp_path)
    kept = contents.values_of(Application.get())
    assert (Application.get().state, kept["vin"]) == (State.SENT, drawn_papers.TRUCK.vin)
    assert inputs <= MOST_INPUTS
    with capsys.disabled():
        print(f"\nregistering a truck: {inputs} inputs, {took:.0f} s by a machine's thumb")
