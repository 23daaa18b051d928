"""Who gets the nightly report now: recipients by their addresses, people by their roles, and no address twice."""

from dataclasses import dataclass

from gate import people_addresses
from gate.models import User
from gate.report import plan


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody whom a letter goes to."""

    name: str
    address: str
    language: str
    wants_pdf: bool


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a role that gets it."""

    name: str
    username: str
    role: str
    language: str
    address: str
    """Empty: none that is confirmed, so nothing comes."""
    named: bool
    """The same address gets it already, as a recipient's or somebody else's of these roles."""


def who_gets_it() -> list[Reader]:
    """Each address once; what was chosen for a recipient counts before what an account says of itself."""
    found: dict[str, Reader] = {}
    for one in plan.recipients():
        if one.active:
            reader = Reader(one.name, one.address, one.language, one.wants_pdf)
            found.setdefault(one.address.casefold(), reader)
    wants_pdf = bool(plan.current().roles_want_pdf)
    by_role = [one for one in members() if one.address and not one.named]
    return [
        *found.values(),
        *(Reader(one.name, one.address, one.language, wants_pdf) for one in by_role),
    ]


def members() -> list[Member]:
    """Everybody in use of the roles that get it, role by role, also who has no confirmed address yet."""
    taken = {one.address.casefold() for one in plan.recipients() if one.active}
    told: list[Member] = []
    for user in _people():
        address = user.email if people_addresses.is_reached(user) else ""
        named = address.casefold() in taken
        told.append(
            Member(user.display_name, user.username, user.role, user.language, address, named)
        )
        taken |= {address.casefold()} - {""}
    return told


def _people() -> list[User]:
    roles = plan.roles_of(plan.current())
    found = User.select().where(User.role.in_(roles), User.active).order_by(User.username)
    return sorted(found, key=lambda user: roles.index(user.role))
