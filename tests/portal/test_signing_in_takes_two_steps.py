"""The second factor at the pages: set up, asked for, taken once, required of a role."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from gate.models import SignIn, User
from portal import create_app
from settings import Settings
from tests import cast
from tests.browsing import HTMX, as_person
from tests.portal.totp import shown

RIGHT = {"username": cast.GUARD.username, "password": cast.PASSWORD}


def me() -> User:
    return User.get(User.username == cast.GUARD.username)


def set_up(client: FlaskClient) -> list[str]:
    """Switch it on; the recovery codes that are shown."""
    client.post("/account/second-factor/offer")
    assert "data:image/svg+xml" in client.get("/account/second-factor").text
    form = {"code": shown(me()), "password": cast.PASSWORD}
    page = client.post("/account/second-factor/confirm", data=form).text
    return re.findall(r"<li>([a-z0-9-]{19})</li>", page)


def test_from_setting_it_up_to_signing_in_with_it(app: Flask, guard: FlaskClient) -> None:
    elsewhere = as_person(app, cast.GUARD)
    assert len(set_up(guard)) == 8
    assert guard.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 303  # signed in without it
    client = as_person(app, cast.STRANGER)
    assert client.post("/login", data=RIGHT | {"next": "/trips"}).location == "/login/code"
    assert client.get("/").status_code == 303  # half way is not in
    assert client.post("/login/code", data={"code": "000000"}).status_code == 422
    told = shown(me(), steps=1)
    assert client.post("/login/code", data={"code": told}).location == "/trips"
    assert client.get("/").status_code == 200
    thief = as_person(app, cast.STRANGER)
    thief.post("/login", data=RIGHT)
    answer = thief.post("/login/code", data={"code": told})
    assert (answer.status_code, "已经用过" in answer.text) == (422, True)
    rows = list(SignIn.select().order_by(SignIn.id.desc()).limit(3))
    assert [row.how for row in rows] == ["used_code", "in", "wrong_code"]
    assert rows[1].second_factor == "totp"


def test_a_recovery_code_in_place_of_the_telephone(app: Flask, guard: FlaskClient) -> None:
    codes = set_up(guard)
    client = as_person(app, cast.STRANGER)
    client.post("/login", data=RIGHT)
    assert client.post("/login/code", data={"code": codes[0].upper()}).location == "/"
    assert "还剩 7 个" in client.get("/account").text


def test_the_code_does_not_wait_for_ever(
    app: Flask, guard: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(guard)
    client = as_person(app, cast.STRANGER)
    client.post("/login", data=RIGHT)
    monkeypatch.setattr("portal.sessions.HALF_WAY_S", -1)
    assert client.get("/login/code").location == "/login"
    assert client.post("/login/code", data={"code": shown(me(), steps=1)}).location == "/login"
    assert "请重新登录" in client.get("/login").text


def test_guessing_at_codes_ends_and_the_page_says_until_when(
    app: Flask, guard: FlaskClient
) -> None:
    set_up(guard)
    client = as_person(app, cast.STRANGER)
    client.post("/login", data=RIGHT)
    tries = [client.post("/login/code", data={"code": "000000"}) for _ in range(6)]
    assert [answer.status_code for answer in tries] == [422] * 5 + [429]
    assert "请在 5 分钟后再试" in tries[-1].text
    assert 0 < int(tries[-1].headers["Retry-After"]) <= 300
    client.post("/login", data=RIGHT)  # the password again begins no new count
    told = {"code": shown(me(), steps=1)}
    assert client.post("/login/code", data=told).status_code == 429
    assert SignIn.select().where(SignIn.how == "too_often").count() == 1


@pytest.mark.parametrize("form", [{"code": "000000", "password": cast.PASSWORD}, {"code": ""}])
def test_it_is_not_on_without_a_right_code_and_password(
    guard: FlaskClient, form: dict[str, str]
) -> None:
    guard.post("/account/second-factor/offer")
    told = form if form["code"] else {"code": shown(me()), "password": "not mine"}
    assert guard.post("/account/second-factor/confirm", data=told).status_code == 422
    assert me().totp_secret == ""


def test_renewing_codes_and_doing_without(guard: FlaskClient) -> None:
    set_up(guard)
    for way in ("codes", "remove"):
        assert guard.post(f"/account/second-factor/{way}").status_code == 422
    form = {"password": cast.PASSWORD}
    page = guard.post("/account/second-factor/codes", data=form)
    assert len(re.findall(r"<li>[a-z0-9-]{19}</li>", page.text)) == 8
    assert guard.post("/account/second-factor/remove", data=form).location == "/account"
    assert (me().totp_secret, guard.get("/").status_code) == ("", 200)


def test_where_it_is_asked_of_a_role_it_comes_first(
    settings: Settings, redis: Redis, people: dict[str, User]
) -> None:
    asked = settings.model_copy(update={"second_factor_for": "guard, admin"})
    app = create_app(asked, redis=redis)
    guard, manager = as_person(app, cast.GUARD), as_person(app, cast.MANAGER)
    assert manager.get("/").status_code == 200
    assert guard.get("/").location == "/account/second-factor"
    assert guard.post("/lanes/1/lift", data={}).location == "/account/second-factor"
    assert guard.get("/", headers=HTMX).headers["HX-Redirect"] == "/account/second-factor"
    page = guard.get("/account/second-factor").text
    assert "本厂要求您的角色使用第二因子" in page
    assert 'href="/passages"' not in page
    set_up(guard)
    assert guard.get("/").status_code == 200


def test_a_password_that_must_be_changed_comes_first(app: Flask, guard: FlaskClient) -> None:
    User.update(must_change=True).where(User.username == cast.GUARD.username).execute()
    assert guard.get("/passages").location == "/account"
    assert "请先设置您自己的密码" in guard.get("/account").text
    same = {"current": cast.PASSWORD, "new": cast.PASSWORD, "again": cast.PASSWORD}
    assert guard.post("/account/password", data=same).status_code == 422
    form = same | {"new": "four trucks at dawn", "again": "four trucks at dawn"}
    assert guard.post("/account/password", data=form).status_code == 303
    assert guard.get("/passages").status_code == 200
