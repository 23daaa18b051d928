"""An admin looks after accounts, and cannot lock the house."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gate import second_factor
from gate.models import Entry, OpenSession, User
from tests import cast
from tests.browsing import as_person
from tests.portal.totp import shown


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return as_person(app, cast.ADMIN)


def of(person: cast.Person) -> User:
    return User.get(User.username == person.username)


def last_body() -> dict[str, Any]:
    entry = Entry.select().order_by(Entry.seq.desc()).get()
    body: dict[str, Any] = json.loads(bytes(entry.content))["body"]
    return body


def test_everybody_is_on_the_list(app: Flask, admin: FlaskClient) -> None:
    as_person(app, cast.GUARD)
    page = admin.get("/people").text
    for person in cast.ACCOUNTS:
        assert person.display_name in page
    assert page.count("从未") == 4  # all but the admin and the guard
    found = admin.get("/people?q=北方").text
    assert cast.CARRIER.display_name in found
    assert cast.OTHER_CARRIER.display_name not in found


def test_a_long_list_is_cut_into_pages(admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.people.A_PAGE", 4)
    first, second = admin.get("/people").text, admin.get("/people?after=inspector").text
    assert "after=inspector" in first
    assert (cast.MANAGER.display_name in first, cast.MANAGER.display_name in second) == (
        False,
        True,
    )


def test_a_role_counts_from_the_next_page_on(app: Flask, admin: FlaskClient) -> None:
    guard = as_person(app, cast.GUARD)
    row = {"display_name": "王守门", "role": "manager", "language": "en"}
    assert admin.post(f"/people/{of(cast.GUARD).id}", data=row).status_code == 303
    assert guard.get("/invitations").status_code == 200
    assert (last_body()["by"], last_body()["after"]["role"]) == ("admin", "manager")


@pytest.mark.parametrize("person", [cast.ADMIN, cast.INSPECTOR])
def test_what_was_changed_is_there_to_be_read(
    app: Flask, admin: FlaskClient, person: cast.Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = of(cast.GUARD).id
    row = {"display_name": "王守门", "role": "manager", "language": "en"}
    admin.post(f"/people/{number}", data=row)
    admin.post(f"/people/{number}/switch")
    reader = as_person(app, person)
    page = reader.get("/sign-ins/changes").text
    assert page.index("账号已停用") < page.index("门岗 → 环保管理员")
    assert "中文 → English" in page
    seq = Entry.select().order_by(Entry.seq.desc()).get().seq
    assert "已停用" not in reader.get(f"/sign-ins/changes?before={seq}").text


def test_the_last_admin_is_told_so(admin: FlaskClient) -> None:
    number = of(cast.ADMIN).id
    row = {"display_name": "管系统", "role": "guard", "language": "zh"}
    answer = admin.post(f"/people/{number}", data=row)
    assert (answer.status_code, "最后一个在用的系统管理员" in answer.text) == (422, True)
    admin.post(f"/people/{number}/switch")
    assert "最后一个在用的系统管理员" in admin.get(f"/people/{number}").text
    assert of(cast.ADMIN).active


def test_off_and_on_again(app: Flask, admin: FlaskClient) -> None:
    guard, number = as_person(app, cast.GUARD), of(cast.GUARD).id
    admin.post(f"/people/{number}/switch")
    assert guard.get("/").status_code == 303
    assert last_body()["what"] == "switched_off"
    form = {"username": "guard", "password": cast.PASSWORD}
    assert guard.post("/login", data=form).status_code == 422
    admin.post(f"/people/{number}/switch", data={"on": "yes"})
    assert guard.post("/login", data=form).status_code == 303


def test_all_sessions_of_somebody_end(app: Flask, admin: FlaskClient) -> None:
    guards, number = [as_person(app, cast.GUARD) for _ in range(2)], of(cast.GUARD).id
    admin.post(f"/people/{number}/end-sessions")
    assert "已退出 2 处登录" in admin.get(f"/people/{number}").text
    assert [guard.get("/").status_code for guard in guards] == [303, 303]
    assert OpenSession.select().count() == 1


def test_a_lost_telephone(app: Flask, admin: FlaskClient) -> None:
    guard = of(cast.GUARD)
    second_factor.offer(guard)
    assert second_factor.confirm(User.get_by_id(guard.id), shown(guard))
    way = f"/people/{guard.id}/remove-second-factor"
    assert admin.post(way, data={"password": "not mine"}).status_code == 422
    assert of(cast.GUARD).totp_secret
    assert admin.post(way, data={"password": cast.PASSWORD}).status_code == 303
    assert (of(cast.GUARD).totp_secret, last_body()["what"]) == ("", "second_factor_off")


def test_a_new_password_is_asked_for(app: Flask, admin: FlaskClient) -> None:
    guard, number = as_person(app, cast.GUARD), of(cast.GUARD).id
    for _ in range(2):
        assert admin.post(f"/people/{number}/must-change").status_code == 303
    assert guard.get("/passages").location == "/account"
    asked = [entry for entry in Entry.select() if b"must_change" in bytes(entry.content)]
    assert len(asked) == 1
    assert "必须先设置新密码" in admin.get(f"/people/{number}").text


def test_nobody_has_a_page_of_nobody(admin: FlaskClient) -> None:
    for way in (
        "",
        "/switch",
        "/must-change",
        "/end-sessions",
        "/reset-link",
        "/remove-second-factor",
    ):
        assert admin.post(f"/people/4711{way}").status_code == 404
