"""Signing in, staying signed in for as long as is right, and not a moment longer."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from gate.models import User
from portal import create_app, passwords
from portal.demo import people as demo
from portal.forms import safe_next
from portal.kept_secrets import kept_in
from settings import Settings
from tests import cast
from tests.browsing import SAME_ORIGIN, as_person
from workers.queues import connect

RIGHT = {"username": cast.GUARD.username, "password": cast.PASSWORD}
WRONG = {"username": cast.GUARD.username, "password": "not this one"}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return as_person(app, cast.STRANGER)


def test_the_right_password_opens_the_live_page(client: FlaskClient) -> None:
    response = client.post("/login", data=RIGHT)
    assert (response.status_code, response.location) == (303, "/")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("username", "role", "name"), demo.PEOPLE)
def test_the_people_of_the_demo_come_in_at_once(
    database: Any, settings: Settings, redis: Redis, username: str, role: str, name: str
) -> None:
    demo.enter()
    client = as_person(create_app(settings, redis=redis), cast.STRANGER)
    form = {"username": username, "password": demo.PASSWORD}
    home = client.post("/login", data=form).location
    page = client.get(home, follow_redirects=True)
    assert (page.status_code, name in page.text) == (200, True)


def test_the_user_name_may_be_typed_in_capitals(client: FlaskClient) -> None:
    assert client.post("/login", data=RIGHT | {"username": " Guard "}).status_code == 303


def test_a_wrong_password_says_so_and_not_which_half_was_wrong(client: FlaskClient) -> None:
    known = client.post("/login", data=WRONG)
    unknown = client.post("/login", data=WRONG | {"username": "nobody"})
    assert known.status_code == unknown.status_code == 422
    assert "用户名或密码不正确" in known.text
    assert "用户名或密码不正确" in unknown.text


def test_an_account_that_was_switched_off_does_not_open(client: FlaskClient) -> None:
    User.update(active=False).where(User.username == cast.GUARD.username).execute()
    assert client.post("/login", data=RIGHT).status_code == 422


def test_switching_an_account_off_ends_its_session(app: Flask) -> None:
    client = as_person(app, cast.GUARD)
    User.update(active=False).where(User.username == cast.GUARD.username).execute()
    assert client.get("/").status_code == 303


def test_guessing_ends_after_five_tries(client: FlaskClient) -> None:
    tries = [client.post("/login", data=WRONG).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]
    assert client.post("/login", data=RIGHT).status_code == 429


def test_the_right_password_begins_the_count_again(client: FlaskClient) -> None:
    for _ in range(2):
        assert [client.post("/login", data=WRONG).status_code for _ in range(4)] == [422] * 4
        assert client.post("/login", data=RIGHT).status_code == 303


def test_guessing_is_counted_without_redis_too(settings: Settings, people: dict[str, User]) -> None:
    away = create_app(settings, redis=connect("redis://127.0.0.1:1"))
    client = as_person(away, cast.STRANGER)
    tries = [client.post("/login", data=WRONG).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/passages?plate=B", "/passages?plate=B"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("passages", "/"),
        ("/\nevil", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_stays_on_this_site(
    client: FlaskClient, wanted: str, goes_to: str
) -> None:
    assert client.post("/login", data=RIGHT | {"next": wanted}).location == goes_to
    assert safe_next(wanted, "/") == goes_to


def test_a_carrier_starts_on_its_trucks(client: FlaskClient) -> None:
    response = client.post("/login", data=RIGHT | {"username": cast.CARRIER.username})
    assert response.location == "/my/trucks"


def test_signing_out_ends_the_session(app: Flask) -> None:
    client = as_person(app, cast.GUARD)
    client.post("/logout")
    assert client.get("/").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    settings: Settings, redis: Redis, people: dict[str, User]
) -> None:
    app = create_app(settings.model_copy(update={"secure_cookies": True}), redis=redis)
    response = app.test_client().post("/login", data=RIGHT, headers=SAME_ORIGIN)
    cookie = response.headers["Set-Cookie"]
    assert {"HttpOnly", "Secure", "SameSite=Lax"} <= set(cookie.split("; "))


def test_the_secret_is_made_once_and_for_this_user_only(settings: Settings, app: Flask) -> None:
    path = settings.data_dir / "session.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text()) == 64
    assert kept_in(settings.data_dir, "session.key") == path.read_text()
    assert list(settings.data_dir.glob("session.key.*")) == []


def change(client: FlaskClient, **told: str) -> Any:
    form = {"current": cast.PASSWORD, "new": "four trucks at dawn", "again": "four trucks at dawn"}
    return client.post("/account/password", data=form | told)


def test_a_new_password_ends_the_other_sessions(app: Flask) -> None:
    here, elsewhere = as_person(app, cast.GUARD), as_person(app, cast.GUARD)
    assert change(here).status_code == 303
    assert "密码已修改" in here.get("/account").text
    assert elsewhere.get("/").status_code == 303
    user = User.get(User.username == cast.GUARD.username)
    assert passwords.verify(user, "four trucks at dawn")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"current": "not mine"}, "当前密码不正确"),
        ({"again": "something else"}, "两次输入的新密码不一致"),
        ({"new": "short", "again": "short"}, "10"),
    ],
)
def test_a_mistake_is_shown_on_its_field(
    guard: FlaskClient, told: dict[str, str], said: str
) -> None:
    response = change(guard, **told)
    assert response.status_code == 422
    assert said in response.text
    assert passwords.verify(User.get(User.username == cast.GUARD.username), cast.PASSWORD)
