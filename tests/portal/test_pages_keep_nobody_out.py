"""No page keeps anybody out: by axe (WCAG 2.1 AA) in light and dark, and on phone, desk and wall none is too wide."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from gate.models import ListBatch, Passage
from portal.security import EVERYBODY, allow
from tests import cast
from tests.portal import tour
from tests.portal.serving import served
from tests.portal.test_pages_are_whole import ADDRESSES, ledger_rows
from tests.portal.tour import Stop

__all__ = ["ledger_rows"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MORE = (
    "/login",
    "/alarms",
    "/join/nobody-was-given-this",
    "/setup/nobody-was-given-this",
    "/broken",
)
NO_PAGES = {
    "/applications/<int:number>/pieces/<kind>/<name>.jpg",
    "/equipment/questions/<number>/picture",
    "/exceedances/fetched",
    "/exports/<int:number>/file",
    "/films/<fingerprint>.mp4",
    "/health",
    "/home",
    "/inspection/<int:draw_id>/draw.json",
    "/inspection/<int:draw_id>/pack",
    "/inspection/<int:draw_id>/pack.zip",
    "/inspection/sampling.py",
    "/lanes/<int:lane_id>/still.jpg",
    "/live",
    "/login/code",
    "/my/applications/<int:number>/pieces/<name>.jpg",
    "/my/applications/<int:number>/reading",
    "/my/fleet/empty.xlsx",
    "/my/photos/<fingerprint>",
    "/photos/<fingerprint>",
    "/proof/checkpoints/<int:number>",
    "/proof/verified",
    "/reports/<int:number>/mail",
    "/reports/<int:number>/report.pdf",
    "/reports/<int:number>/workbook.xlsx",
    "/static/<path:filename>",
    "/vehicles/tables/empty.xlsx",
    "/vehicles/tables/whitelist.xlsx",
}
"""Pictures, films, files, streams, pieces that a page fetches, and what only leads on to a page."""
PARTS = 8
"""For as many processes as there are: the whole tour takes minutes."""
SIZES = ((390, 844), (1366, 768), (1920, 1080))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
CONTRAST = {
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
    "resultTypes": ["violations"],
}
"""All that another colour scheme can change."""
SERIOUS = ("serious", "critical")
WIDER = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return "";
  const over = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > room + 1);
  return over.slice(-3).map(e => e.tagName + "." + e.className).join(" ");
}"""


@pytest.fixture
def whole(app: Flask) -> Flask:
    """The portal with a page that breaks."""

    @app.get("/broken")
    @allow(EVERYBODY)
    def broken() -> str:
        raise RuntimeError("broken on purpose")

    return app


@pytest.fixture
def address(whole: Flask) -> Iterator[str]:
    with served(whole) as address:
        yield address


@pytest.fixture
def addresses(ledger_rows: list[Passage]) -> Sequence[str]:
    imported = ListBatch.get_by_id(1).fingerprint
    return (*ADDRESSES, *MORE, f"/exceedances/imports/of/{imported}")


def test_every_page_is_looked_at(whole: Flask, addresses: Sequence[str]) -> None:
    assert tour.unvisited(whole, addresses) == NO_PAGES


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_serious_is_found_and_nothing_is_too_wide(
    browser: Browser, whole: Flask, address: str, addresses: Sequence[str], part: int
) -> None:
    opened: dict[str, tuple[BrowserContext, Page]] = {}
    found: list[str] = []
    for stop in tour.stops(whole, addresses[part::PARTS]):
        name = stop.person.username
        if name not in opened:
            opened[name] = _signed_in(browser, address, stop.person)
        found += _look(opened[name][1], address, stop)
    for context, _ in opened.values():
        context.close()
    assert not found, "\n".join(found)


def _signed_in(browser: Browser, address: str, person: cast.Person) -> tuple[BrowserContext, Page]:
    # axe comes into the page as a script of ours, which the policy of the portal would keep out.
    context = browser.new_context(bypass_csp=True, locale="zh-CN", reduced_motion="reduce")
    if person.role:
        form: dict[str, str | float | bool] = {
            "username": person.username,
            "password": cast.PASSWORD,
        }
        context.request.post(f"{address}/login", form=form, headers={"Origin": address})
    return context, context.new_page()


def _look(page: Page, address: str, stop: Stop) -> Iterator[str]:
    page.emulate_media(color_scheme="light")
    page.goto(address + stop.address)
    page.wait_for_selector(".htmx-request", state="detached")  # what is being fetched stands pale
    page.evaluate(AXE_SCRIPT)
    yield from (f"{stop}: {what}" for what in _axe(page, EVERYTHING))
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html[data-bs-theme=dark]", state="attached")
    yield from (f"{stop} in the dark: {what}" for what in _axe(page, CONTRAST))
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if over := page.evaluate(WIDER):
            yield f"{stop} is wider than {width}: {over}"


def _axe(page: Page, options: dict[str, Any]) -> Iterator[str]:
    for told in page.evaluate("options => axe.run(options)", options)["violations"]:
        if told["impact"] in SERIOUS:
            for node in told["nodes"]:
                why = re.sub(r"\s+", " ", node["failureSummary"])
                yield f"{told['id']} {node['target']} {node['html'][:120]} {why[:220]}"
