"""Somebody of the cast before a real browser, signed in and out again.

Either is over when the page that it leads to is there and its scripts listen. Of other things that lead to a page this
has to be waited for as well: a key never waits for it, a click not always, and who goes elsewhere meanwhile breaks off
one of the two.
"""

from playwright.sync_api import Page

from tests import cast


def sign_in(page: Page, address: str, person: cast.Person = cast.GUARD, then: str = "/") -> None:
    """On to the page that this person wanted to see."""
    page.goto(f"{address}/login?next={then}")
    page.fill("#username", person.username)
    page.fill("#password", cast.PASSWORD)
    page.click("button.btn-primary")
    page.wait_for_url(f"{address}{then}")


def sign_out(page: Page) -> None:
    page.click("form[action='/logout'] button")
    page.wait_for_url("**/login")
