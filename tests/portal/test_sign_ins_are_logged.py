"""Every try to sign in is a line: who, from where, how it ended."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from gate.models import SignIn, User
from portal import create_app
from portal.sign_in_words import browser
from settings import Settings
from tests import cast
from tests.browsing import as_person

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0"


def log_in(client: FlaskClient, username: str, password: str) -> int:
    form = {"username": username, "password": password}
    return client.post("/login", data=form, headers={"User-Agent": EDGE}).status_code


def test_each_end_has_its_word(app: Flask) -> None:
    client = as_person(app, cast.STRANGER)
    User.update(active=False).where(User.username == cast.MANAGER.username).execute()
    log_in(client, "Guard", "wrong")
    log_in(client, "nobody" * 20, "wrong")
    log_in(client, "manager", cast.PASSWORD)
    log_in(client, "guard", cast.PASSWORD)
    client.post("/logout")
    rows = list(SignIn.select().order_by(SignIn.id))
    assert [row.how for row in rows] == ["wrong_password", "switched_off", "in", "out"]
    assert rows[0].user == rows[2].user == User.get(User.username == "guard")
    assert (rows[2].address, rows[2].agent) == ("127.0.0.1", EDGE)
    assert User.get(User.username == "guard").signed_in_at == rows[2].at


def test_an_unknown_name_is_kept_as_it_was_typed(app: Flask) -> None:
    log_in(as_person(app, cast.STRANGER), "' OR 1=1", "wrong")
    assert (SignIn.get().name, SignIn.get().user, SignIn.get().how) == ("' or 1=1", None, "unknown")


def test_of_many_tries_in_vain_the_first_is_written(app: Flask) -> None:
    client = as_person(app, cast.STRANGER)
    assert [log_in(client, "guard", "wrong") for _ in range(9)] == [422] * 5 + [429] * 4
    assert [row.how for row in SignIn.select()] == ["wrong_password"] * 5 + ["too_often"]


@pytest.mark.parametrize("person", [cast.ADMIN, cast.INSPECTOR])
def test_the_page_shows_them_newest_first_and_older_ones_behind(
    app: Flask, person: cast.Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_person(app, cast.STRANGER)
    for name in ("first", "second", "third"):
        log_in(client, name, "wrong")
    reader = as_person(app, person)
    page = reader.get("/sign-ins").text
    assert page.index("third") < page.index("second") < page.index("first")
    assert "Edge · Windows" in page
    found = reader.get("/sign-ins?name=Second&how=unknown").text
    assert ("second" in found, "third" in found) == (True, False)
    behind = reader.get(f"/sign-ins?before={SignIn.get(SignIn.name == 'second').id}").text
    assert (">first<" in behind, ">second<" in behind) == (True, False)


def test_a_person_sees_their_own(app: Flask, guard: FlaskClient) -> None:
    log_in(as_person(app, cast.STRANGER), "guard", "wrong")
    log_in(as_person(app, cast.STRANGER), "manager", "wrong")
    page = guard.get("/account").text
    assert page.count("密码错误") == 1


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "192.0.2.9")])
def test_where_somebody_sits_is_believed_of_our_own_proxy_alone(
    settings: Settings, redis: Redis, people: dict[str, User], proxies: int, address: str
) -> None:
    app = create_app(settings.model_copy(update={"proxies": proxies}), redis=redis)
    client = as_person(app, cast.STRANGER)
    headers = {"X-Forwarded-For": "203.0.113.5, 192.0.2.9"}
    client.post("/login", data={"username": "x", "password": "y"}, headers=headers)
    assert SignIn.get().address == address


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (EDGE, "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0", "WeChat · Android"),
    ],
)  # fmt: skip
def test_a_browser_in_words(agent: str, words: str) -> None:
    assert browser(agent) == words
