"""Sessions end: by their age, by an empty chair, and by hand; a wall that is looked at does not."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gate import clock
from gate.models import OpenSession, User, database
from portal import create_app
from settings import Settings
from tests import cast
from tests.browsing import HTMX, as_person

MINUTE = timedelta(minutes=1)
LATER = {"By-Itself": "yes"} | HTMX
PICTURE = {"Accept": "image/avif,image/webp,*/*;q=0.8"}


def move_back(**columns: timedelta) -> None:
    """As if so much time had gone by."""
    for row in OpenSession.select():
        moved = {name: getattr(row, name) - by for name, by in columns.items()}
        OpenSession.update(**moved).where(OpenSession.id == row.id).execute()


def is_in(client: FlaskClient, **headers: str) -> bool:
    return client.get("/account", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("person", "minutes"), [(cast.ADMIN, 30), (cast.MANAGER, 30), (cast.INSPECTOR, 240)]
)
def test_an_empty_chair_is_signed_out(app: Flask, person: cast.Person, minutes: int) -> None:
    client = as_person(app, person)
    move_back(seen_at=(minutes - 1) * MINUTE)
    assert is_in(client)
    move_back(seen_at=(minutes + 2) * MINUTE)
    assert not is_in(client)


def test_what_a_page_does_by_itself_keeps_nobody_in(app: Flask) -> None:
    client = as_person(app, cast.MANAGER)
    for _ in range(3):  # ten minutes each
        move_back(seen_at=10 * MINUTE)
        assert client.get("/", headers=LATER).status_code == 200
        client.get("/lanes/1/still.jpg", headers=PICTURE)
        client.get("/live", headers={"Accept": "text/event-stream"}).close()
    move_back(seen_at=2 * MINUTE)
    told = client.get("/", headers=LATER)
    assert (told.status_code, told.headers["HX-Redirect"]) == (401, "/login")


@pytest.mark.parametrize("what", ["a page", "a fragment", "a key"])
def test_what_a_person_does_keeps_them_in(app: Flask, what: str) -> None:
    client = as_person(app, cast.MANAGER)
    for _ in range(3):
        move_back(seen_at=20 * MINUTE)
        if what == "a key":
            assert client.post("/here", headers={"Accept": "*/*"}).status_code == 204
        else:
            headers = HTMX | {"Accept": "*/*"} if what == "a fragment" else {"Accept": "text/html"}
            assert client.get("/", headers=headers).status_code == 200


def test_a_guards_wall_lives_through_a_shift_and_no_longer(app: Flask) -> None:
    client = as_person(app, cast.GUARD)
    for _ in range(5):  # three hours each, in which nobody touches it
        move_back(seen_at=180 * MINUTE, begun_at=180 * MINUTE)
        assert client.get("/", headers=LATER).status_code == 200
    assert "本屏幕将在" not in client.get("/alarms").text
    move_back(begun_at=40 * MINUTE)
    assert "本屏幕将在" in client.get("/alarms", headers=LATER).text
    move_back(begun_at=21 * MINUTE)
    assert client.get("/", headers=LATER).status_code == 401


def test_a_guards_screen_that_was_closed_is_signed_out(app: Flask) -> None:
    client = as_person(app, cast.GUARD)
    move_back(seen_at=242 * MINUTE)
    assert not is_in(client)


def test_the_ends_are_settings(settings: Settings, redis: object, people: dict[str, User]) -> None:
    changed = settings.model_copy(update={"session_hours": 1, "idle_minutes": 5})
    client = as_person(create_app(changed, redis=redis), cast.ADMIN)  # type: ignore[arg-type]
    move_back(seen_at=7 * MINUTE)
    assert not is_in(client)


def test_a_page_tells_its_script_when_the_chair_is_empty(app: Flask) -> None:
    assert 'data-idle="1800"' in as_person(app, cast.ADMIN).get("/account").text
    wall = as_person(app, cast.GUARD).get("/account").text
    assert "data-idle" not in wall
    assert "idle.js" not in wall


def test_the_row_is_written_once_a_minute_at_most(app: Flask) -> None:
    client = as_person(app, cast.MANAGER)
    seen = OpenSession.get().seen_at
    client.get("/account")
    assert OpenSession.get().seen_at == seen
    move_back(seen_at=MINUTE)
    client.get("/account")
    assert OpenSession.get().seen_at >= seen


def test_who_is_at_the_screen_takes_one_question(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_person(app, cast.GUARD)
    client.get("/lanes/1/lift")
    asked: list[str] = []
    run = database.obj.execute_sql

    def listen(sql: str, *rest: object) -> object:
        asked.append(sql)
        return run(sql, *rest)

    monkeypatch.setattr(database.obj, "execute_sql", listen)
    client.get("/lanes/1/lift")
    client.get("/static/app.css").close()
    assert len([sql for sql in asked if "open_session" in sql or '"user"' in sql]) == 1


def test_signing_out_there(app: Flask) -> None:
    here, there, third = (as_person(app, cast.GUARD) for _ in range(3))
    other = as_person(app, cast.MANAGER)
    rows = list(OpenSession.select().order_by(OpenSession.id))
    assert "退出该处登录" in here.get("/account").text
    here.post("/account/sessions/end", data={"session": rows[1].id})
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)
    here.post("/account/sessions/end", data={"session": rows[3].id})  # of somebody else
    assert is_in(other)
    here.post("/account/sessions/end")
    assert (is_in(here), is_in(third)) == (True, False)


def test_the_cookie_alone_opens_nothing(app: Flask) -> None:
    client = as_person(app, cast.GUARD)
    stolen = client.get_cookie("greengate")
    assert stolen
    client.post("/logout")
    thief = app.test_client()
    thief.set_cookie("greengate", stolen.value)
    assert not is_in(thief)
    assert OpenSession.select().count() == 0


def test_a_late_answer_to_an_old_page_leaves_the_new_session_alone(app: Flask) -> None:
    client = as_person(app, cast.GUARD)
    old = client.get_cookie("greengate")
    assert old
    client.post(
        "/account/password",
        data={"current": cast.PASSWORD, "new": "gate of iron 9", "again": "gate of iron 9"},
    )
    assert is_in(client)
    late = app.test_client()
    late.set_cookie("greengate", old.value)
    answer = late.get("/alarms", headers=HTMX)
    assert answer.headers["HX-Redirect"].startswith("/login")
    assert "Set-Cookie" not in answer.headers


def test_old_rows_go_when_somebody_signs_in(app: Flask) -> None:
    as_person(app, cast.GUARD)
    move_back(begun_at=timedelta(days=2))
    as_person(app, cast.ADMIN)
    assert [row.user.username for row in OpenSession.select()] == ["admin"]
    assert OpenSession.get().begun_at <= clock.now()
