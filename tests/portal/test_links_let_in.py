"""Invited by a link, a password chosen anew, and the first admin of a new house."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gate import clock
from gate.models import Entry, Invitation, User
from portal import doctor, setting_up
from settings import Settings
from tests import cast
from tests.browsing import as_person

PASSWORD = "four trucks at dawn"
TWICE = {"new": PASSWORD, "again": PASSWORD}


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return as_person(app, cast.STRANGER)


def link_in(text: str) -> str:
    found = re.search(r'value="http://localhost(/join/[\w-]+)"', text)
    assert found, text
    return found[1]


def invite(client: FlaskClient, **told: str) -> str:
    form = {"display_name": "张三", "role": "guard", "username": ""}
    return link_in(client.post("/invitations", data=form | told).text)


def test_an_invited_person_comes_in(app: Flask, stranger: FlaskClient) -> None:
    manager = as_person(app, cast.MANAGER)
    link = invite(manager)
    assert link not in manager.get("/invitations").text  # shown once
    assert "张三" in manager.get("/invitations").text
    assert "张三" in stranger.get(link).text
    sent = stranger.post(link, data=TWICE | {"username": "ZhangSan"})
    assert (sent.status_code, sent.location) == (303, "/login")
    form = {"username": "zhangsan", "password": PASSWORD}
    assert stranger.post("/login", data=form).location == "/"
    assert "张三" not in manager.get("/invitations").text
    made = User.get(User.username == "zhangsan")
    assert (made.role, made.display_name) == ("guard", "张三")
    told = as_person(app, cast.INSPECTOR).get("/sign-ins/changes").text
    assert told.index("zhangsan") < told.index("已邀请")  # newest first
    assert {entry.kind for entry in Entry.select()} == {"person"}


@pytest.mark.parametrize("spoilt", ["used", "withdrawn", "old", "wrong"])
def test_a_link_that_does_not_work_is_no_page(
    app: Flask, stranger: FlaskClient, spoilt: str
) -> None:
    admin = as_person(app, cast.ADMIN)
    link = invite(admin)
    if spoilt == "used":
        stranger.post(link, data=TWICE | {"username": "zhangsan"})
    elif spoilt == "withdrawn":
        admin.post(f"/invitations/{Invitation.get().id}/withdraw")
    elif spoilt == "old":
        Invitation.update(expires_at=clock.now() - timedelta(seconds=1)).execute()
    else:
        link = link[:-1] + ("a" if link[-1] != "a" else "b")
    for answer in (stranger.get(link), stranger.post(link, data=TWICE | {"username": "lisi"})):
        assert answer.status_code == 404
        assert "张三" not in answer.text
    assert User.get_or_none(User.username == "lisi") is None


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"username": "guard"}, "这个用户名已经有人用了"),
        ({"username": "x"}, "2 到 32 个字母"),
        ({"username": "zhangsan", "new": "short", "again": "short"}, "密码太短"),
        ({"username": "zhangsan", "new": PASSWORD, "again": "other"}, "两次输入的新密码不一致"),
        ({"username": "woaitangshan", "new": "woaitangshan1", "again": "woaitangshan1"}, "用户名"),
    ],
)
def test_a_mistake_leaves_the_link_as_it_was(
    app: Flask, stranger: FlaskClient, told: dict[str, str], said: str
) -> None:
    link = invite(as_person(app, cast.ADMIN))
    answer = stranger.post(link, data=TWICE | told)
    assert answer.status_code == 422
    assert said in answer.text
    assert stranger.get(link).status_code == 200


def test_a_manager_is_not_offered_to_invite_an_admin(app: Flask) -> None:
    manager = as_person(app, cast.MANAGER)
    assert 'value="admin"' not in manager.get("/invitations").text
    form = {"display_name": "张三", "role": "admin", "username": ""}
    assert manager.post("/invitations", data=form).status_code == 422
    assert Invitation.select().count() == 0


def test_a_forgotten_password_is_chosen_anew(app: Flask, stranger: FlaskClient) -> None:
    admin, guard = as_person(app, cast.ADMIN), as_person(app, cast.GUARD)
    number = User.get(User.username == "guard").id
    assert admin.post(f"/people/{number}/reset-link").status_code == 422  # without their own
    page = admin.post(f"/people/{number}/reset-link", data={"password": cast.PASSWORD})
    link = link_in(page.text)
    assert guard.get("/").status_code == 200  # nothing has happened yet
    assert "guard" in stranger.get(link).text
    assert stranger.post(link, data=TWICE | {"username": "somebody"}).status_code == 303
    assert guard.get("/").status_code == 303  # whoever sat there with the old one is out
    right = {"username": "guard", "password": PASSWORD}
    assert stranger.post("/login", data=right).status_code == 303
    assert stranger.get(link).status_code == 404


def test_guessing_at_links_ends(stranger: FlaskClient) -> None:
    codes = [stranger.get(f"/join/{number}").status_code for number in range(31)]
    assert codes == [404] * 30 + [429]
    assert stranger.get("/setup/x").status_code == 429


@pytest.fixture
def empty(app: Flask) -> FlaskClient:
    """A house that nobody has an account in yet."""
    User.delete().execute()
    return as_person(app, cast.STRANGER)


FIRST = TWICE | {"username": "sun", "display_name": "孙信息"}


def test_the_first_account_is_made_by_whoever_runs_the_machine(
    empty: FlaskClient, settings: Settings
) -> None:
    address = setting_up.link(settings.data_dir, "0.0.0.0", 8080)
    assert address.startswith("http://127.0.0.1:8080/setup/")
    way = address.removeprefix("http://127.0.0.1:8080")
    file = settings.data_dir / setting_up.NAME
    assert file.stat().st_mode & 0o777 == 0o600
    assert setting_up.link(settings.data_dir, "0.0.0.0", 8080) == address
    assert any(
        address in told
        for told in doctor._about_people(settings.model_copy(update={"host": "0.0.0.0"}))
    )
    assert empty.get("/setup/wrong").status_code == 404
    assert empty.get("/login").text.count("setup") == 0
    assert empty.get(way).status_code == 200
    assert empty.post(way, data=FIRST | {"again": "x"}).status_code == 422
    assert empty.post(way, data=FIRST).location == "/login"
    assert User.get().role == "admin"
    right = {"username": "sun", "password": PASSWORD}
    assert empty.post("/login", data=right).location == "/"
    assert not file.exists()
    assert empty.get(way).status_code == 404
    assert empty.post(way, data=FIRST | {"username": "li"}).status_code == 404
    assert list(doctor._about_people(settings)) == []


def test_a_house_with_people_has_no_set_up(stranger: FlaskClient, settings: Settings) -> None:
    way = setting_up.link(settings.data_dir, "127.0.0.1", 8080).partition("8080")[2]
    assert stranger.get(way).status_code == 404
    assert stranger.post(way, data=FIRST).status_code == 404
