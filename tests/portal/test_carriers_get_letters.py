"""Letters to carriers through a real mail server: confirming an address, a forgotten password, answers, reminders."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gate import clock, papers, people_addresses, register
from gate.carriers import answering, asking, drafting, telling
from gate.letters import Sender
from gate.models import Carrier, Mail, PaperReading, User, Vehicle
from gate.papers import readings, told
from tests import cast
from tests.browsing import as_person
from tests.gate.carriers import TRUCK
from tests.portal.lettered import ADDRESS, link_in, somebody
from tests.portal.test_carriers_apply_themselves import SIGN_UP

PLANT = Sender("燕山钢铁有限公司", ADDRESS)


@pytest.fixture
def app(writing: Flask) -> Flask:
    return writing


@pytest.fixture
def chen(carriers: dict[str, Carrier]) -> User:
    """Of the first carrier, with a confirmed address."""
    user = User.get(User.username == cast.CARRIER.username)
    people_addresses.set_email(user, {"email": "chen@example.com"})
    people_addresses.confirm_email(user.id, "chen@example.com")
    return user


def test_an_address_is_confirmed_by_following_its_link_and_pressing_the_button(
    app: Flask, arrived: Callable[[], list[str]]
) -> None:
    client = somebody(app)
    client.post("/carriers/sign-up", data=SIGN_UP)
    assert "尚未确认" in client.get("/my/trucks").text
    (letter,) = arrived()
    assert letter.startswith("请确认您的邮箱")
    link = link_in(letter)
    assert somebody(app).get(link).status_code == 200  # a machine that reads mails looks
    user = User.get(User.username == "13800138000")
    assert user.email_confirmed_at is None
    assert somebody(app).post(link).status_code == 303
    assert User.get_by_id(user.id).email_confirmed_at is not None
    assert "尚未确认" not in client.get("/my/trucks").text


def change(client: FlaskClient, email: str) -> None:
    told = {"email": email, "password": SIGN_UP["new"]}
    assert client.post("/account/address", data=told).status_code == 303


def test_a_link_to_an_address_of_before_confirms_nothing(
    app: Flask, arrived: Callable[[], list[str]]
) -> None:
    client = somebody(app)
    client.post("/carriers/sign-up", data=SIGN_UP)
    old = link_in(arrived()[0])
    change(client, "new@example.com")
    assert client.post(old).status_code == 404
    assert client.post(old[:-3] + "abc").status_code == 404
    assert "new@example.com" in str(Mail.select().order_by(Mail.id.desc()).get().address)


def test_a_forgotten_password_goes_to_a_confirmed_address_and_the_page_tells_nobody(
    app: Flask, chen: User, arrived: Callable[[], list[str]]
) -> None:
    answers = set()
    for name in (chen.username, cast.OTHER_CARRIER.username, cast.GUARD.username, "nobody"):
        client = somebody(app)
        asked = client.post("/forgotten", data={"username": name}, headers={"Host": "evil.example"})
        assert asked.location == "/login"
        answers.add(re.sub(r"\s+", " ", client.get("/login").text))
    assert len(answers) == 1
    (letter,) = arrived()
    link = link_in(letter)
    new = {"new": "seven trucks at noon", "again": "seven trucks at noon"}
    assert somebody(app).post(link, data=new).status_code == 303
    told = {"username": chen.username, "password": new["new"]}
    assert somebody(app).post("/login", data=told).location == "/my/trucks"


def test_nobody_fills_a_letter_box_by_forgetting(app: Flask, chen: User) -> None:
    for _ in range(8):
        somebody(app).post("/forgotten", data={"username": chen.username})
    assert Mail.select().where(Mail.address == chen.email).count() == 5


def test_nobody_writes_to_the_world_in_the_plants_name(app: Flask) -> None:
    client = somebody(app)
    client.post("/carriers/sign-up", data=SIGN_UP)
    for number in range(14):
        change(client, f"victim{number}@example.com")
    assert Mail.select().count() == 10


def test_an_answer_of_the_plant_is_told_once(
    app: Flask, chen: User, carriers: dict[str, Carrier], arrived: Callable[[], list[str]]
) -> None:
    applied = asking.send(drafting.begin(carriers["beifang"], chen.username, TRUCK), chen.username)
    telling.tell(PLANT)
    assert arrived() == []
    answering.ask(applied, "manager", "行驶证副页反光", ["licence_back_image"])
    for _ in range(2):
        telling.tell(PLANT)
    (letter,) = arrived()
    assert "冀B7K268" in letter
    assert "行驶证副页反光" in letter
    assert ADDRESS in letter


@pytest.mark.parametrize(("left", "told"), [(31, 0), (30, 1), (7, 1), (1, 1), (0, 1), (-1, 0)])
def test_a_permission_that_ends_is_told_beforehand_and_once(
    app: Flask, chen: User, carriers: dict[str, Carrier], vehicles: dict[str, Vehicle],
    left: int, told: int,
) -> None:  # fmt: skip
    truck = own_truck(carriers, vehicles, valid_to=clock.now().date() + timedelta(days=left))
    for _ in range(2):
        telling.tell(PLANT)
    assert Mail.select().count() == told
    if told:
        assert truck.plate_no in Mail.get().subject


def test_an_inspection_that_ends_is_told_as_the_licence_says_it(
    app: Flask, chen: User, carriers: dict[str, Carrier], vehicles: dict[str, Vehicle]
) -> None:
    own_truck(carriers, vehicles, licence_back_image="e" * 64)
    asked, now = readings.ask("e" * 64, papers.LICENCE_BACK), clock.now()
    corners = ((0, 0), (1, 0), (1, 1), (0, 1))
    month = told.Told(f"{now:%Y-%m}", f"{now:%Y年%m月}", 0.9, False, corners)
    PaperReading.update(state="working", tries=0).where(PaperReading.id == asked.id).execute()
    readings.done(asked, {"inspected_until": month}, (900, 600))
    telling.tell(PLANT)
    assert "检验有效期" in Mail.get().subject


def own_truck(carriers: dict[str, Carrier], vehicles: dict[str, Vehicle], **told: Any) -> Vehicle:
    vehicle = vehicles[cast.APPROVED.plate_no]
    register.edit(vehicle.id, {"valid_from": date(2020, 1, 1)} | told, "manager")
    return register.belongs_to(vehicle.id, carriers["beifang"], "manager")


def test_nothing_is_written_to_an_address_that_nobody_has_confirmed(
    app: Flask, carriers: dict[str, Carrier], vehicles: dict[str, Vehicle]
) -> None:
    user = User.get(User.username == cast.CARRIER.username)
    people_addresses.set_email(user, {"email": "chen@example.com"})
    own_truck(carriers, vehicles, valid_to=clock.now().date())
    telling.tell(PLANT)
    assert not Mail.select().exists()


def test_a_colleague_is_invited_into_the_same_company_and_no_other(
    app: Flask, carriers: dict[str, Carrier]
) -> None:
    beifang, jinyuan = as_person(app, cast.CARRIER), as_person(app, cast.OTHER_CARRIER)
    page = beifang.post("/my/company/colleagues", data={"display_name": "周调度"}).text
    assert "周调度" in beifang.get("/my/company").text
    assert "周调度" not in jinyuan.get("/my/company").text
    assert jinyuan.post("/my/company/colleagues/1/withdraw").status_code == 404
    found = re.search(r'value="http://localhost(/join/[^"]+)"', page)
    assert found
    new = {"username": "zhou", "new": "seven trucks at noon", "again": "seven trucks at noon"}
    assert somebody(app).post(found.group(1), data=new).status_code == 303
    assert User.get(User.username == "zhou").carrier == carriers["beifang"]
    assert beifang.post("/my/company/colleagues", data={"display_name": ""}).status_code == 422
