"""In a real Chromium: a manager looks at an application beside its papers, puts right, answers, and goes on.

`GREENGATE_TEST_PICTURES=docs/screens pytest tests/portal/test_managers_desk_in_a_browser.py` takes the pictures anew.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import cv2
import pytest
from flask import Flask
from playwright.sync_api import Page, ViewportSize, expect

from devices.simulated import emission_list_art, licence_art
from gate import evidence
from gate.carriers import asking, drafting
from gate.models import Application, Carrier, Vehicle
from gate.papers import LICENCE_FRONT, Told, readings
from settings import Settings
from tests import cast, pictures
from tests.gate.carriers import TRUCK, signed_up
from tests.portal import drawn_pictures
from tests.portal.serving import served

pytestmark = pytest.mark.browser

DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
BY = "13800138000"
SAYS = licence_art.Vehicle(
    plate_no="冀B7K268", vehicle_type="重型半挂牵引车", owner="唐山北方运输有限公司",
    address="河北省唐山市曹妃甸区唐海镇新城大街 18 号", use_nature="货运",
    vehicle_model="解放牌CA4250P66K25T1A1E6", vin=str(TRUCK["vin"]), engine_no="55010288",
    registered=date(2021, 8, 1), issued=date(2021, 8, 3), inspected_until=(2027, 8), fuel="柴油",
    stage="国六", engine_model="CA6DM3-55E63", engine_maker="一汽解放", maker="一汽解放汽车有限公司",
    file_no="130200123456", scrapped_at=date(2036, 8, 1),
)  # fmt: skip


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture
def papers(settings: Settings) -> dict[str, str]:
    """Photographs of papers in the evidence store, as a carrier sends them."""
    drawn = {
        "licence_front_image": licence_art.draw_front(SAYS, font=settings.font),
        "licence_back_image": licence_art.draw_back(SAYS, font=settings.font),
        "emission_list_image": emission_list_art.draw_emission_list(SAYS, font=settings.font),
    }
    kept = {name: cv2.imencode(".jpg", drawing)[1].tobytes() for name, drawing in drawn.items()}
    kept["truck_image"] = drawn_pictures.truck(muddy=False)
    return {name: evidence.keep(settings.evidence_dir, jpeg) for name, jpeg in kept.items()}


def sent(carrier: Carrier, papers: dict[str, str], **values: str) -> Application:
    return asking.send(drafting.begin(carrier, BY, {**TRUCK, **papers, **values}), BY)


def read(papers: dict[str, str], **values: str) -> None:
    """What eyes read on the front of the licence."""
    readings.ask(papers["licence_front_image"], LICENCE_FRONT)
    taken = readings.take()
    assert taken is not None
    corners = ((0.1, 0.1), (0.4, 0.1), (0.4, 0.2), (0.1, 0.2))
    told = {name: Told(value, value, 0.97, False, corners) for name, value in values.items()}
    readings.done(taken, told, (1232, 840))


def sign_in(page: Page, address: str, then: str) -> None:
    page.goto(f"{address}/login?next={then}")
    page.fill("#username", cast.MANAGER.username)
    page.fill("#password", cast.PASSWORD)
    page.click("button.btn-primary")
    page.wait_for_url(f"**{then}")


def test_an_application_is_compared_with_its_papers_put_right_and_approved_by_keys(
    page: Page, address: str, papers: dict[str, str], tmp_path: Path
) -> None:
    keep = partial(pictures.keep, page, tmp_path=tmp_path)
    carrier = signed_up(BY)
    first = sent(carrier, papers, engine_model="")
    second = sent(
        carrier, papers, plate_no="冀B7K269", emission_stage="4", registration_date="2023-03-01"
    )
    read(papers, engine_no=SAYS.engine_no, vin=SAYS.vin, plate_no=SAYS.plate_no)
    page.set_viewport_size(DESK)
    sign_in(page, address, "/applications/")
    expect(page.locator(".side .badge-wait")).to_have_text("2 2 份等待答复")
    keep("manager-queue")
    page.click(f'a[href="/applications/{first.id}"]')
    expect(page.locator(".doubts li")).to_contain_text("55010288")
    keep("manager-application")
    page.keyboard.press("1")
    expect(page.locator("#zoom-licence_front_image img")).to_be_visible()
    keep("manager-application-zoomed")
    page.keyboard.press("Escape")
    expect(page.locator("#zoom-licence_front_image")).to_be_hidden()
    page.fill("#engine_no", SAYS.engine_no)
    page.click("h1")
    page.keyboard.press("a")
    expect(page.locator("#engine_model-errors")).to_be_visible()
    page.fill("#engine_model", SAYS.engine_model)
    page.click("h1")
    page.keyboard.press("a")
    page.wait_for_url(f"**/applications/{second.id}")
    vehicle = Vehicle.get()
    assert (vehicle.status, vehicle.engine_no, vehicle.carrier) == ("approved", "55010288", carrier)
    page.set_viewport_size(PHONE)
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    keep("manager-application-phone")
    page.click("text=要求补充… >> visible=true")
    page.check("#ask-differs")
    keep("manager-ask-phone")
    page.click("#ask button")
    page.wait_for_url("**/applications/")
    expect(page.locator("#results")).to_contain_text("暂无等待答复的申请")
