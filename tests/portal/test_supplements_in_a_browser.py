"""In a real Chromium, by keys: an unread truck is told, reviewed by a second person; rows of an outage; a shift's end.

`GREENGATE_TEST_PICTURES=docs/screens pytest tests/portal/test_supplements_in_a_browser.py` takes the pictures anew.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from gate import checkpoints, clock, corrected, evidence, gaps, ledger, supplement_samples
from gate.gaps import Cause
from gate.ledger import Result
from gate.models import Lane, Passage, Supplement, SupplementReview, Takeover, Vehicle
from settings import Settings
from tests import cast, pictures
from tests.gate.supplied import VALUES
from tests.portal import at_a_screen, drawn_pictures
from tests.portal.conftest import Passing
from tests.portal.serving import served

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture
def keep(tmp_path: Path) -> Callable[[Page, str], None]:
    """See tests.pictures.keep."""
    return partial(pictures.keep, tmp_path=tmp_path)


@pytest.fixture
def sign_in(page: Page, address: str) -> Callable[[cast.Person], None]:
    def sign_in(person: cast.Person) -> None:
        if page.url != "about:blank":
            at_a_screen.sign_out(page)
        at_a_screen.sign_in(page, address, person, then="/supplements")

    return sign_in


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, str]:
    lines = {"号牌号码": "冀B·D5309", "车辆类型": "重型自卸货车", "车辆识别代号": VALUES["vin"]}
    return drawn_pictures.write(
        tmp_path, plate=drawn_pictures.plate(), licence=drawn_pictures.licence(lines),
        sheet=drawn_pictures.sheet({"日期": "停电期间", "第 1 行": "10:05 进 冀B7K268 铁矿粉 31.5 吨"}),
    )  # fmt: skip


@pytest.fixture
def muddy(passing: Passing, settings: Settings) -> Passage:
    """A guard has let it in; nobody could read its plate."""
    body = evidence.keep(settings.evidence_dir, drawn_pictures.truck())
    empty = dict.fromkeys(
        ("plate_no", "plate_colour", "front_photo", "plate_photo", "vin", "registration_date", "vehicle_type",
         "vehicle_model", "engine_model", "engine_maker", "engine_no", "fuel_type", "emission_stage", "use_nature",
         "network_status", "emission_list_image", "licence_front_image", "cargo_name", "carrier_name"), "",
    )  # fmt: skip
    held = passing(**empty | {"body_photo": body, "cargo_quantity": 0, "quantity_unit": "", "verdict": "hold"},
                   reasons="unread", opening_mode="", looks=0)  # fmt: skip
    ledger.note_outcome(held, Result.LIFTED_BY_PERSON, position="open", by="guard")
    return held


class Keys:
    """Goes from field to field as fingers do: Tab, what is typed, arrows in lists; no mouse."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def to(self, wanted: Locator) -> None:
        for _ in range(80):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self._page.keyboard.press("Tab")
        raise AssertionError(f"no way by Tab to {wanted}")

    def write(self, values: dict[str, Any]) -> None:
        """Fill in fields by their ids, in the order of the page; lists by typing what stands in them."""
        for name, value in values.items():
            field = self._page.locator(f"#{name}")
            self.to(field)
            if field.evaluate("element => element.tagName") == "SELECT":
                self._choose(field, value)
            elif field.get_attribute("type") in ("date", "time"):
                field.fill(value)  # how it is typed is a matter of the browser's own language
            else:
                self._page.keyboard.press("Control+A")
                self._page.keyboard.insert_text(value)

    def press(self, name: str) -> None:
        self.to(self._page.locator(f"button[value='{name}']:not([tabindex])").last)
        self._page.keyboard.press("Enter")

    def _choose(self, field: Locator, value: str) -> None:
        """Down to the entry whose code or words these are."""
        options = field.locator("option")
        values = options.evaluate_all("all => all.map(each => [each.value, each.textContent])")
        wanted = next(n for n, told in enumerate(values) if value in told)
        now = int(field.evaluate("element => element.selectedIndex"))
        for _ in range(abs(wanted - now)):
            self._page.keyboard.press("ArrowDown" if wanted > now else "ArrowUp")
        assert field.evaluate("element => element.selectedIndex") == wanted


VEHICLE = (
    "vehicle_type", "use_nature", "vehicle_model", "vin", "registration_date", "emission_stage", "fuel_type",
    "engine_no", "engine_model", "engine_maker", "network_status",
)  # fmt: skip


def test_an_unread_truck_is_told_by_keys_and_reviewed_by_a_second_person(
    page: Page, address: str, sign_in: Callable[[cast.Person], None], muddy: Passage,
    papers: dict[str, str], keep: Callable[[Page, str], None], database: Any, browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    sign_in(cast.GUARD)
    page.set_viewport_size({"width": 1440, "height": 1000})
    keys = Keys(page)
    keys.to(page.locator("td.end .btn-primary"))
    page.keyboard.press("Enter")
    expect(page.locator("#plate_kind")).to_be_focused()
    keys.write({"plate_no": "冀bd5309", "plate_colour": "1"})
    keep(page, "supplement-plate")
    keys.press("next")
    expect(page.locator("#vehicle_type")).to_be_visible()
    keys.write({name: VALUES[name] for name in VEHICLE} | {"vehicle_type": "H17"})
    keys.press("next")
    expect(page.locator("#licence_front_image")).to_be_visible()
    page.set_input_files("#licence_front_image", papers["licence"])
    page.set_input_files("#plate_photo", papers["plate"])
    keys.to(page.locator("#front_photo_in_body"))
    page.keyboard.press("Space")
    keys.press("next")
    expect(page.locator("#cargo_name")).to_be_visible()
    keys.write({"cargo_name": "烧结矿"})
    keys.press("at:check")  # too early: the page says what is missing
    expect(page.locator(".told-waits")).to_contain_text("还缺 2 项")
    phone = browser.new_context(locale="zh-CN", viewport=PHONE, has_touch=True).new_page()
    at_a_screen.sign_in(phone, address, then="/supplements")
    phone.click("text=" + muddy.serial_no)
    phone.click(".guide-steps button[value='at:cargo']")
    expect(phone.locator("#cargo_name")).to_have_value("烧结矿")
    phone.fill("#cargo_quantity", "28.6")
    keep(phone, "supplement-phone")
    phone.select_option("#reason", "dirty")
    phone.click(".btn-primary")
    expect(phone.locator(".btn-primary")).to_contain_text("存入台账")
    phone.context.close()
    page.reload()
    keep(page, "supplement-check")
    expect(page.locator(".btn-primary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("已存入台账")
    keep(page, "supplement-passage")
    expect(page.locator(".passage-head")).to_contain_text("人工补录")

    database.connect(reuse_if_open=True)
    midnight = clock.now()
    monkeypatch.setattr(supplement_samples, "_end_of", lambda day: midnight)
    checkpoints.make("greengate/test", Ed25519PrivateKey.generate())
    assert len(supplement_samples.draw_due()) == 1
    database.close()
    sign_in(cast.MANAGER)
    expect(page.locator(".side-link.active")).to_contain_text("1")
    keys.to(page.locator(".heading-actions .btn").last)
    page.keyboard.press("Enter")
    page.wait_for_url("**/supplements/reviews")
    keys.to(page.locator("td.end .btn-primary"))
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.insert_text(cast.PASSWORD)
    keep(page, "supplement-review")
    keys.press("agrees")
    expect(page.locator(".notice")).to_contain_text("无误")
    database.connect(reuse_if_open=True)
    now = corrected.one(muddy).now
    assert (now.plate_no, now.vehicle_type, now.manual) == ("冀BD5309", "H17", True)
    assert SupplementReview.get().by == "manager"


def test_rows_of_an_outage_are_typed_in_and_the_shift_is_handed_over(
    page: Page, address: str, sign_in: Callable[[cast.Person], None], lanes: list[Lane],
    vehicles: dict[str, Vehicle], papers: dict[str, str], keep: Callable[[Page, str], None],
    database: Any, settings: Settings,
) -> None:  # fmt: skip
    licence = evidence.keep(settings.evidence_dir, Path(papers["licence"]).read_bytes())
    Vehicle.update(licence_front_image=licence).execute()
    ten = (clock.now() - timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    gaps.whole(Cause.DOWN, lanes[0].id, ten, ten + timedelta(hours=2), "power cut")
    sign_in(cast.GUARD)
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.goto(f"{address}/supplements/paper/form")
    keep(page, "paper-form")
    page.goto(f"{address}/supplements/paper")
    keys = Keys(page)
    keys.to(page.get_by_role("link", name="录入这段时间的记录"))
    page.keyboard.press("Enter")
    expect(page.locator("#day")).to_have_value(f"{ten:%Y-%m-%d}")
    page.set_input_files("#paper_image", papers["sheet"])
    for minute, truck in ((5, cast.APPROVED), (9, cast.CHINA_FOUR)):
        page.wait_for_load_state()  # its scripts listen to what is typed
        if minute == 5:
            page.locator("#direction").focus()
            keys.write({"direction": "进厂"})
        keys.write(
            {
                "time": f"10:{minute:02d}",
                "plate_no": truck.plate_no,
                "plate_colour": truck.colour.value,
            }
        )
        page.keyboard.press("Tab")
        expect(page.locator("#vehicle .told-works")).to_contain_text(truck.plate_no)
        keys.write({"cargo_name": "铁矿粉", "cargo_quantity": "31.5"})
        if minute == 5:
            keys.write({"reason": "停电", "paper_by": "王守门"})
        else:
            keep(page, "paper-row")
        keys.press("next")
        expect(page.locator(".notice")).to_contain_text(truck.plate_no)
    expect(page.locator(".rows-seen li")).to_have_count(2)
    page.goto(f"{address}/shifts/new")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.insert_text("停电两小时，纸质台账两条已补录；东门地磅待修。")
    keys.write({"successor": "manager", "password": cast.PASSWORD})
    keep(page, "shift-first")
    page.keyboard.press("Enter")
    page.wait_for_url("**/shifts/1")
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.insert_text(cast.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("李环保")
    page.click("text=English")
    page.wait_for_selector("html[lang=en]")
    keep(page, "shift-signed")
    database.connect(reuse_if_open=True)
    assert [row.occasion for row in Supplement.select()] == ["outage", "outage"]
    assert all(row.gap for row in Supplement.select())
    assert Takeover.get().by == "manager"
