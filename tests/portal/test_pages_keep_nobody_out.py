"""No page keeps anybody out: by axe (WCAG 2.1 AA) in light and dark, and on phone, desk and wall none is too wide."""

from collections.abc import Iterator, Sequence

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from gate.models import ListBatch, Passage
from portal.security import EVERYBODY, allow
from tests.portal import axe, tour
from tests.portal.serving import served
from tests.portal.test_pages_are_whole import ADDRESSES, ledger_rows

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
            opened[name] = axe.signed_in(browser, address, stop.person)
        found += axe.look(opened[name][1], address + stop.address, str(stop))
    for context, _ in opened.values():
        context.close()
    assert not found, "\n".join(found)
