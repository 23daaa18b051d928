"""Accounts: made, changed, switched off and never deleted, for rows name people; every change in the chain."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from peewee import IntegrityError

from gate import clock, proof
from gate.fields import Fields, Mistakes
from gate.models import Invitation, OpenSession, User, database

ADMIN = "admin"
ROLES = (ADMIN, "manager", "guard", "carrier", "inspector")
LANGUAGES = ("zh", "en")
CONSOLE = "console"
"""Stands for whoever works at the command line of the machine."""
RESERVED = frozenset({CONSOLE, "demo", "platform", "system"})
"""Names under which the house itself writes."""
KIND = "person"
_USERNAME = re.compile(r"[^\W_][\w.-]{1,31}")


class PeopleError(Mistakes):
    """What cannot be an account, or would leave the house without an admin."""


def as_username(text: str) -> str:
    """A user name as accounts keep it: two of them differ in more than case and width."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def is_username(name: str) -> bool:
    """Whether an account may be called so."""
    return bool(_USERNAME.fullmatch(name)) and name not in RESERVED


def has_admin() -> bool:
    """Whether anybody may make accounts."""
    return bool(User.select().where(User.role == ADMIN, User.active).exists())


def named(text: str = "", *, after: str = "", limit: int = 100) -> list[User]:
    """Accounts by user name, those whose name or user name holds a text, after a user name."""
    asked = User.select().where(User.username > after)
    if text:
        asked = asked.where(
            User.username.contains(as_username(text)) | User.display_name.contains(text)
        )
    return list(asked.order_by(User.username).limit(limit))


def make(
    values: Mapping[str, Any], password_hash: str, by: str, *, must_change: bool = False
) -> User:
    """A new account from username, display_name, role and language; raises PeopleError."""
    fields = Fields(values)
    row = {
        "username": _username(fields),
        "display_name": fields.text("display_name", 64, required=True),
        "role": fields.code("role", ROLES, required=True),
        "language": fields.code("language", LANGUAGES) or LANGUAGES[0],
        "active": True,
    }
    fields.stop_at_mistakes(PeopleError)
    secret = {"password_hash": password_hash, "must_change": must_change}
    try:
        with database.atomic():
            user = User.create(**row, **secret, created_at=clock.now())
            note("made", user, by, after=row)
    except IntegrityError:
        raise PeopleError({"username": "username_taken"}) from None
    return user


def make_first(values: Mapping[str, Any], password_hash: str) -> User:
    """The admin of a house that has no account; raises PeopleError where there is one by now."""
    with database.atomic():
        user = make({**values, "role": ADMIN}, password_hash, str(values.get("username")))
        # The entry has the chain locked: nobody else makes an account until this one stands.
        if User.select().where(User.id != user.id).exists():
            raise PeopleError({"username": "not_the_first"})
    return user


def change(user: User, values: Mapping[str, Any], by: str) -> None:
    """Another name, role or language; raises PeopleError, also when no admin would be left."""
    fields = Fields(values)
    row = {
        "display_name": fields.text("display_name", 64, required=True),
        "role": fields.code("role", ROLES, required=True),
        "language": fields.code("language", LANGUAGES, required=True),
    }
    fields.stop_at_mistakes(PeopleError)
    _write(user, row, "changed", by, blames="role")


def switch(user: User, active: bool, by: str) -> None:
    """Let somebody in again, or no longer: their sessions end, and the links that they handed out."""
    with database.atomic():
        _write(user, {"active": active}, "switched_on" if active else "switched_off", by)
        if not active:
            _end_sessions(user)
            Invitation.update(withdrawn_at=clock.now()).where(
                (Invitation.created_by == user.username) | (Invitation.user == user),
                Invitation.used_at.is_null(),
                Invitation.withdrawn_at.is_null(),
            ).execute()


def end_sessions(user: User, by: str) -> int:
    """Sign somebody out everywhere; in how many places."""
    with database.atomic():
        ended = _end_sessions(user)
        if ended:
            note("signed_out", user, by, sessions=ended)
    return ended


def set_password(user: User, password_hash: str, by: str, *, must_change: bool = False) -> None:
    """A new password; whoever was signed in with the old one is out."""
    with database.atomic():
        User.update(password_hash=password_hash, must_change=must_change).where(
            User.id == user.id
        ).execute()
        _end_sessions(user)
        note("password", user, by)


def ask_for_new_password(user: User, by: str) -> None:
    """At the next page this person chooses a password of their own, before anything else."""
    with database.atomic():
        asked = User.update(must_change=True).where(User.id == user.id, ~User.must_change)
        if asked.execute():
            note("must_change", user, by)


def withdraw_reset_links(user: User) -> None:
    """Links for a new password that are under way to this person stop working, in the caller's transaction."""
    Invitation.update(withdrawn_at=clock.now()).where(
        Invitation.user == user, Invitation.used_at.is_null(), Invitation.withdrawn_at.is_null()
    ).execute()


def note(what: str, user: User, by: str, **more: Any) -> None:
    """Tell the chain what was done to an account, in the caller's transaction."""
    body = {"what": what, "id": user.id, "username": user.username, "by": by, **more}
    proof.append(KIND, body)


def _write(user: User, row: Mapping[str, Any], what: str, by: str, *, blames: str = "") -> None:
    """The row and its entry in one transaction; nothing when nothing differs."""
    with database.atomic():
        present = User.get_by_id(user.id)
        changed = {name for name in row if getattr(present, name) != row[name]}
        if not changed:
            return
        User.update(**row).where(User.id == user.id).execute()
        before = {name: getattr(present, name) for name in changed}
        note(what, user, by, before=before, after={name: row[name] for name in changed})
        # Only now: the entry has the chain locked, so that two admins cannot switch each other off at once.
        if present.active and present.role == ADMIN and not has_admin():
            raise PeopleError({blames: "last_admin"})


def _end_sessions(user: User) -> int:
    return int(OpenSession.delete().where(OpenSession.user == user).execute())


def _username(fields: Fields) -> str:
    name = as_username(fields.text("username", 64, required=True))
    if name and not is_username(name):
        fields.wrong("username", "not_a_username")
    return name
