"""Codes of a second factor: each opens once, none after a newer one, none from far away in time."""

import threading
from datetime import datetime, timedelta

import pyotp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate import clock, second_factor
from gate.models import RecoveryCode, User, database
from gate.second_factor import DRIFT, STEP_S, Answer
from tests import cast

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BEGAN = datetime(2026, 11, 26, 8, 0, tzinfo=clock.BEIJING)


@pytest.fixture
def guard(people: dict[str, User]) -> User:
    user = people[cast.GUARD.username]
    second_factor.offer(user)
    return User.get_by_id(user.id)


def code(user: User, at: datetime) -> str:
    return pyotp.TOTP(user.totp_secret or user.totp_offered).at(at)


def switched_on(user: User, at: datetime = BEGAN) -> tuple[User, list[str]]:
    codes = second_factor.confirm(user, code(user, at), at=at)
    assert codes is not None
    return User.get_by_id(user.id), list(codes)


def test_an_offer_counts_for_nothing_before_a_code_of_it(guard: User) -> None:
    assert second_factor.confirm(guard, "000000", at=BEGAN) is None
    assert User.get_by_id(guard.id).totp_secret == ""
    assert second_factor.check(guard, code(guard, BEGAN), at=BEGAN) is Answer.WRONG
    user, codes = switched_on(guard)
    assert user.totp_secret
    assert user.totp_offered == ""
    assert len(set(codes)) == second_factor.RECOVERY_CODES


def test_the_code_that_confirmed_signs_nobody_in(guard: User) -> None:
    user, _ = switched_on(guard)
    assert second_factor.check(user, code(user, BEGAN), at=BEGAN) is Answer.USED


def test_a_code_may_be_typed_wide_or_with_a_blank(guard: User) -> None:
    user, codes = switched_on(guard)
    at = BEGAN + timedelta(seconds=STEP_S)
    told = code(user, at)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in told)
    assert second_factor.check(user, f" {wide[:3]} {wide[3:]}", at=at) is Answer.TOTP
    assert second_factor.check(user, codes[0].upper().replace("-", " ")) is Answer.RECOVERY


def test_a_recovery_code_opens_once_and_is_kept_as_a_hash(guard: User) -> None:
    user, codes = switched_on(guard)
    plain = codes[0].replace("-", "")
    assert all(plain not in row.code_hash for row in RecoveryCode.select())
    assert second_factor.check(user, codes[0]) is Answer.RECOVERY
    assert second_factor.check(user, codes[0]) is Answer.USED
    assert second_factor.codes_left(user) == second_factor.RECOVERY_CODES - 1
    fresh = second_factor.renew_codes(user)
    assert second_factor.check(user, codes[1]) is Answer.WRONG
    assert second_factor.check(user, fresh[1]) is Answer.RECOVERY


def test_a_recovery_code_is_nobody_elses(guard: User, people: dict[str, User]) -> None:
    _, codes = switched_on(guard)
    assert second_factor.check(people[cast.ADMIN.username], codes[0]) is Answer.WRONG


def test_without_a_second_factor_no_code_opens(guard: User) -> None:
    user, codes = switched_on(guard)
    second_factor.remove(user, "admin")
    user = User.get_by_id(user.id)
    assert second_factor.check(user, codes[0]) is Answer.WRONG
    assert second_factor.check(user, "000000") is Answer.WRONG


def test_of_two_who_send_one_code_at_once_one_is_let_in(guard: User) -> None:
    user, _ = switched_on(guard)
    at = BEGAN + timedelta(seconds=STEP_S)
    told, both, answers = code(user, at), threading.Barrier(2), []

    def send() -> None:
        with database.connection_context():
            both.wait()
            answers.append(second_factor.check(user, told, at=at))

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [Answer.TOTP, Answer.USED]


TRIES = st.lists(st.tuples(st.integers(0, 40), st.integers(-4, 4)), max_size=12)
"""Seconds since the try before, and whose code is told: so many half minutes from now."""


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tries=TRIES)
def test_no_code_opens_twice_nor_after_a_newer_one(
    guard: User, tries: list[tuple[int, int]]
) -> None:
    with database.atomic() as undone:
        # Always this secret, whose codes of these minutes all differ.
        User.update(totp_offered=SECRET).where(User.id == guard.id).execute()
        user, _ = switched_on(User.get_by_id(guard.id))
        at, last = BEGAN, int(BEGAN.timestamp()) // STEP_S
        for seconds, away in tries:
            at += timedelta(seconds=seconds)
            step = int(at.timestamp()) // STEP_S + away
            answer = second_factor.check(user, pyotp.TOTP(SECRET).generate_otp(step), at=at)
            if abs(away) > DRIFT:
                assert answer is Answer.WRONG
            elif step > last:
                assert answer is Answer.TOTP
                last = step
            else:
                assert answer is Answer.USED
        undone.rollback()
