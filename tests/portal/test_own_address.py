"""An address of one's own: set with the password, confirmed by its link, and what a forgotten password does then."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gate.mail import troubles
from gate.models import Mail, User
from gate.report import plan
from tests import cast
from tests.browsing import as_person
from tests.portal.lettered import link_in, somebody
from tests.portal.totp import shown
from tests.real_post import RealPost

EMAIL = "li@plant.example"
NEW = "seven trucks at noon"
Arrived = Callable[[], list[str]]


@pytest.fixture
def app(writing: Flask) -> Flask:
    return writing


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


def me() -> User:
    return User.get(User.username == cast.MANAGER.username)


def set_address(client: FlaskClient, email: str, password: str = cast.PASSWORD) -> int:
    told = {"email": email, "password": password}
    return client.post("/account/address", data=told).status_code


def confirmed(app: Flask, client: FlaskClient, arrived: Arrived) -> None:
    assert set_address(client, EMAIL) == 303
    (letter,) = arrived()
    assert somebody(app).post(link_in(letter)).status_code == 303


def test_it_takes_the_password_and_its_link(
    app: Flask, manager: FlaskClient, arrived: Arrived
) -> None:
    for password in ("", "wrong"):
        assert set_address(manager, EMAIL, password) == 422
    refused = manager.post("/account/address", data={"email": "li", "password": cast.PASSWORD})
    assert (refused.status_code, 'id="email-errors"' in refused.text) == (422, True)
    assert (me().email, Mail.select().count()) == ("", 0)
    confirmed(app, manager, arrived)
    assert "已确认" in manager.get("/account").text
    assert "电子邮箱已确认" in as_person(app, cast.ADMIN).get("/sign-ins/changes").text
    # Nobody is held to it, and what went there opens nothing any more.
    somebody(app).post("/forgotten", data={"username": cast.MANAGER.username})
    (letter,) = arrived()
    assert somebody(app).get(link_in(letter)).status_code == 200
    assert set_address(manager, "") == 303
    assert (me().email, me().email_confirmed_at) == ("", None)
    assert somebody(app).get(link_in(letter)).status_code == 404
    assert arrived() == []


def test_who_forgets_the_password_still_needs_the_second_factor(
    app: Flask, manager: FlaskClient, arrived: Arrived
) -> None:
    confirmed(app, manager, arrived)
    manager.post("/account/second-factor/offer")
    told = {"code": shown(me()), "password": cast.PASSWORD}
    manager.post("/account/second-factor/confirm", data=told)
    secret = me().totp_secret
    assert secret
    answers = set()
    for name in (cast.MANAGER.username, cast.GUARD.username, "nobody"):
        client = somebody(app)
        client.post("/forgotten", data={"username": name}, headers={"Host": "evil.example"})
        answers.add(re.sub(r"\s+", " ", client.get("/login").text))
    assert len(answers) == 1
    (letter,) = arrived()
    link = link_in(letter)
    for page in ("/mails", "/sign-ins/changes"):
        assert link not in as_person(app, cast.ADMIN).get(page).text
    assert somebody(app).post(link, data={"new": NEW, "again": NEW}).status_code == 303
    assert manager.get("/reports").status_code == 303  # signed out everywhere
    assert somebody(app).post(link, data={"new": NEW, "again": NEW}).status_code == 404
    client = somebody(app)
    right = {"username": cast.MANAGER.username, "password": NEW}
    assert client.post("/login", data=right).location == "/login/code"
    assert client.get("/reports").status_code == 303
    assert client.post("/login/code", data={"code": shown(me(), steps=1)}).status_code == 303
    assert (client.get("/reports").status_code, me().totp_secret) == (200, secret)


def test_the_plan_says_by_name_who_gets_the_report_and_who_has_no_address(
    app: Flask, manager: FlaskClient, arrived: Arrived
) -> None:
    confirmed(app, manager, arrived)
    told = {"roles": ["manager", "guard"], "roles_want_pdf": "y"}
    assert manager.post("/reports/plan/roles", data=told).status_code == 303
    lines = dict(re.findall(r"<li><div>(\S+) .*?</div>(.*?)</li>", page_of(manager), re.S))
    assert set(lines) == {cast.MANAGER.display_name, cast.GUARD.display_name}
    assert EMAIL in lines[cast.MANAGER.display_name]
    assert "PDF" in lines[cast.MANAGER.display_name]
    assert "尚无已确认的邮箱" in lines[cast.GUARD.display_name]
    refused = manager.post("/reports/plan/roles", data={"roles": ["carrier"]})
    assert refused.status_code == 422
    assert plan.roles_of(plan.current()) == ["manager", "guard"]


def page_of(client: FlaskClient) -> str:
    return client.get("/reports/plan").text


def test_an_address_that_refuses_is_told_to_its_person_and_is_no_alarm_of_the_plant(
    app: Flask, manager: FlaskClient, arrived: Arrived, post: RealPost
) -> None:
    post.says = "550 no such user"
    assert set_address(manager, EMAIL) == 303
    arrived()
    assert "可能填错了" in manager.get("/account").text
    assert troubles.waiting() == []
    assert "封邮件未发出" not in manager.get("/alarms").text
    assert "封邮件未发出" not in manager.get("/today").text
    assert "未发出" in manager.get("/mails").text
    post.says = ""
    assert set_address(manager, f"x{EMAIL}") == 303
    arrived()
    assert "可能填错了" not in manager.get("/account").text
