"""The review of a drawn supplement: by a second person with a password; what is wrong goes on to its correction."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gate import clock, ledger, supplements
from gate.ledger import Result
from gate.models import ReviewDue, Supplement, SupplementReview, User
from tests import cast
from tests.browsing import as_person
from tests.gate.supplied import VALUES
from tests.portal.conftest import Passing


@pytest.fixture
def drawn(app: Flask, passing: Passing) -> Supplement:
    through = passing(plate_no="", plate_colour="", reasons="unread")
    ledger.note_outcome(through, Result.LIFTED_BY_PERSON, position="open", by="guard")
    told = supplements.tell(through, VALUES, by="guard")
    ReviewDue.create(supplement=told, since=clock.now() - timedelta(days=3))
    return told


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


def test_it_waits_in_the_navigation_of_those_who_may_answer(
    app: Flask, manager: FlaskClient, drawn: Supplement
) -> None:
    assert "1 条待您复核" in manager.get("/rules/").text
    assert "badge-no" in manager.get("/rules/").text, "it has waited for three days"
    assert "待您复核" not in as_person(app, cast.GUARD).get("/passages").text
    assert "3 天" in manager.get("/supplements/reviews").text


def test_a_guard_looks_and_does_not_answer(guard: FlaskClient, drawn: Supplement) -> None:
    address = f"/supplements/reviews/{drawn.id}"
    assert "须由其他人复核" in guard.get(address).text
    assert guard.post(address, data={"answer": "agrees"}).status_code == 403


def test_whoever_wrote_it_is_told_to_leave_it(app: Flask, drawn: Supplement) -> None:
    # As a manager who stood in for the guard.
    User.update(role="manager").where(User.username == "guard").execute()
    writer = as_person(app, cast.GUARD)
    answer = writer.post(
        f"/supplements/reviews/{drawn.id}", data={"answer": "agrees", "password": cast.PASSWORD}
    )
    assert answer.status_code == 422
    assert SupplementReview.select().count() == 0
    assert "待您复核" not in writer.get("/passages").text


def test_with_the_password_it_is_right_or_wrong(manager: FlaskClient, drawn: Supplement) -> None:
    address = f"/supplements/reviews/{drawn.id}"
    assert VALUES["vin"] in manager.get(address).text
    assert manager.post(address, data={"answer": "agrees"}).status_code == 422
    unsaid = manager.post(address, data={"answer": "differs", "password": cast.PASSWORD})
    assert unsaid.status_code == 422
    told = {"answer": "differs", "password": cast.PASSWORD, "words": "应为国六"}
    wrong = manager.post(address, data=told)
    assert wrong.location == f"/corrections/new/{drawn.passage.id}"
    assert "应为国六" in manager.get("/supplements/reviews").text
    assert "有误" in manager.get(f"/passages/{drawn.passage.id}").text
    assert manager.post(address, data=told).status_code == 422
    assert SupplementReview.get().agrees is False
