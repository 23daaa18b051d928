"""The whitelist's pages: who may see and change it, and how mistakes come back."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from redis import Redis

from gate import evidence, register
from gate.models import User, Vehicle
from portal import create_app
from settings import Settings
from tests import cast
from tests.browsing import HTMX, as_person
from tests.gate.test_register_refuses import GOOD
from workers import live

Files = dict[str, Vehicle]


@pytest.fixture
def app(settings: Settings, redis: Redis, people: dict[str, User]) -> Flask:
    return create_app(settings, redis=redis)


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


@pytest.mark.parametrize("person", [cast.ADMIN, cast.MANAGER, cast.GUARD, cast.INSPECTOR])
def test_who_may_read_the_register(app: Flask, vehicles: Files, person: cast.Person) -> None:
    client = as_person(app, person)
    file = vehicles[cast.APPROVED.plate_no]
    assert client.get("/vehicles/").status_code == 200
    page = client.get(f"/vehicles/{file.id}")
    assert file.vin in page.text
    may_change = person in (cast.ADMIN, cast.MANAGER)
    assert (f"/vehicles/{file.id}/edit" in page.text) is may_change


@pytest.mark.parametrize("person", [cast.GUARD, cast.INSPECTOR, cast.CARRIER])
def test_who_may_not_change_it(app: Flask, vehicles: Files, person: cast.Person) -> None:
    client, file = as_person(app, person), vehicles[cast.APPROVED.plate_no]
    for path in ("new", f"{file.id}/edit", f"{file.id}/suspend", f"{file.id}/approve"):
        assert client.post(f"/vehicles/{path}", data=GOOD).status_code == 403
    assert Vehicle.get_by_id(file.id).status == "approved"


def test_a_stranger_is_asked_to_sign_in(app: Flask) -> None:
    answer = as_person(app, cast.STRANGER).get("/vehicles/")
    assert answer.status_code == 303
    assert "/login" in answer.location


def test_a_new_vehicle_is_kept_and_approved_in_one_step(manager: FlaskClient, redis: Redis) -> None:
    with redis.pubsub(ignore_subscribe_messages=True) as heard:  # type: ignore[no-untyped-call]
        heard.subscribe(live.CHANNEL)
        heard.get_message(timeout=30)
        answer = manager.post("/vehicles/new", data={**GOOD, "then": "approve"})
        assert answer.status_code == 303
        rung = heard.get_message(timeout=30)
    assert rung is not None
    assert rung["data"] == b"vehicle"
    file = Vehicle.get(Vehicle.plate_no == GOOD["plate_no"])
    assert (file.status, file.changed_by) == ("approved", "manager")
    assert GOOD["vin"] in manager.get(answer.location).text


def test_mistakes_come_back_at_their_fields_with_what_was_typed(manager: FlaskClient) -> None:
    answer = manager.post("/vehicles/new", data={**GOOD, "vin": "SHORT", "plate_no": "冀B"})
    assert answer.status_code == 422
    assert 'value="SHORT"' in answer.text
    assert 'id="vin-errors"' in answer.text
    assert 'id="plate_no-errors"' in answer.text
    assert Vehicle.select().count() == 0


def test_a_vehicle_that_cannot_be_approved_is_not_half_saved(manager: FlaskClient) -> None:
    answer = manager.post("/vehicles/new", data={**GOOD, "vin": "", "then": "approve"})
    assert answer.status_code == 422
    assert 'id="vin-errors"' in answer.text
    assert Vehicle.select().count() == 0


def test_nobody_can_smuggle_in_what_the_form_does_not_hold(manager: FlaskClient) -> None:
    manager.post("/vehicles/new", data={**GOOD, "status": "approved", "changed_by": "admin"})
    file = Vehicle.get()
    assert (file.status, file.changed_by) == ("draft", "manager")


def test_an_edit_on_an_old_page_is_told(manager: FlaskClient) -> None:
    file = register.create(GOOD, by="admin")
    old = {**GOOD, "seen_seq": file.changed_seq, "note": "mine"}
    register.edit(file.id, {"note": "theirs"}, by="admin")
    answer = manager.post(f"/vehicles/{file.id}/edit", data=old)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert Vehicle.get_by_id(file.id).note == "theirs"


def test_a_suspension_asks_why_and_is_told_in_the_history(
    manager: FlaskClient, vehicles: Files
) -> None:
    file = vehicles[cast.APPROVED.plate_no]
    assert manager.get(f"/vehicles/{file.id}/suspend").status_code == 200
    refused = manager.post(f"/vehicles/{file.id}/suspend", data={"reason": ""})
    assert refused.status_code == 422
    assert (
        manager.post(f"/vehicles/{file.id}/suspend", data={"reason": "冒黑烟"}).status_code == 303
    )
    assert Vehicle.get_by_id(file.id).status == "suspended"
    assert "冒黑烟" in manager.get(f"/vehicles/{file.id}").text
    assert manager.post(f"/vehicles/{file.id}/approve").status_code == 303
    assert Vehicle.get_by_id(file.id).status == "approved"


def test_search_answers_with_the_results_alone(manager: FlaskClient, vehicles: Files) -> None:
    answer = manager.get("/vehicles/?q=k38", headers=HTMX)
    assert answer.text.lstrip().startswith('<form id="results"')
    assert cast.CHINA_FOUR.plate_no[2:] in answer.text
    assert cast.APPROVED.plate_no[2:] not in answer.text
    assert "announcements" in answer.text
    whole = manager.get("/vehicles/?q=k38")
    assert "<html" in whole.text
    assert 'value="k38"' in whole.text


def picture(kind: str) -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (2600, 60), "white").save(out, kind)
    return io.BytesIO(out.getvalue()), f"licence.{kind.lower()}"


def test_pictures_of_the_papers_are_kept(manager: FlaskClient, settings: Settings) -> None:
    sent: dict[str, Any] = {**GOOD, "licence_front_image": picture("PNG")}
    assert manager.post("/vehicles/new", data=sent).status_code == 303
    file = Vehicle.get()
    kept = evidence.path_of(settings.evidence_dir, file.licence_front_image)
    with Image.open(kept) as image:
        assert (image.format, image.width) == ("JPEG", 2400)
    # A later edit without a picture keeps the one there is.
    manager.post(
        f"/vehicles/{file.id}/edit", data={**GOOD, "note": "x", "seen_seq": file.changed_seq}
    )
    assert Vehicle.get_by_id(file.id).licence_front_image == file.licence_front_image


def test_what_is_no_picture_is_refused(manager: FlaskClient) -> None:
    for sent in ((io.BytesIO(b"MZ\x90"), "virus.jpg"), picture("GIF"), picture("BMP")):
        answer = manager.post("/vehicles/new", data={**GOOD, "licence_back_image": sent})
        assert answer.status_code == 422
        assert 'id="licence_back_image-errors"' in answer.text


def test_there_is_no_page_of_a_vehicle_nobody_entered(manager: FlaskClient) -> None:
    assert manager.get("/vehicles/4711").status_code == 404
    assert manager.get("/vehicles/?page=-3").status_code == 200
    assert manager.get("/vehicles/?page=x").status_code == 200
