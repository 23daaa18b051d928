"""`flask person …` and `flask add-user`, for whoever sits at the machine."""

import re

import pytest
from click.testing import Result
from flask import Flask

from gate import second_factor
from gate.models import OpenSession, User
from portal import passwords, up
from settings import Settings
from tests import cast
from tests.browsing import as_person
from tests.portal.totp import shown

PASSWORD = "four trucks at dawn"


def flask(app: Flask, *arguments: str, typed: str = "") -> Result:
    result = app.test_cli_runner().invoke(args=list(arguments), input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


@pytest.mark.parametrize("command", [["add-user"], ["person", "add"]])
def test_an_account_is_made_with_a_password_as_the_house_asks(
    app: Flask, command: list[str]
) -> None:
    told = [*command, "Sun", "--role", "admin", "--name", "孙信息"]
    refused = flask(app, *told, typed="12345678\n12345678\n")
    assert (refused.exit_code, "too short" in refused.output) == (1, True)
    made = flask(app, *told, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    user = User.get(User.username == "sun")
    assert passwords.verify(user, PASSWORD)
    assert not user.must_change
    told.append("--must-change")
    told[told.index("Sun")] = "Zhao"
    flask(app, *told, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert User.get(User.username == "zhao").must_change
    again = flask(app, *told, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert "Somebody has this user name already." in again.output


def test_the_list_and_the_switches(app: Flask) -> None:
    guard = as_person(app, cast.GUARD)
    user = User.get(User.username == "guard")
    second_factor.offer(user)
    second_factor.confirm(User.get_by_id(user.id), shown(user))
    assert re.search(
        r"guard\tguard\tactive\tsecond factor\t2\d{3}-", flask(app, "person", "list").output
    )
    flask(app, "person", "remove-second-factor", "guard")
    guard = as_person(app, cast.GUARD)
    flask(app, "person", "sign-out", "Guard")
    assert OpenSession.select().count() == 0
    flask(app, "person", "off", "guard")
    assert guard.get("/").status_code == 303
    assert re.search(r"guard\tguard\toff\tpassword", flask(app, "person", "list").output)
    flask(app, "person", "on", "guard")
    assert as_person(app, cast.GUARD).get("/").status_code == 200
    assert "the last active administrator" in flask(app, "person", "off", "admin").output
    assert flask(app, "person", "off", "nobody").exit_code == 1


def test_a_link_for_a_new_password(app: Flask) -> None:
    told = flask(app, "person", "link", "guard").output
    way = re.search(r"/join/[\w-]+", told)
    assert way
    form = {"new": PASSWORD, "again": PASSWORD}
    assert as_person(app, cast.STRANGER).post(way[0], data=form).status_code == 303
    assert passwords.verify(User.get(User.username == "guard"), PASSWORD)


def test_a_house_without_an_admin_says_what_to_do_at_its_start(
    app: Flask, settings: Settings
) -> None:
    assert up._missing_admin(settings) == ""
    User.update(active=False).where(User.role == "admin").execute()
    assert "add-user NAME --role admin" in up._missing_admin(settings)
    User.delete().execute()
    assert f"http://127.0.0.1:{settings.port}/setup/" in up._missing_admin(settings)
