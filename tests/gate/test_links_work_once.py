"""A link that lets somebody in: once, in its time, and by nobody who only reads the database."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate import clock, invitations, people, tokens
from gate.invitations import Gone
from gate.models import Invitation, User, database
from gate.people import PeopleError
from tests import cast

DAY = timedelta(days=1)
GUARD = {"role": "guard", "display_name": "张三", "username": ""}


@pytest.fixture
def admin(people: dict[str, User]) -> User:
    return people[cast.ADMIN.username]


def test_a_link_makes_one_account_and_no_second(admin: User) -> None:
    made, token = invitations.invite(GUARD, admin, DAY)
    found = invitations.find(token)
    assert found == made
    user = invitations.accept(found, {"username": "zhangsan", "language": "en"}, "a hash")
    assert (user.username, user.role, user.language) == ("zhangsan", "guard", "en")
    assert invitations.find(token) is None
    with pytest.raises(Gone):  # whoever had the page open meanwhile
        invitations.accept(found, {"username": "lisi"}, "a hash")
    assert User.get_or_none(User.username == "lisi") is None


def test_only_the_hash_is_kept(admin: User) -> None:
    _, token = invitations.invite(GUARD, admin, DAY)
    row = Invitation.get()
    assert token not in str(row.__data__)
    assert row.token_hash == tokens.digest(token)
    assert invitations.find(row.token_hash) is None


def test_a_name_that_is_taken_leaves_the_link_as_it_was(admin: User) -> None:
    _, token = invitations.invite(GUARD, admin, DAY)
    found = invitations.find(token)
    assert found
    with pytest.raises(PeopleError):
        invitations.accept(found, {"username": "guard"}, "a hash")
    assert invitations.find(token)


def test_a_password_is_set_anew_and_an_older_link_dies(admin: User) -> None:
    guard = User.get(User.username == "guard")
    _, older = invitations.reset_link(guard, "admin", DAY)
    _, token = invitations.reset_link(guard, "admin", DAY)
    assert invitations.find(older) is None
    found = invitations.find(token)
    assert found
    invitations.accept(found, {}, "another hash")
    assert User.get_by_id(guard.id).password_hash == "another hash"
    assert invitations.find(token) is None


def test_links_die_with_whoever_they_belong_to(admin: User) -> None:
    manager, guard = (User.get(User.username == name) for name in ("manager", "guard"))
    _, by_manager = invitations.invite(GUARD, manager, DAY)
    _, for_guard = invitations.reset_link(guard, "admin", DAY)
    for person in (manager, guard):
        people.switch(person, False, "admin")
    assert invitations.find(by_manager) is None
    assert invitations.find(for_guard) is None


@pytest.mark.parametrize("role", ["admin", "manager", "inspector"])
def test_a_manager_invites_guards_and_carriers(admin: User, role: str) -> None:
    manager, guard = (User.get(User.username == name) for name in ("manager", "guard"))
    with pytest.raises(PeopleError) as refused:
        invitations.invite(GUARD | {"role": role}, manager, DAY)
    assert refused.value.errors == {"role": "unknown_code"}
    with pytest.raises(PeopleError):
        invitations.invite(GUARD, guard, DAY)
    made, _ = invitations.invite(GUARD | {"role": role}, admin, DAY)
    assert not invitations.withdraw(made.id, manager)
    assert invitations.waiting(manager) == []
    assert invitations.withdraw(made.id, admin)


STEPS = st.lists(
    st.sampled_from(["accept", "withdraw", "outlive", "find", "other"]), min_size=1, max_size=8
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_whatever_happens_in_whatever_order_it_opens_once_at_most(
    admin: User, steps: list[str]
) -> None:
    with database.atomic() as undone:
        made, token = invitations.invite(GUARD, admin, DAY)
        works, accepted = True, 0
        for number, step in enumerate(steps):
            found: Any = invitations.find(token)
            assert (found is not None) == works
            if step == "withdraw":
                assert invitations.withdraw(made.id, admin) == works
            elif step == "outlive":
                past = clock.now() - timedelta(milliseconds=1)
                Invitation.update(expires_at=past).where(Invitation.id == made.id).execute()
            elif step == "other":
                assert invitations.find(tokens.fresh()) is None
            elif step == "accept":
                try:
                    invitations.accept(made, {"username": f"somebody{number}"}, "a hash")
                    accepted += 1
                except Gone:
                    assert not works
            works = works and step not in ("accept", "withdraw", "outlive")
        assert accepted <= 1
        undone.rollback()
