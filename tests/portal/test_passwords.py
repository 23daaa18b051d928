"""What may be a password, how it is kept, and that an older hash becomes a stronger one."""

import pytest
from argon2 import PasswordHasher, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from gate.models import User
from portal import passwords
from tests import cast


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("four trucks at dawn", None),
        ("四辆卡车在黎明前离开了", None),
        ("kv7#pq", "password_short"),
        ("x" * 300, "too_long"),
        ("aaaaaaaaaaaa", "password_common"),
        ("1212121212121", "password_common"),
        ("0123456789", "password_common"),
        ("zyxwvutsrqp", "password_common"),
        ("WoAiNi5201314", "password_common"),
        ("１qaz２wsx３edc", "password_common"),
        ("Admin@123456", "password_common"),
        ("my-greengate-2026", "password_names"),
        ("绿门门卫室值班电脑密码", "password_names"),
        ("wangmen-2026-11", "password_names"),
        ("燕山钢铁有限公司二号门", "password_names"),
        ("li li li li li", "password_common"),
    ],
)
def test_what_may_be_a_password(password: str, why: str | None) -> None:
    assert passwords.objection(password, 10, "wangmen", "李", "燕山钢铁有限公司") == why


def test_the_list_holds_what_could_be_chosen(tmp_path: object) -> None:
    listed = passwords.COMMON.read_text(encoding="utf-8").split()
    assert len(listed) == len(set(listed)) > 500
    assert listed == sorted(listed)
    assert all(word == word.lower() and len(word) >= 8 for word in listed)


@given(st.text(max_size=40))
def test_any_text_is_judged(password: str) -> None:
    why = passwords.objection(password, 10, "wangmen")
    assert why is not None or len(password) >= 5  # what one character stands for may become three


def test_wide_and_narrow_are_one_password(people: dict[str, User]) -> None:
    user = people[cast.GUARD.username]
    user.password_hash = passwords.hash_password(" Ｔruck 2026 ")
    assert passwords.verify(user, "Truck ２０２６")


def test_a_weaker_hash_is_made_anew_by_the_next_sign_in(
    people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = people[cast.GUARD.username]
    weak = user.password_hash
    assert passwords.verify(user, cast.PASSWORD)
    assert User.get_by_id(user.id).password_hash == weak  # as strong as is asked
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(2, 16, 1))
    assert not passwords.verify(user, "not this one")
    assert User.get_by_id(user.id).password_hash == weak
    assert passwords.verify(user, cast.PASSWORD)
    strong = User.get_by_id(user.id).password_hash
    assert extract_parameters(strong).memory_cost == 16
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(1, 8, 1))
    assert passwords.verify(User.get_by_id(user.id), cast.PASSWORD)
    assert User.get_by_id(user.id).password_hash == strong  # and never becomes weaker
