"""A page looked at by axe (WCAG 2.1 AA) in light and dark, and at the widths of phone, desk and wall."""

import re
from collections.abc import Iterator
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page

from tests import cast

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


def signed_in(browser: Browser, address: str, person: cast.Person) -> tuple[BrowserContext, Page]:
    # axe comes into the page as a script of ours, which the policy of the portal would keep out.
    context = browser.new_context(bypass_csp=True, locale="zh-CN", reduced_motion="reduce")
    if person.role:
        form: dict[str, str | float | bool] = {
            "username": person.username,
            "password": cast.PASSWORD,
        }
        context.request.post(f"{address}/login", form=form, headers={"Origin": address})
    return context, context.new_page()


def look(page: Page, address: str, name: str) -> Iterator[str]:
    """What is wrong with the page of this address, if anything."""
    page.emulate_media(color_scheme="light")
    page.goto(address)
    yield from examine(page, name)


def examine(page: Page, name: str) -> Iterator[str]:
    """The same of the page that is open, in light colours as yet; it is left in dark ones."""
    page.wait_for_selector(".htmx-request", state="detached")  # what is being fetched stands pale
    page.evaluate(AXE_SCRIPT)
    yield from (f"{name}: {what}" for what in _axe(page, EVERYTHING))
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html[data-bs-theme=dark]", state="attached")
    yield from (f"{name} in the dark: {what}" for what in _axe(page, CONTRAST))
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if over := page.evaluate(WIDER):
            yield f"{name} is wider than {width}: {over}"


def _axe(page: Page, options: dict[str, Any]) -> Iterator[str]:
    for told in page.evaluate("options => axe.run(options)", options)["violations"]:
        if told["impact"] in SERIOUS:
            for node in told["nodes"]:
                why = re.sub(r"\s+", " ", node["failureSummary"])
                yield f"{told['id']} {node['target']} {node['html'][:120]} {why[:220]}"
