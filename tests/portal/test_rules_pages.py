"""The rules' page: the minimum stage and the settings of every day."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from gate import rules
from gate.models import User, Vehicle
from portal import create_app
from settings import Settings
from tests import cast
from tests.browsing import HTMX, as_person


@pytest.fixture
def app(
    settings: Settings, redis: Redis, people: dict[str, User], vehicles: dict[str, Vehicle]
) -> Flask:
    return create_app(settings, redis=redis)


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


def test_an_inspector_reads_and_changes_nothing(app: Flask) -> None:
    inspector = as_person(app, cast.INSPECTOR)
    page = inspector.get("/rules/")
    assert page.status_code == 200
    assert 'href="/exceedances"' in page.text
    assert '<form method="post" action="/rules/' not in page.text
    assert inspector.post("/rules/", data={"minimum_stage": "6"}).status_code == 403


@pytest.mark.parametrize("person", [cast.GUARD, cast.CARRIER])
def test_others_do_not_see_them(app: Flask, person: cast.Person) -> None:
    assert as_person(app, person).get("/rules/").status_code == 403


def test_a_stage_is_told_before_and_put_into_force_after(manager: FlaskClient) -> None:
    told = manager.get("/rules/effect?minimum_stage=6", headers=HTMX)
    assert told.text.lstrip().startswith('<p id="effect"')
    refused = rules.would_refuse("6")
    assert refused == 2  # the China IV truck, and the listed one with China V
    assert str(refused) in told.text
    assert rules.current().id == 0
    assert manager.post("/rules/", data={"minimum_stage": "6"}).status_code == 303
    present = rules.current()
    assert (present.minimum_stage, present.let_out, present.created_by) == ("6", False, "manager")


def test_every_setting_of_the_page_is_put_into_force(manager: FlaskClient) -> None:
    wanted = {
        "minimum_stage": "5",
        "let_out": "y",
        "demand_network": "y",
        "z11_is_heavy": "",
        "emergency_by_plate": "y",
        "contradictions": "warn",
        "implausible_stages": "hold",
        "strong_confidence": "0.97",
        "fair_confidence": "0.9",
        "performance_grade": "A",
        "when_offline": "hold",
    }
    form = {name: value for name, value in wanted.items() if value}
    assert manager.post("/rules/", data=form).status_code == 303
    present = rules.current()
    assert (present.let_out, present.demand_network, present.z11_is_heavy) == (True, True, False)
    assert (present.contradictions, present.implausible_stages) == ("warn", "hold")
    assert (present.strong_confidence, present.fair_confidence) == (0.97, 0.9)
    assert (present.performance_grade, present.when_offline) == ("A", "hold")
    assert "不建议默认措施" in manager.get("/policies/").text
    proposed = manager.get("/policies/new?warning=red").text
    assert '<option selected value="enterprise">' in proposed
    assert '<option selected value="">' in proposed
    page = manager.get("/rules/").text
    assert 'value="0.97"' in page
    answer = manager.post("/rules/", data={**form, "fair_confidence": "0.5"})
    assert answer.status_code == 422
    assert 'id="fair_confidence-errors"' in answer.text
    assert rules.current() == present


def test_a_stage_that_is_none_is_refused(manager: FlaskClient) -> None:
    assert manager.post("/rules/", data={"minimum_stage": "9"}).status_code == 422
    assert manager.get("/rules/effect?minimum_stage=9").status_code == 404
    assert rules.current().id == 0
