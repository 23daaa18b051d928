"""Accounts are made, changed and switched off; the chain tells of each, and an admin is always left."""

import json
import threading
from typing import Any

import pytest
from peewee import DatabaseError

from gate import people, proof, sign_ins
from gate.models import Entry, OpenSession, User, database
from gate.people import PeopleError
from gate.sign_ins import How, Whence
from tests import cast

GUARD = {"username": " ＷangMen ", "display_name": "王守门", "role": "guard", "language": "zh"}


def bodies() -> list[dict[str, Any]]:
    asked = Entry.select().where(Entry.kind == people.KIND).order_by(Entry.seq)
    return [json.loads(bytes(entry.content))["body"] for entry in asked]


def test_a_new_account_is_in_the_chain_without_its_password(database: Any) -> None:
    user = people.make(GUARD, "a hash", "admin")
    assert user.username == "wangmen"  # two accounts differ in more than case and width
    (told,) = bodies()
    assert (told["what"], told["by"], told["username"]) == ("made", "admin", "wangmen")
    assert told["after"]["role"] == "guard"
    assert "a hash" not in json.dumps(told)
    assert proof.verify().holds


@pytest.mark.parametrize(
    ("values", "field", "key"),
    [
        ({"username": "x"}, "username", "not_a_username"),
        ({"username": "two words"}, "username", "not_a_username"),
        ({"username": "console"}, "username", "not_a_username"),
        ({"username": ""}, "username", "required"),
        ({"username": "GUARD"}, "username", "username_taken"),
        ({"role": "king"}, "role", "unknown_code"),
        ({"display_name": ""}, "display_name", "required"),
    ],
)
def test_what_cannot_be_an_account(
    people_there: None, values: dict[str, str], field: str, key: str
) -> None:
    with pytest.raises(PeopleError) as refused:
        people.make(GUARD | values, "a hash", "admin")
    assert refused.value.errors == {field: key}
    assert bodies() == []


@pytest.fixture
def people_there(people: dict[str, User]) -> None:
    return None


@pytest.fixture
def admin(people: dict[str, User]) -> User:
    return people[cast.ADMIN.username]


@pytest.fixture
def guard(people: dict[str, User]) -> User:
    return people[cast.GUARD.username]


def test_a_change_is_told_with_what_was_before(guard: User) -> None:
    row = {"display_name": "王守门", "role": "manager", "language": "zh"}
    people.change(guard, row, "admin")
    people.change(guard, row, "admin")  # nothing differs, nothing is told
    (told,) = bodies()
    assert (told["what"], told["before"], told["after"]) == (
        "changed",
        {"role": "guard"},
        {"role": "manager"},
    )


def test_the_last_admin_stays_one(admin: User, guard: User) -> None:
    row = {"display_name": "管系统", "role": "guard", "language": "zh"}
    with pytest.raises(PeopleError, match="last_admin"):
        people.change(admin, row, "admin")
    with pytest.raises(PeopleError, match="last_admin"):
        people.switch(admin, False, "admin")
    assert User.get_by_id(admin.id).active
    assert bodies() == []
    people.change(guard, row | {"role": "admin"}, "admin")
    people.switch(admin, False, "admin")
    assert not User.get_by_id(admin.id).active


def test_two_admins_cannot_switch_each_other_off_at_once(admin: User, guard: User) -> None:
    User.update(role="admin").where(User.id == guard.id).execute()
    both, refused = threading.Barrier(2), []

    def switch_off(person: User, by: str) -> None:
        with database.connection_context():
            both.wait()
            try:
                people.switch(person, False, by)
            except PeopleError as said:
                refused.append(said)

    threads = [
        threading.Thread(target=switch_off, args=(admin, "guard")),
        threading.Thread(target=switch_off, args=(guard, "admin")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert User.select().where(User.role == "admin", User.active).count() == 1


def test_the_first_account_is_the_first(database: Any) -> None:
    values = {"username": "sun", "display_name": "孙信息"}
    assert people.make_first(values, "a hash").role == "admin"
    with pytest.raises(PeopleError, match="not_the_first"):
        people.make_first({"username": "zhao", "display_name": "赵"}, "a hash")
    assert User.select().count() == len(bodies()) == 1


def test_whoever_is_switched_off_is_out_everywhere(guard: User) -> None:
    moment = guard.created_at
    for number in range(2):
        OpenSession.create(
            token_hash=str(number), user=guard, begun_at=moment, seen_at=moment, address=""
        )
    people.switch(guard, False, "admin")
    assert OpenSession.select().count() == 0


@pytest.mark.parametrize("change", ["UPDATE sign_in SET name = 'x'", "DELETE FROM sign_in"])
def test_the_log_of_sign_ins_only_grows(guard: User, change: str) -> None:
    sign_ins.note("x" * 80, None, How.UNKNOWN, Whence("192.0.2.7", "Firefox"))
    assert sign_ins.tries().tries[0].name == "x" * sign_ins.LONGEST_NAME
    with pytest.raises(DatabaseError, match="only ever added to"), database.atomic():
        database.execute_sql(change)
