"""Links that make an account, or set a password anew: each works once, and nothing but its hash is kept."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from gate import clock, people, proof, tokens
from gate.carriers import companies
from gate.fields import Fields
from gate.models import Carrier, Invitation, User, database
from gate.people import PeopleError

INVITES: Mapping[str, Sequence[str]] = {
    "admin": people.ROLES,
    "manager": ("guard", "carrier"),
    companies.ROLE: (companies.ROLE,),
}
"""Which roles a person of a role may invite; a carrier's people invite into their own company."""


class Gone(Exception):
    """This link has been used, withdrawn or outlived while somebody looked at it."""


def invite(values: Mapping[str, Any], by: User, lasts: timedelta) -> tuple[Invitation, str]:
    """A link for one new account with role, display_name and, if given, username; raises PeopleError."""
    fields = Fields(values)
    row = {
        "role": fields.code("role", INVITES.get(by.role, ()), required=True),
        "display_name": fields.text("display_name", 64, required=True),
        "username": people.as_username(fields.text("username", 64)),
    }
    if row["username"] and User.select().where(User.username == row["username"]).exists():
        fields.wrong("username", "username_taken")
    if row["username"] and not people.is_username(row["username"]):
        fields.wrong("username", "not_a_username")
    fields.stop_at_mistakes(PeopleError)
    with database.atomic():
        made, token = _issue({**row, "user": None}, by.username, lasts)
        _note("invited", made, by.username, until=clock.stamp(made.expires_at))
    return made, token


def reset_link(user: User, by: str, lasts: timedelta) -> tuple[Invitation, str]:
    """A link with which this person chooses a new password; an older one of theirs stops working."""
    with database.atomic():
        people.withdraw_reset_links(user)
        row = {"username": user.username, "display_name": user.display_name, "role": user.role}
        made, token = _issue({**row, "user": user}, by, lasts)
        people.note("reset_link", user, by, until=clock.stamp(made.expires_at))
    return made, token


def find(token: str) -> Invitation | None:
    """The link of this token, while it works."""
    found: Invitation | None = (
        Invitation.select(Invitation, User)
        .left_outer_join(User)
        .where(Invitation.token_hash == tokens.digest(token), *_unused(), _in_time())
        .first()
    )
    return None if found and found.user and not found.user.active else found


def accept(found: Invitation, values: Mapping[str, Any], password_hash: str) -> User:
    """Use a link up: the account that was made by it, or has a new password. Raises Gone, PeopleError."""
    with database.atomic():
        claimed = Invitation.update(used_at=clock.now()).where(
            Invitation.id == found.id, *_unused(), _in_time()
        )
        if not claimed.execute():
            raise Gone
        if found.user:
            people.set_password(found.user, password_hash, found.user.username)
            return User.get_by_id(found.user.id)
        row = {"username": found.username or values.get("username", "")}
        row |= {"display_name": found.display_name, "role": found.role}
        row |= {"language": values.get("language", "")}
        user = people.make(row, password_hash, found.created_by)
        if carrier := _carrier_of(found.created_by):
            companies.join(user, carrier)
        Invitation.update(user=user).where(Invitation.id == found.id).execute()
    return user


def withdraw(number: int, by: User) -> bool:
    """Stop an invitation from working; False where there is none that this person could have made."""
    with database.atomic():
        found = Invitation.get_or_none(Invitation.id == number, _of(by), *_waiting())
        if found is None:
            return False
        Invitation.update(withdrawn_at=clock.now()).where(Invitation.id == number).execute()
        _note("invitation_withdrawn", found, by.username)
    return True


def waiting(by: User) -> list[Invitation]:
    """Invitations that nobody has followed yet and that this person may withdraw, the last to end first."""
    asked = Invitation.select().where(_of(by), *_waiting())
    return list(asked.order_by(Invitation.expires_at.desc()))


def _of(by: User) -> Any:
    """The invitations that this person could have made."""
    theirs = Invitation.role.in_(INVITES.get(by.role, ()))
    if by.role != companies.ROLE:
        return theirs
    colleagues = User.select(User.username).where(User.carrier == by.carrier)
    return theirs & Invitation.created_by.in_(colleagues)


def _carrier_of(username: str) -> Carrier | None:
    """The company of whoever made an invitation; none of the plant's people has one."""
    found = User.get_or_none(User.username == username)
    return companies.of(found) if found else None


def _issue(row: Mapping[str, Any], by: str, lasts: timedelta) -> tuple[Invitation, str]:
    token, now = tokens.fresh(), clock.now()
    moments = {"created_by": by, "created_at": now, "expires_at": now + lasts}
    return Invitation.create(token_hash=tokens.digest(token), **row, **moments), token


def _unused() -> tuple[Any, Any]:
    return Invitation.used_at.is_null(), Invitation.withdrawn_at.is_null()


def _in_time() -> Any:
    return Invitation.expires_at > clock.now()


def _waiting() -> tuple[Any, ...]:
    return (*_unused(), _in_time(), Invitation.user.is_null())


def _note(what: str, made: Invitation, by: str, **more: Any) -> None:
    told = {name: getattr(made, name) for name in ("role", "display_name")}
    body = {"what": what, "invitation_id": made.id, "username": made.username, "by": by}
    proof.append(people.KIND, {**body, "after": told, **more})
