"""A stranger's truck is registered on a telephone, approved at a desk, let in at the gate, and told of in the mail.

`GREENGATE_TEST_PICTURES=docs/screens pytest <this file>` takes the pictures anew.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from devices.simulated import emission_list_art, licence_art
from devices.simulated.cast import find
from gate import clock, proof
from gate.models import User, Vehicle
from gate.policy import Verdict
from gate.report import plan
from portal import create_app
from portal.demo import portrait
from tests import cast, drawn_papers, pictures, real_post, small_site
from tests.drawn_papers import FONT
from tests.patience import until
from tests.portal.at_a_screen import sign_in
from tests.portal.serving import served
from tests.real_post import SENDER, RealPost
from tests.small_house import SmallHouse
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import a_visit
from workers import queues

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PHONE: ViewportSize = {"width": 390, "height": 844}
MOST_INPUTS, MOST_SECONDS = 12, 180
"""What registering a truck may ask of a driver."""
PAPERS = replace(drawn_papers.TRUCK, plate_no=cast.UNKNOWN.plate_no, registered=date(2021, 8, 1))
SIGN_UP = {
    "name": "临沂沂蒙专线物流有限公司",
    "display_name": "刘沂蒙",
    "phone": "13953900429",
    "email": "liu@yimeng.example",
    "new": "four trucks at dawn",
    "again": "four trucks at dawn",
}


@pytest.fixture
def post() -> Iterator[RealPost]:
    with real_post.listening() as listening:
        yield listening


@pytest.fixture
def keep(tmp_path: Path) -> Callable[[Page, str], None]:
    """See tests.pictures.keep."""
    return partial(pictures.keep, tmp_path=tmp_path)


def test_from_the_poster_to_the_nights_mail(
    build_house: BuildHouse, browser: Browser, page: Page, people: dict[str, User],
    post: RealPost, tmp_path: Path, keep: Callable[[Page, str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    house = build_house([a_visit(cast.UNKNOWN.plate_no)] * 2)
    server = {"host": "127.0.0.1", "port": post.port, "security": "none", "sender": SENDER}
    small_site.place("mail", "smtp", server, None)
    told = {"address": "manager@plant.example", "name": "李环保", "language": "zh", "active": "on"}
    plan.save_recipient(told, "manager")
    bring_up(house, "paper-reader", "mail")
    house.plant.send()
    assert house.row().verdict == Verdict.HOLD  # nobody knows it yet
    house.plant.wait_for("backed_off")
    app = create_app(house.settings, redis=house.redis)
    telephone = browser.new_context(locale="zh-CN", viewport=PHONE, is_mobile=True, has_touch=True)
    with served(app) as address:
        phone = telephone.new_page()
        sign_up(phone, address)
        inputs, took = register(phone, photographs(tmp_path), keep)
        sign_in(page, address, cast.MANAGER)
        approve(page, address, keep)
        phone.goto(f"{address}/my/trucks")
        expect(phone.locator(".chip", has_text="可以进厂")).to_be_visible()
        keep(phone, "carrier-may-come")
        house.plant.send()
        assert house.row(2).verdict == Verdict.OPEN
        house.plant.wait_for("left")
        report_by_mail(page, address, house, post)
        telephone.close()
    assert (inputs <= MOST_INPUTS, took <= MOST_SECONDS) == (True, True)
    assert proof.verify().holds
    with capsys.disabled():
        print(f"\nregistering a truck: {inputs} inputs, {took:.0f} s by a machine's thumb")


def sign_up(phone: Page, address: str) -> None:
    phone.goto(f"{address}/carriers/sign-up")
    for name, value in SIGN_UP.items():
        phone.fill(f"#{name}", value)
    phone.tap("button:has-text('注册')")
    phone.wait_for_url("**/my/trucks")


def photographs(folder: Path) -> dict[str, Path]:
    """What the driver's camera takes, by the field it is for."""
    truck = find(cast.UNKNOWN.plate_no)
    assert truck is not None
    taken = {
        "licence_front_image": drawn_papers.as_jpeg(licence_art.draw_front(PAPERS, font=FONT)),
        "licence_back_image": drawn_papers.as_jpeg(licence_art.draw_back(PAPERS, font=FONT)),
        "emission_list_image": drawn_papers.as_jpeg(
            emission_list_art.draw_emission_list(PAPERS, font=FONT)
        ),
        "truck_image": portrait.draw(truck, FONT),
    }
    paths = {name: folder / f"{name}.jpg" for name in taken}
    for name, content in taken.items():
        paths[name].write_bytes(content)
    return paths


def register(
    phone: Page, taken: dict[str, Path], keep: Callable[[Page, str], None]
) -> tuple[int, float]:
    """Inputs that it took, each a thing to take, to choose or to type, and seconds."""
    began, inputs = time.monotonic(), 0
    phone.tap("button:has-text('登记车辆')")
    phone.wait_for_url("**/my/applications/*")
    for name, path in taken.items():
        phone.set_input_files(f"#{name}", path)
        inputs += 1
    expect(phone.locator(".shot-kept")).to_have_count(4)
    phone.wait_for_selector("#reading .told-works", timeout=90_000)
    keep(phone, "carrier-photographs")
    assert phone.locator("#lacking a").all_inner_texts() == []
    phone.locator("#vehicle_type").scroll_into_view_if_needed()
    keep(phone, "carrier-compare")
    phone.check("#confirmed")
    phone.tap("button:has-text('提交厂方')")
    inputs += 2
    expect(phone.locator(".chip", has_text="审核中")).to_be_visible()
    took = time.monotonic() - began
    keep(phone, "carrier-sent")
    return inputs, took


def approve(page: Page, address: str, keep: Callable[[Page, str], None]) -> None:
    """The manager puts in what the carrier left to the plant."""
    page.goto(f"{address}/applications")
    page.locator(f"a:has-text('{cast.UNKNOWN.plate_no[2:]}')").first.click()
    page.wait_for_url(re.compile(r"/applications/\d+"))
    keep(page, "application-before-the-manager")
    page.select_option("#network_status", "1")
    page.click("#decide button.btn-primary")
    page.wait_for_url("**/applications/")
    assert Vehicle.select().where(Vehicle.status == "approved").exists()


def report_by_mail(page: Page, address: str, house: SmallHouse, post: RealPost) -> None:
    """Made by hand for today; at night the clock does it."""
    page.goto(f"{address}/reports")
    page.fill("#day", clock.now().date().isoformat())
    page.check("#sends")
    page.click("button:has-text('生成日报')")

    def arrived() -> list[str]:
        queues.enqueue(house.redis, queues.MAIL, "workers.calls.send_mail", result_ttl=0)
        time.sleep(1)
        return [str(each["To"]) for each in post.taken if "日报" in str(each["Subject"])]

    assert until(arrived, "the report arrives", 120) == ["manager@plant.example"]
