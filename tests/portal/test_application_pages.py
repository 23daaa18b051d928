"""The queue of applications: what is pointed out, what the plant puts right, and the answer that the carrier reads."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from gate import register
from gate.carriers import answering, applications, asking, companies, drafting
from gate.models import Application, Carrier, User, Vehicle
from portal import create_app
from settings import Settings
from tests import cast
from tests.browsing import HTMX, as_person
from tests.gate.carriers import TRUCK, signed_up

BY = "13800138000"
YES = {"valid_from": "2026-11-26", "valid_to": "2027-11-25"}


@pytest.fixture
def app(settings: Settings, redis: Redis, people: dict[str, User]) -> Flask:
    return create_app(settings, redis=redis)


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


@pytest.fixture
def carrier(database: object) -> Carrier:
    return signed_up(BY)


def sent(carrier: Carrier, **values: str) -> Application:
    return asking.send(drafting.begin(carrier, BY, TRUCK | values), BY)


def form(application: Application, **changed: str) -> dict[str, str]:
    values = {name: value for name, value in TRUCK.items() if not name.endswith("_image")}
    return {**values, **YES, "seen": str(Application.get_by_id(application.id).revision), **changed}


def test_who_waits_is_found_and_counted_and_drafts_are_nobodys_business(
    manager: FlaskClient, carrier: Carrier
) -> None:
    draft = drafting.begin(carrier, BY, TRUCK)
    assert "暂无等待答复的申请" in manager.get("/applications/").text
    assert manager.get(f"/applications/{draft.id}").status_code == 404
    asking.send(draft, BY)
    page = manager.get("/applications/").text
    assert f'/applications/{draft.id}"' in page
    assert re.search(r'href="/applications/"[^>]*>.*?badge-number badge-wait', page, re.S)
    found = manager.get("/applications/?q=7k2&show=waiting", headers=HTMX)
    assert found.text.strip().startswith('<div id="results"')
    assert f'/applications/{draft.id}"' in found.text
    assert f'/applications/{draft.id}"' not in manager.get("/applications/?q=nobody").text


def test_an_approval_puts_right_what_the_person_changed_and_goes_on(
    manager: FlaskClient, carrier: Carrier
) -> None:
    first = sent(carrier, engine_model="")
    second = sent(carrier, plate_no="冀B7K269")
    lacking = manager.post(f"/applications/{first.id}/approve", data=form(first, engine_model=""))
    assert lacking.status_code == 422
    assert 'id="engine_model-errors"' in lacking.text
    done = manager.post(f"/applications/{first.id}/approve", data=form(first, cargo_name="焦炭"))
    assert done.location.endswith(f"/applications/{second.id}")
    vehicle = Vehicle.get()
    assert (vehicle.status, vehicle.carrier, vehicle.cargo_name) == ("approved", carrier, "焦炭")
    assert str(vehicle.valid_to) == YES["valid_to"]
    told = applications.told_in(applications.steps_of(Application.get_by_id(first.id))[-1])
    assert told["put_right"] == {"engine_model": "CA6DM3-55E63", "cargo_name": "焦炭", **YES}
    assert "焦炭" in manager.get(f"/applications/{first.id}").text


def test_what_does_not_agree_is_pointed_out_at_its_field(
    manager: FlaskClient, carrier: Carrier
) -> None:
    applied = sent(carrier, emission_stage="4", registration_date="2023-03-01")
    page = manager.get(f"/applications/{applied.id}").text
    assert "1 处不一致" in page
    assert re.search(
        r'judged-doubt">\s*<div class="field[^>]*>\s*<label[^>]*for="emission_stage"', page
    )


def test_what_stands_in_the_way_is_ticked_before_it_is_approved(
    manager: FlaskClient, carrier: Carrier
) -> None:
    applied = sent(carrier)
    vehicle = answering.approve(applied, "manager", {})
    register.suspend(vehicle.id, "manager", "证件存疑")
    again = sent(carrier)
    page = manager.get(f"/applications/{again.id}").text
    assert 'id="know-suspended"' in page
    stopped = manager.post(f"/applications/{again.id}/approve", data=form(again))
    assert stopped.status_code == 422
    assert 'class="alert alert-danger"' in stopped.text
    assert Vehicle.get().status == "suspended"
    data = {**form(again), "knowing": "suspended"}
    assert manager.post(f"/applications/{again.id}/approve", data=data).status_code == 303
    assert Vehicle.get().status == "approved"


def test_more_is_asked_for_in_a_usual_sentence_and_at_fields(
    manager: FlaskClient, carrier: Carrier
) -> None:
    applied = sent(carrier)
    seen = str(applied.revision)
    address = f"/applications/{applied.id}/ask"
    empty = manager.post(address, data={"seen": seen, "choice": ""})
    assert empty.status_code == 422
    assert 'id="ask-errors"' in empty.text
    data = {
        "seen": seen,
        "choice": "blurred",
        "words": "正面反光",
        "fields": ["licence_front_image"],
    }
    assert manager.post(address, data=data).status_code == 303
    assert applications.asked_for(Application.get()) == (
        "照片看不清，请重拍。：正面反光", ("licence_front_image",),
    )  # fmt: skip
    drafting.save(applied, {"emission_stage": "5"})
    page = manager.get(f"/applications/{applied.id}").text
    assert re.search(r'<option selected value="6"', page)  # what was sent, not what is being typed
    assert 'action="/applications/1/approve"' in page
    assert 'data-key="a"' not in page


def test_of_two_managers_the_second_is_told(manager: FlaskClient, carrier: Carrier) -> None:
    applied = sent(carrier)
    data = form(applied)
    reject = {"seen": data["seen"], "choice": "papers"}
    assert manager.post(f"/applications/{applied.id}/reject", data=reject).status_code == 303
    late = manager.post(f"/applications/{applied.id}/approve", data=data)
    assert late.status_code == 422
    assert "这份申请期间已有变化，现按最新状态显示。" in late.text
    assert (
        manager.post(f"/applications/{applied.id}/ask", data={"choice": "blurred"}).status_code
        == 422
    )
    assert not Vehicle.select().exists()
    asking.appeal(applied, BY, "照片拍错了")
    page = manager.get(f"/applications/{applied.id}").text
    assert "照片拍错了" in page
    assert 'id="know-' not in page


def test_an_inspector_looks_and_a_guard_does_not(app: Flask, carrier: Carrier) -> None:
    applied = sent(carrier)
    inspector = as_person(app, cast.INSPECTOR)
    page = inspector.get(f"/applications/{applied.id}")
    assert page.status_code == 200
    assert '<fieldset class="card" disabled>' in page.text
    assert 'type="submit"' not in page.text.partition('id="content"')[2]
    assert as_person(app, cast.GUARD).get("/applications/").status_code == 403


def test_a_stopped_carrier_is_marked(manager: FlaskClient, carrier: Carrier) -> None:
    sent(carrier)
    companies.stop(carrier, "多次提供虚假行驶证", "manager")
    assert "已停止" in manager.get("/applications/").text
