"""In a real Chromium: a manager answers applications beside their papers, and looks after the whitelist and the day.

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
from gate import evidence, ledger
from gate.carriers import asking, drafting
from gate.ledger import Result
from gate.models import Application, Carrier, Lane, Vehicle
from gate.papers import LICENCE_FRONT, Told, readings
from gate.papers.told import Corners
from settings import Settings
from tests import cast, pictures
from tests.gate.carriers import TRUCK, signed_up
from tests.gate.fleets import row, with_mistakes, workbook
from tests.portal import at_a_screen, drawn_pictures
from tests.portal.conftest import Passing
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


def _between(left: float, top: float, right: float, bottom: float) -> Corners:
    return (left, top), (right, top), (right, bottom), (left, bottom)


PLACES = {
    "plate_no": _between(0.215, 0.228, 0.367, 0.273),
    "vin": _between(0.546, 0.645, 0.875, 0.690),
    "engine_no": _between(0.546, 0.755, 0.696, 0.797),
}
"""Where they stand on the front of a licence."""


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
    told = {name: Told(value, value, 0.97, False, PLACES[name]) for name, value in values.items()}
    readings.done(taken, told, (1232, 840))


def sign_in(page: Page, address: str, then: str) -> None:
    at_a_screen.sign_in(page, address, cast.MANAGER, then)


def test_a_table_is_seen_before_it_is_taken_over_and_many_permissions_are_extended(
    page: Page, address: str, vehicles: dict[str, Vehicle], tmp_path: Path
) -> None:
    keep = partial(pictures.keep, page, tmp_path=tmp_path)
    mine = vehicles[cast.APPROVED.plate_no]
    told = {"车牌号码": mine.plate_no, "车辆识别代码": "", "发动机编号": "", "准入截止日期": ""}
    lines = [*with_mistakes(60, 8), row(900, 发动机型号=""), row(901, **told, 备注="换了挂车")]
    table = tmp_path / "车队.xlsx"
    table.write_bytes(workbook(lines))
    page.set_viewport_size(DESK)
    sign_in(page, address, "/vehicles/tables/new")
    page.set_input_files("#file", table)
    page.click("button.btn-primary")
    expect(page.locator(".counts b").first).to_have_text("53")
    keep("manager-table")
    page.check("#approve")
    page.check("#take-1")
    page.click("button.btn-primary")
    # One lacks its engine model, and four have the VIN of a truck that is here already.
    expect(page.locator("#toast")).to_contain_text("已新增 53 辆，其中审核通过 48 辆；更改 1 辆。")
    assert Vehicle.get_by_id(mine.id).note == "换了挂车"
    page.goto(f"{address}/vehicles/?status=approved")
    page.select_option("#ends", "over")
    expect(page.locator("#results")).to_contain_text("没有车辆符合全部条件")
    page.select_option("#ends", "")
    page.click("text=延长查到的全部")
    page.fill("#valid_to", "2031-12-31")
    page.click("text=查看变化")
    expect(page.locator("#change ins").first).to_have_text("2031-12-31")
    page.click("#change .btn-primary")
    expect(page.locator("#toast")).to_contain_text("准入期限")
    assert str(Vehicle.get_by_id(mine.id).valid_to) == "2031-12-31"


def test_the_exceptions_of_a_day_lead_to_what_they_count(
    page: Page, address: str, passing: Passing, lanes: list[Lane], furniture: None, tmp_path: Path
) -> None:
    keep = partial(pictures.keep, page, tmp_path=tmp_path)
    kinds: list[dict[str, str]] = [
        {}, {"verdict": "hold", "reasons": "not_registered", "plate_no": "鲁Q6Y429"}, {},
        {"verdict": "refuse", "reasons": "stage_too_low", "plate_no": "晋K3860M"},
        {"verdict": "hold", "reasons": "unread", "plate_no": "", "plate_colour": ""},
    ]  # fmt: skip
    for number in range(15):
        told = kinds[number % len(kinds)]
        passage = passing(lanes[number % 2], serial_no=f"S{number}", seconds_ago=5 + number, **told)
        if not told:
            ledger.note_outcome(passage, Result.LIFTED, position="open")
        elif number % 2:
            ledger.note_outcome(passage, Result.LIFTED_BY_PERSON, by="guard", position="open")
    page.set_viewport_size(DESK)
    sign_in(page, address, "/today")
    keep("manager-today")
    expect(page.locator('.tiles a[href="#refused"] b')).to_have_text("3")
    page.click('.tiles a[href="#refused"]')
    page.click("#refused .card-head a")
    expect(page.locator("#results")).to_contain_text("K3860M")
    expect(page.locator("#results")).not_to_contain_text("Q6Y429")
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/carriers/1")
    page.click("text=English")
    page.wait_for_selector("html[lang=en]")
    keep("manager-carrier-dark")


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
    page.click(f'a[href="/applications/{first.id}"]')
    page.wait_for_url(f"**/applications/{first.id}")
    expect(page.locator(".doubts")).to_contain_text("55010288")
    keep("manager-application")
    page.keyboard.press("1")
    expect(page.locator("#zoom-licence_front_image img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#zoom-licence_front_image")).to_be_hidden()
    page.fill("#engine_no", SAYS.engine_no)
    page.click("h1")
    page.keyboard.press("a")
    expect(page.locator("#engine_model-errors")).to_be_visible()
    page.wait_for_load_state()  # its scripts listen to keys
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
    page.click("#ask button")
    page.wait_for_url("**/applications/")
    expect(page.locator("#results")).to_contain_text("暂无等待答复的申请")
