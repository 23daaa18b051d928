"""A carrier's form in a real Chromium: photographs that help, a network that fails, two devices, no scripts."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, BrowserContext, Page, expect

from gate import papers
from gate.carriers import contents
from gate.models import Application, Carrier, PaperReading
from gate.papers import readings, told
from tests import cast
from tests.gate.carriers import TRUCK
from tests.portal.at_a_screen import sign_in
from tests.portal.serving import served

pytestmark = pytest.mark.browser

CORNERS = ((0.1, 0.1), (0.4, 0.1), (0.4, 0.2), (0.1, 0.2))


@pytest.fixture
def address(app: Flask, carriers: dict[str, Carrier]) -> Iterator[str]:
    with served(app) as address:
        yield address


def picture(width: int = 1600, *, blurred: bool = False) -> bytes:
    """A sheet full of small strokes, as a telephone takes it."""
    page = Image.new("RGB", (width, width * 3 // 4), "white")
    pen = ImageDraw.Draw(page)
    for step in range(0, width, 24):
        pen.line((step, 0, width - step, page.height), fill="black", width=3)
    if blurred:
        page = page.filter(ImageFilter.GaussianBlur(width / 40))
    out = BytesIO()
    page.save(out, "JPEG", quality=95, exif=_somewhere())
    return out.getvalue()


def _somewhere() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    return exif


def put(page: Page, name: str, content: bytes) -> None:
    file = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": content}
    page.set_input_files(f"#{name}", file)  # type: ignore[arg-type]


def open_form(
    page: Page | BrowserContext, address: str, person: cast.Person = cast.CARRIER
) -> Page:
    page = page if isinstance(page, Page) else page.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, address, person, then="/my/trucks")
    page.click("button:has-text('登记车辆')")
    page.wait_for_url("**/my/applications/*")
    return page


def leave(page: Page, name: str, value: str) -> None:
    """Type into a field, go on, and wait until it is saved."""
    with page.expect_response(lambda answer: answer.url.endswith(f"/fields/{name}")):
        page.fill(f"#{name}", value)
        page.press(f"#{name}", "Tab")


def values() -> dict[str, str]:
    return contents.values_of(Application.get())


def test_photographs_are_shrunk_on_the_telephone_and_what_does_not_help_is_told(
    page: Page, address: str
) -> None:
    open_form(page, address)
    sharp = picture(3000)
    with page.expect_request(lambda request: "/pictures/" in request.url) as sent:
        put(page, "licence_front_image", sharp)
    assert len(sent.value.post_data_buffer or b"") < len(sharp)
    expect(page.locator("#shot-licence_front_image.shot-kept")).to_be_visible()
    expect(page.locator("#licence_front_image-told")).to_have_text("")
    put(page, "licence_back_image", picture(blurred=True))
    expect(page.locator("#shot-licence_back_image.shot-kept")).to_be_visible()
    expect(page.locator("#licence_back_image-told")).to_contain_text("模糊")
    put(page, "truck_image", picture(600))
    expect(page.locator("#shot-truck_image.shot-kept")).to_be_visible()
    expect(page.locator("#truck_image-told")).to_contain_text("偏小")
    put(page, "emission_list_image", b"%PDF-1.7 no picture")
    expect(page.locator("#emission_list_image-told")).to_contain_text(re.compile("PDF"))
    assert values().keys() >= {"licence_front_image", "licence_back_image", "truck_image"}


def test_what_was_not_sent_is_still_there_and_sent_again(page: Page, address: str) -> None:
    open_form(page, address)
    page.route("**/pictures/truck_image", lambda route: route.abort())
    put(page, "truck_image", picture())
    retry = page.locator("#shot-truck_image button:has-text('重试')")
    expect(retry).to_be_visible()
    page.unroute("**/pictures/truck_image")
    retry.click()
    expect(page.locator("#shot-truck_image.shot-kept")).to_be_visible()


def test_what_is_read_fills_empty_fields_and_nothing_that_was_typed(
    page: Page, address: str
) -> None:
    open_form(page, address)
    leave(page, "engine_no", "MINE-1")
    put(page, "licence_front_image", picture())
    expect(page.locator("#reading .told-waits")).to_be_visible()
    page.click("#vehicle_model")
    page.keyboard.type("汕德卡")
    asked = PaperReading.get()
    PaperReading.update(state="working").where(PaperReading.id == asked.id).execute()
    read = {
        "plate_no": "冀B7K268", "vin": TRUCK["vin"], "engine_no": "55010268",
        "vehicle_model": "解放牌CA4250",
    }  # fmt: skip
    found = {n: told.Told(v, v, 0.9, n == "vin", CORNERS) for n, v in read.items()}
    assert asked.kind == papers.LICENCE_FRONT
    readings.done(asked, found, (1600, 1200))
    expect(page.locator("#reading .told-works")).to_be_visible()
    assert page.input_value("#plate_no") == "冀B7K268"
    assert page.input_value("#plate_colour") == "1"
    assert page.input_value("#engine_no") == "MINE-1"
    assert page.input_value("#vehicle_model") == "汕德卡"
    assert page.evaluate("document.activeElement.id") == "vehicle_model"
    piece = page.locator("#field-vin .piece img")
    expect(piece).to_have_js_property("complete", True)
    assert piece.evaluate("image => image.naturalWidth") > 60
    page.click("button:has-text('提交厂方')")
    expect(page.locator("#confirmed-told")).to_contain_text("请与证件核对")


def test_of_two_devices_the_second_one_is_told_at_the_field(
    browser: Browser, page: Page, address: str
) -> None:
    open_form(page, address)
    other = browser.new_context(locale="zh-CN")
    try:
        desk = open_form(other, address)
        assert desk.url == page.url
        leave(page, "engine_no", "PHONE-1")
        leave(desk, "vehicle_model", "CA4250")
        expect(desk.locator("#vehicle_model-told .invalid-feedback")).to_have_count(0)
        leave(desk, "engine_no", "DESK-1")
        expect(desk.locator("#engine_no-told")).to_contain_text("另一台设备")
        assert (values()["engine_no"], values()["vehicle_model"]) == ("PHONE-1", "CA4250")
        leave(desk, "engine_no", "DESK-2")
        assert values()["engine_no"] == "DESK-2"
    finally:
        other.close()


def test_the_form_works_without_scripts(browser: Browser, address: str, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    try:
        page = open_form(context, address)
        for name in (
            "licence_front_image",
            "licence_back_image",
            "emission_list_image",
            "truck_image",
        ):
            put(page, name, picture(1200))
            page.click(f"#shot-{name} button")
            expect(page.locator(f"#shot-{name}.shot-kept")).to_be_visible()
        assert len([name for name in values() if name.endswith("_image")]) == 4
        page.click("summary:has-text('其他内容')")
        for name, value in TRUCK.items():
            if name.endswith("_image"):
                continue
            field = page.locator(f"#{name}")
            choice = field.evaluate("field => field.tagName") == "SELECT"
            field.select_option(value) if choice else field.fill(value)
        page.click("button:has-text('提交厂方')")
        expect(page.locator(".chip", has_text="审核中")).to_be_visible()
    finally:
        context.close()
