"""Passwords: kept as argon2, made stronger as the years go, and what may not be one (NIST SP 800-63B)."""

import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import Parameters, PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from gate import people
from gate.models import User

LONGEST = 256
COMMON = Path(__file__).with_name("common_passwords.txt")
PRODUCT = ("greengate", "绿门", "lvmen")
SHORTEST_PART = 4
"""A name of fewer letters is in many a good password by chance."""
hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The text that is stored in place of a password."""
    return hasher.hash(_plain(password))


def verify(user: User | None, password: str) -> bool:
    """Whether this is the user's password. An unknown user takes just as long, and learns nothing.

    A hash that was made with weaker parameters than are used today is made anew.
    """
    kept = user.password_hash if user else _of_nobody(hasher)
    try:
        hasher.verify(kept, _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    if user is not None and _is_weaker(extract_parameters(kept)):
        user.password_hash = hash_password(password)
        User.update(password_hash=user.password_hash).where(
            User.id == user.id, User.password_hash == kept
        ).execute()
    return user is not None


def objection(password: str, shortest: int, *names: str) -> str | None:
    """The key of a sentence for what keeps this from being anybody's new password; None: nothing does.

    `names` are what the person is called. No mixture of letters and digits is asked for: length is what counts.
    """
    plain = _plain(password).lower()
    if len(plain) < shortest:
        return "password_short"
    if len(plain) > LONGEST:
        return "too_long"
    if plain in _common() or len(set(plain)) < SHORTEST_PART or _is_a_run(plain):
        return "password_common"
    known = (*PRODUCT, *(name.lower() for name in names if len(name) >= SHORTEST_PART))
    return "password_names" if any(name in plain for name in known) else None


def create_user(
    username: str, role: str, display_name: str, password: str, by: str = people.CONSOLE
) -> User:
    """A new account that is made with its password, without anybody at a page; raises PeopleError."""
    row = {"username": username, "role": role, "display_name": display_name}
    return people.make(row, hash_password(password), by)


def _plain(password: str) -> str:
    """As it is hashed: what an input method types wide or narrow is one password."""
    return unicodedata.normalize("NFKC", password).strip()


def _is_weaker(than: Parameters) -> bool:
    return (than.time_cost, than.memory_cost) < (hasher.time_cost, hasher.memory_cost)


def _is_a_run(plain: str) -> bool:
    """0123456789, abcdefghij or either backwards."""
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return steps <= {1} or steps <= {-1}


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").split())


@cache
def _of_nobody(_: PasswordHasher) -> str:
    return hash_password("the password of nobody")
