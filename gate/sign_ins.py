"""Who came in, who tried to, and from where. Only ever added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gate import clock
from gate.models import SignIn, User

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_AGENT = 64, 64, 200


class How(StrEnum):
    """How a try to sign in ended."""

    IN = "in"
    OUT = "out"
    """Signed out by their own hand."""
    WRONG_PASSWORD = "wrong_password"
    UNKNOWN = "unknown"
    OFF = "switched_off"
    WRONG_CODE = "wrong_code"
    USED_CODE = "used_code"
    TOO_OFTEN = "too_often"
    """Tries beyond this one were not looked at for a while, nor written down."""


@dataclass(frozen=True, slots=True)
class Whence:
    """Where somebody sits: an address of the network, and what their browser calls itself."""

    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Page:
    """Tries, newest first, and where older ones begin."""

    tries: tuple[SignIn, ...]
    older: int | None


def note(
    name: str, user: User | None, how: How, whence: Whence, *, second_factor: str = ""
) -> None:
    """One row; whoever came in has their account say when."""
    now = clock.now()
    if user is not None and how is How.IN:
        User.update(signed_in_at=now).where(User.id == user.id).execute()
    SignIn.insert(
        at=now,
        name=name[:LONGEST_NAME],
        user=user.id if user else None,
        how=how,
        second_factor=second_factor,
        address=whence.address[:LONGEST_ADDRESS],
        agent=whence.agent[:LONGEST_AGENT],
    ).execute()


def tries(*, name: str = "", how: str = "", before: int | None = None, limit: int = 100) -> Page:
    """A page of tries: under a name, that ended so, before a number; whatever is empty does not matter."""
    asked = SignIn.select()
    if name:
        asked = asked.where(SignIn.name == name)
    if how:
        asked = asked.where(SignIn.how == how)
    if before is not None:
        asked = asked.where(SignIn.id < before)
    found = list(asked.order_by(SignIn.id.desc()).limit(limit + 1))
    shown = tuple(found[:limit])
    return Page(shown, shown[-1].id if len(found) > limit else None)


def last_of(user: User, limit: int = 10) -> Sequence[SignIn]:
    """The last tries at somebody's account, newest first."""
    asked = SignIn.select().where(SignIn.user == user).order_by(SignIn.id.desc())
    return list(asked.limit(limit))
