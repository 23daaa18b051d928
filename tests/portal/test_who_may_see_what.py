"""Every view says who may use it, and nobody else gets in."""

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

SEES = {"admin", "manager", "guard", "inspector"}
LIFTS = {"admin", "manager", "guard"}
CHECKS = {"admin", "manager", "inspector"}
EVERY_ROLE = SEES | {"carrier"}
EVERYBODY = {"everybody"}

PROOF = {"admin", "manager", "inspector"}

EXPECTED = {
    "proof.index": PROOF,
    "proof.compare": PROOF,
    "proof.verified": PROOF,
    "proof.verify": PROOF,
    "proof.text": PROOF,
    "proof.make": {"manager", "inspector"},
    "lanes.index": SEES,
    "lanes.still": SEES,
    "lanes.lift_form": LIFTS,
    "lanes.lift": LIFTS,
    "live.stream": SEES,
    "passages.index": SEES,
    "passages.show": SEES,
    "pictures.photo": SEES,
    "saved.keep": SEES,
    "saved.forget": SEES,
    "exports.index": SEES,
    "exports.ask": SEES,
    "exports.fetch": SEES,
    "exports.cancel": SEES,
    "looks.index": {"admin", "inspector"},
    "announced.index": SEES,
    "announced.announce": LIFTS,
    "announced.ask_withdraw": LIFTS,
    "announced.withdraw": LIFTS,
    "trips.index": SEES,
    "trips.show": SEES,
    "trips.join": LIFTS,
    "trips.part": {"admin", "manager"},
    "inspection.index": CHECKS,
    "inspection.draw": CHECKS,
    "inspection.show": CHECKS,
    "inspection.on_paper": CHECKS,
    "packs.record": CHECKS,
    "packs.rules": CHECKS,
    "packs.make": CHECKS,
    "packs.progress": CHECKS,
    "packs.fetch": CHECKS,
    "inspection.row": CHECKS,
    "inspection.find_of_row": CHECKS,
    "inspection.window": CHECKS,
    "inspection.find_of_window": CHECKS,
    "corrections.index": SEES,
    "corrections.show": SEES,
    "corrections.new": LIFTS,
    "corrections.propose": LIFTS,
    "corrections.review": {"admin", "manager"},
    "corrections.withdraw": LIFTS,
    "films.film": SEES,
    "recordings.index": SEES,
    "storage.index": {"admin", "manager", "inspector"},
    "alarms.index": SEES,
    "accounts.home": EVERYBODY,
    "accounts.login": EVERYBODY,
    "accounts.sign_in": EVERYBODY,
    "accounts.logout": EVERYBODY,
    "accounts.choose_language": EVERYBODY,
    "accounts.account": EVERY_ROLE,
    "accounts.change_password": EVERY_ROLE,
    "health.health": EVERYBODY,
    "static": EVERYBODY,
}
CAST = (*cast.ACCOUNTS, cast.STRANGER)
OURS = {name.partition(".")[0] for name in EXPECTED}
ARGUMENTS = {
    "lane_id": 1,
    "number": 1,
    "fingerprint": "0" * 64,
    "filename": "app.css",
    "vehicle_id": 1,
    "visit_id": 1,
    "correction_id": 1,
    "draw_id": 1,
    "place": 1,
}


def rules_of(app: Flask) -> Iterator[Rule]:
    return app.url_map.iter_rules()


def test_every_view_names_its_roles(app: Flask) -> None:
    silent = [rule.endpoint for rule in rules_of(app) if not allowed_roles(app, rule.endpoint)]
    assert silent == []


def test_the_roles_of_our_views_are_the_agreed_ones(app: Flask) -> None:
    ours = {
        rule.endpoint: set(allowed_roles(app, rule.endpoint))
        for rule in rules_of(app)
        if rule.endpoint.partition(".")[0] in OURS
    }
    assert ours == EXPECTED


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.username)
def test_the_cast_at_every_address(app: Flask, passing: Passing, person: cast.Person) -> None:
    ledger.note_outcome(passing(), Result.LIFTED, position="open")
    client = as_person(app, person)
    for rule in rules_of(app):
        if rule.endpoint == "live.stream" or not rule.arguments <= set(ARGUMENTS):
            continue
        with app.test_request_context():
            address = rule.build({name: ARGUMENTS[name] for name in rule.arguments})
        assert address is not None
        may = allowed_roles(app, rule.endpoint) & {person.role, "everybody"}
        for method in {"GET", "POST"} & set(rule.methods or ()):
            if (rule.endpoint, method) == ("accounts.logout", "POST"):
                continue
            with client.open(address[1], method=method) as response:
                told = f"{person.username} {method} {address[1]}: {response.status_code}"
                if may:
                    assert response.status_code not in (401, 403, 500), told
                elif person.role:
                    assert response.status_code == 403, told
                else:
                    assert response.status_code == 303, told
                    assert response.location.startswith("/login"), told


def test_a_view_that_names_nobody_is_refused_to_everybody(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    for person in cast.ACCOUNTS:
        assert as_person(app, person).get("/forgotten").status_code == 403
    assert as_person(app, cast.STRANGER).get("/forgotten").status_code == 303


def test_a_role_that_does_not_exist_is_a_mistake_at_once() -> None:
    with pytest.raises(ValueError, match="watchman"):
        allow("watchman")


def test_htmx_is_sent_to_the_login_page_as_a_whole(app: Flask) -> None:
    response = app.test_client().get(
        "/passages", headers=HTMX | {"HX-Current-URL": "http://localhost/passages?plate=B"}
    )
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/login?next=/passages"
