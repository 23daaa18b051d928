"""Control policies as people use them: read by all, switched by few, and never before a rehearsal."""

import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from werkzeug.test import TestResponse

from gate import clock, policies
from gate.control import ControlPolicy
from gate.models import Lane, User
from portal import create_app, plans
from settings import Settings
from tests import cast
from tests.browsing import HTMX, as_person
from tests.portal.conftest import Passing
from workers import live

WORDS = {"reason": "市指挥部橙色预警", "password": cast.PASSWORD}


@pytest.fixture
def app(settings: Settings, redis: Redis, people: dict[str, User]) -> Flask:
    return create_app(settings, redis=redis)


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


def values(**more: str) -> dict[str, str]:
    ends = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    return {"warning": "orange", "measure": "2", "ends": ends, "days": "30"} | more


def plan_in(page: TestResponse) -> str:
    found = re.search(r'name="plan"[^>]* value="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]


def switched(client: FlaskClient, **more: str) -> TestResponse:
    plan = plan_in(client.post("/policies/new", data=values(**more)))
    return client.post("/policies/switch", data={"plan": plan, **WORDS})


def known() -> list[policies.Known]:
    return policies.current(clock.now())


@pytest.mark.parametrize("person", [cast.GUARD, cast.INSPECTOR])
def test_guard_and_inspector_read_and_change_nothing(
    app: Flask, manager: FlaskClient, person: cast.Person
) -> None:
    switched(manager)
    reader = as_person(app, person)
    for address in ("/policies/", "/policies/1", "/exemptions/"):
        assert reader.get(address).status_code == 200
    assert "/policies/new" not in reader.get("/policies/").text
    assert "/policies/1/withdraw" not in reader.get("/policies/1").text
    for address in ("/policies/new", "/policies/order", "/policies/1/change"):
        assert reader.get(address).status_code == 403
    for address in ("new", "order", "switch", "1/withdraw"):
        assert reader.post(f"/policies/{address}", data=WORDS).status_code == 403
    assert reader.post("/exemptions/", data={}).status_code == 403


def test_a_carrier_does_not_see_them(app: Flask) -> None:
    carrier = as_person(app, cast.CARRIER)
    assert carrier.get("/policies/").status_code == 403
    assert carrier.get("/exemptions/").status_code == 403


def test_a_level_comes_with_what_is_proposed_for_it_and_applies_nothing(
    manager: FlaskClient,
) -> None:
    page = manager.get("/policies/new?warning=orange").text
    assert re.search(r'<option selected value="2">禁行国四', page)
    assert 'value="machine" checked' in page
    assert 'name="plan"' not in page
    assert known() == []
    assert "policies/new?warning=red" in manager.get("/policies/new?warning=purple").text


def test_the_rehearsal_comes_before_the_switch_and_tells_whom_it_would_hold(
    manager: FlaskClient, passing: Passing, lanes: list[Lane]
) -> None:
    passing(seconds_ago=60)
    for number in (1, 2):
        passing(
            lanes[2],
            seconds_ago=number,
            plate_no=cast.CHINA_FOUR.plate_no,
            emission_stage="4",
            carrier_name="安阳晋源物流有限公司",
        )
    fragment = manager.post("/policies/new", data=values(), headers=HTMX)
    assert fragment.text.lstrip().startswith('<section id="rehearsal"')
    assert re.search(r"<b>2</b> <span>[^<]*30[^<]*3", fragment.text)
    assert cast.CHINA_FOUR.plate_no[2:] in fragment.text
    assert "下列 1 辆届时将无法进厂" in fragment.text
    assert "mailto:?subject=" in fragment.text
    whole = manager.post("/policies/new", data=values())
    assert "<html" in whole.text
    assert plan_in(whole)
    assert known() == []


def test_switching_asks_for_the_password_and_why_and_then_rules(
    manager: FlaskClient, redis: Redis
) -> None:
    plan = plan_in(manager.post("/policies/new", data=values()))
    for wrong in ({"password": ""}, {"password": "falsch"}, {"reason": " "}):
        refused = manager.post("/policies/switch", data={"plan": plan, **WORDS, **wrong})
        assert refused.status_code == 422
        assert f'id="{next(iter(wrong))}-errors"' in refused.text
        assert known() == []
    with redis.pubsub(ignore_subscribe_messages=True) as heard:  # type: ignore[no-untyped-call]
        heard.subscribe(live.CHANNEL)
        heard.get_message(timeout=30)
        answer = manager.post("/policies/switch", data={"plan": plan, **WORDS})
        rung = {message["data"] for _ in range(4) if (message := heard.get_message(timeout=0.5))}
    assert (answer.status_code, answer.location) == (303, "/policies/1")
    assert rung == {live.LANE.encode(), live.PASSAGE.encode()}
    (only,) = known()
    assert only.rules
    assert isinstance(only.policy, ControlPolicy)
    assert (only.policy.measure, only.row.created_by) == ("2", "manager")
    assert policies.history(1)[0].reason == WORDS["reason"]
    page = manager.get("/policies/").text
    assert "橙色预警" in page
    assert "禁行国四及以下" in page


def test_nobody_switches_what_was_not_rehearsed(
    manager: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert manager.post("/policies/switch", data=WORDS).location == "/policies/new"
    assert manager.post("/policies/switch", data={"plan": "made.up", **WORDS}).status_code == 303
    plan = plan_in(manager.post("/policies/new", data=values()))
    monkeypatch.setattr(plans, "LIFE_S", -1)
    assert manager.post("/policies/switch", data={"plan": plan, **WORDS}).status_code == 303
    assert known() == []


def test_five_wrong_passwords_are_enough(manager: FlaskClient) -> None:
    plan = plan_in(manager.post("/policies/new", data=values()))
    wrong = {"plan": plan, **WORDS, "password": "geraten"}
    answers = [manager.post("/policies/switch", data=wrong).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    right = manager.post("/policies/switch", data={"plan": plan, **WORDS})
    assert right.status_code == 429


def test_mistakes_come_back_at_their_fields_and_in_the_fragment(manager: FlaskClient) -> None:
    wrong = values(ends="2026-01-01T00:00", measure="", **{"own-0-restricts": "road"})
    wrong["own-0-hours"] = "morgens"
    page = manager.post("/policies/new", data=wrong)
    assert page.status_code == 422
    for field in ("ends", "own-0-hours"):
        assert f'id="{field}-errors"' in page.text
    assert 'name="plan"' not in page.text
    fragment = manager.post("/policies/new", data=wrong, headers=HTMX)
    assert fragment.status_code == 422
    assert fragment.text.lstrip().startswith('<section id="rehearsal"')
    assert "此时间已过" in fragment.text


def test_own_conditions_are_added_one_by_one_without_scripts(manager: FlaskClient) -> None:
    page = manager.post("/policies/new", data=values(step="more"))
    assert page.status_code == 200
    assert 'name="own-0-hours"' in page.text
    own = {
        "own-0-restricts": "road",
        "own-0-weights": "heavy",
        "own-0-hours": "22:00-06:00",
        "own-0-weekdays": "6",
        "own-0-daily_quota": "80",
    }
    assert switched(manager, measure="", **own).status_code == 303
    (only,) = known()
    assert isinstance(only.policy, ControlPolicy)
    (condition,) = only.policy.own
    assert condition.daily_quota == 80
    assert condition.weekdays == {6}
    assert "22:00–06:00" in manager.get("/policies/1").text


def test_a_policy_is_changed_by_the_same_way(manager: FlaskClient) -> None:
    switched(manager)
    form = manager.get("/policies/1/change")
    assert form.status_code == 200
    told = {
        name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', form.text)[1]  # type: ignore[index]
        for name in ("policy_id", "seen", "starts", "ends")
    }
    assert switched(manager, **told, measure="3").status_code == 303
    (only,) = known()
    assert (only.row.policy_id, only.row.version, only.policy.measure) == (1, 2, "3")  # type: ignore[union-attr]
    stale = switched(manager, **told, measure="1")
    assert stale.status_code == 422
    assert "alert-danger" in stale.text


def test_withdrawing_asks_for_reason_and_password(manager: FlaskClient) -> None:
    switched(manager)
    assert manager.get("/policies/1/withdraw").status_code == 200
    for wrong in ({"password": "falsch"}, {"reason": ""}):
        answer = manager.post("/policies/1/withdraw", data=WORDS | wrong)
        assert answer.status_code == 422
        assert known()[0].rules
    assert manager.post("/policies/1/withdraw", data=WORDS).status_code == 303
    assert not known()[0].rules
    again = manager.post("/policies/1/withdraw", data=WORDS)
    assert again.status_code == 422
    assert manager.get("/policies/7").status_code == 404


def test_a_drill_reports_and_rules_nobody(
    manager: FlaskClient, passing: Passing, lanes: list[Lane]
) -> None:
    assert switched(manager, drill="y").status_code == 303
    assert known()[0].rules is False
    passing(lanes[0], seconds_ago=-1, emission_stage="4")
    later = clock.now() + timedelta(seconds=5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gate.visits.clock.now", lambda: later)
        page = manager.get("/policies/1").text
    assert re.search(r'<p class="rehearsal-figure"><b>1</b> <span>[^<]*1', page)
    assert "banner-control" not in manager.get("/").text


def test_the_live_page_says_what_is_in_force(app: Flask, manager: FlaskClient) -> None:
    guard = as_person(app, cast.GUARD)
    assert "banner-control" not in guard.get("/").text
    switched(manager)
    page = guard.get("/", headers=HTMX).text
    assert "banner-control" in page
    assert "禁行国四及以下" in page


def order(**more: Any) -> str:
    now = clock.now()
    told = {
        "name": "唐山市重污染天气II级应急响应",
        "source": "city",
        "warning": "orange",
        "response": "II",
        "measure": "2",
        "starts": clock.stamp(now),
        "ends": clock.stamp(now + timedelta(days=1)),
    }
    return json.dumps(told | more, ensure_ascii=False)


def test_an_order_is_read_from_a_file_rehearsed_and_switched(manager: FlaskClient) -> None:
    file = (io.BytesIO(order().encode("utf-8-sig")), "order.json")
    page = manager.post("/policies/order", data={"file": file})
    assert page.status_code == 200
    data = {"plan": plan_in(page), **WORDS}
    assert manager.post("/policies/switch", data=data).status_code == 303
    assert "II级应急响应" in known()[0].row.received
    assert "唐山市重污染天气" in manager.get("/policies/1").text


def test_an_order_that_is_not_understood_is_shown_as_such(manager: FlaskClient) -> None:
    text = order(vehicles="大车")
    page = manager.post("/policies/order", data={"order": text})
    assert page.status_code == 200
    assert "told-fails" in page.text
    assert (
        manager.post("/policies/switch", data={"plan": plan_in(page), **WORDS}).status_code == 303
    )
    assert not known()[0].understood
    shown = manager.get("/policies/1").text
    assert "大车" in shown
    assert "told-fails" in shown
    for address in ("/policies/", "/"):
        assert "唐山市重污染天气" in manager.get(address).text
    assert manager.get("/policies/1/change").status_code == 404


def test_an_order_without_text_or_times_comes_back(manager: FlaskClient) -> None:
    assert manager.post("/policies/order", data={}).status_code == 422
    page = manager.post("/policies/order", data={"order": "各企业停运"})
    assert page.status_code == 422
    assert 'id="ends-errors"' in page.text


def test_exemptions_are_granted_and_withdrawn(manager: FlaskClient) -> None:
    until = (clock.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    good = {
        "kind": "hazardous",
        "plate_no": "冀B7K268",
        "plate_colour": "1",
        "valid_to": until,
        "reason": "氧气保供",
    }
    bad = manager.post("/exemptions/", data={**good, "plate_no": "冀", "reason": ""})
    assert bad.status_code == 422
    assert 'id="plate_no-errors"' in bad.text
    assert manager.post("/exemptions/", data=good).status_code == 303
    assert "氧气保供" in manager.get("/exemptions/").text
    assert manager.get("/exemptions/1/withdraw").status_code == 200
    assert manager.post("/exemptions/1/withdraw", data={"reason": ""}).status_code == 422
    assert manager.post("/exemptions/1/withdraw", data={"reason": "结束"}).status_code == 303
    assert manager.get("/exemptions/2/withdraw").status_code == 404
    category = {**good, "plate_no": "", "plate_colour": "", "use_natures": ["R", "I"]}
    assert manager.post("/exemptions/", data=category).status_code == 303
    assert "危化品运输" in manager.get("/exemptions/").text
