"""Every view says who may use it, the table of `routes.py` agrees, and nobody else gets in."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from gate import ledger
from gate.ledger import Result
from portal.security import allow, allowed_roles
from tests import cast
from tests.browsing import HTMX, as_person
from tests.portal.conftest import Passing
from tests.portal.routes import answers

CAST = (*cast.ACCOUNTS, cast.STRANGER)
PUBLIC = {
    "/cameras/<token>", "/carriers/sign-up", "/confirm/<token>", "/forgotten",
    "/health", "/home", "/join/<token>", "/language", "/login", "/login/code", "/logout",
    "/setup/<token>", "/static/<path:filename>",
}  # fmt: skip
"""Nothing else answers a stranger: signing in and what leads there, and whether the house is well."""
ARGUMENTS = {
    "fingerprint": "0" * 64,
    "filename": "app.css",
    "token": "nobody-was-given-this",
    "user_id": len(cast.ACCOUNTS),  # whoever walks past does not switch themselves off
}
"""What stands in an address; of what has a number, the first."""


def methods_of(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Every method of every address; Flask itself answers HEAD as GET, and OPTIONS."""
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            yield method, rule


def test_every_address_is_in_the_table_and_no_other(app: Flask) -> None:
    there = {(method, rule.rule) for method, rule in methods_of(app)}
    assert there - answers().keys() == set(), "say in tests/portal/routes.py who may use these"
    assert answers().keys() - there == set(), "these are gone"


def test_only_these_are_public() -> None:
    assert {rule for (_, rule), told in answers().items() if told[""] == "in"} == PUBLIC


def test_what_a_page_is_told_of_its_links_agrees_with_the_table(app: Flask) -> None:
    for method, rule in methods_of(app):
        told = answers()[method, rule.rule]
        allowed = allowed_roles(app, rule.endpoint)
        let_in = {role for role, answer in told.items() if answer == "in"}
        everybody = set(told) if "everybody" in allowed else set()
        assert let_in == (everybody or allowed), (method, rule.rule)


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.username)
def test_the_cast_at_every_address(app: Flask, passing: Passing, person: cast.Person) -> None:
    ledger.note_outcome(passing(), Result.LIFTED, position="open")
    passing(verdict="hold", reasons="unread", opening_mode="", plate_no="", plate_colour="")
    client = as_person(app, person)
    # Signing out comes last.
    for method, rule in sorted(methods_of(app), key=lambda each: each[1].rule == "/logout"):
        with app.test_request_context():
            address = rule.build({name: ARGUMENTS.get(name, 1) for name in rule.arguments})
        assert address is not None
        expected = answers()[method, rule.rule][person.role]
        with client.open(address[1], method=method) as response:
            told = f"{person.username} {method} {address[1]}: {response.status_code}"
            if expected == "in":
                assert response.status_code not in (401, 403, 500), told
            elif expected == "no":
                assert response.status_code == 403, told
            else:
                assert response.status_code == 303, told
                assert response.location.startswith("/login"), told


def test_a_view_that_names_nobody_is_refused_to_everybody(app: Flask) -> None:
    app.add_url_rule("/unmarked", "unmarked", lambda: "secret")
    for person in cast.ACCOUNTS:
        assert as_person(app, person).get("/unmarked").status_code == 403
    assert as_person(app, cast.STRANGER).get("/unmarked").status_code == 303


def test_a_role_that_does_not_exist_is_a_mistake_at_once() -> None:
    with pytest.raises(ValueError, match="watchman"):
        allow("watchman")


def test_htmx_is_sent_to_the_login_page_as_a_whole(app: Flask) -> None:
    response = app.test_client().get(
        "/passages", headers=HTMX | {"HX-Current-URL": "http://localhost/passages?plate=B"}
    )
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/login?next=/passages"
