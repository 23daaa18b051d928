"""A form that is refused keeps nobody out either: its page is looked at as those that were never sent are."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from gate.models import Passage
from tests import cast
from tests.portal import axe
from tests.portal.serving import served
from tests.portal.test_pages_are_whole import ledger_rows

__all__ = ["ledger_rows"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORMS = (
    (cast.STRANGER, "/carriers/sign-up"),
    (cast.ADMIN, "/equipment/devices/new?kind=camera"),
    (cast.ADMIN, "/equipment/lanes/new"),
    (cast.ADMIN, "/account"),
    (cast.MANAGER, "/vehicles/new"),
    (cast.MANAGER, "/exceedances/new"),
    (cast.GUARD, "/temporary/new"),
    (cast.GUARD, "/cases/1/plate"),
)
EMPTY_AND_SEND = """() => {
  const fields = "input:not([type=hidden], [type=radio], [type=checkbox]), textarea";
  const form = [...document.querySelectorAll("form[method=post]")].find(each => each.querySelector(fields));
  for (const field of form.querySelectorAll(fields)) field.value = "";
  form.noValidate = true;
  form.requestSubmit();
}"""


@pytest.fixture
def address(app: Flask, ledger_rows: list[Passage]) -> Iterator[str]:
    with served(app) as address:
        yield address


def test_a_refused_form_says_so_to_everybody(browser: Browser, address: str) -> None:
    found: list[str] = []
    for person, form in FORMS:
        context, page = axe.signed_in(browser, address, person)
        page.emulate_media(color_scheme="light")
        page.goto(address + form)
        with page.expect_response(lambda response: response.request.method == "POST") as answer:
            page.evaluate(EMPTY_AND_SEND)
        assert answer.value.status == 422, form
        page.wait_for_load_state()
        wrong = page.locator("[aria-invalid=true]").first
        assert page.locator(
            f"#{(wrong.get_attribute('aria-describedby') or '').split()[-1]}"
        ).count()
        found += axe.examine(page, f"{person.username} {form}, refused")
        context.close()
    assert not found, "\n".join(found)
