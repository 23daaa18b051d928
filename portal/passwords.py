"""Passwords: kept as argon2, and the accounts they open."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gate import clock
from gate.models import User

SHORTEST = 8
_hasher = PasswordHasher()
_NOBODY = _hasher.hash("the password of nobody")


def hash_password(password: str) -> str:
    """The text that is stored in place of a password."""
    return _hasher.hash(password)


def verify(user: User | None, password: str) -> bool:
    """Whether this is the user's password. An unknown user takes just as long, and learns nothing."""
    try:
        _hasher.verify(user.password_hash if user else _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return user is not None


def create_user(
    username: str, role: str, display_name: str, password: str, language: str = "zh"
) -> User:
    """A new account; the user names of two accounts differ in more than case."""
    return User.create(
        username=username.strip().lower(),
        role=role,
        display_name=display_name,
        password_hash=hash_password(password),
        language=language,
        created_at=clock.now(),
    )
