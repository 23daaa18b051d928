"""The e-mail address of somebody's account: set by themselves, and used once a link that went there is followed."""

from collections.abc import Mapping
from typing import Any

from gate import clock, people
from gate.fields import Fields
from gate.mail.addresses import LONGEST, is_address
from gate.models import User, database
from gate.people import PeopleError


def set_email(user: User, values: Mapping[str, Any], *, required: bool = True) -> bool:
    """Another address of somebody's own, which nothing is sent to before it is confirmed; False: it is the same.

    Raises PeopleError. The chain tells that it was changed, and not to what: an entry is never forgotten.
    """
    fields = Fields(values)
    email = read_email(fields, required=required)
    fields.stop_at_mistakes(PeopleError)
    if email == user.email:
        return False
    with database.atomic():
        User.update(email=email, email_confirmed_at=None).where(User.id == user.id).execute()
        people.withdraw_reset_links(user)  # they went to the address of before
        people.note("email", user, user.username)
    user.email, user.email_confirmed_at = email, None
    return True


def confirm_email(user_id: int, email: str) -> User | None:
    """Somebody has followed the link that went there; None where the account has another address by now."""
    with database.atomic():
        user: User | None = User.get_or_none(User.id == user_id, User.email == email, User.active)
        if user is not None and user.email_confirmed_at is None:
            user.email_confirmed_at = clock.now()
            User.update(email_confirmed_at=user.email_confirmed_at).where(
                User.id == user.id
            ).execute()
            people.note("email_confirmed", user, user.username)
    return user


def is_reached(user: User) -> bool:
    """Whether letters go to this person: the account is in use, and its address known to be theirs."""
    return bool(user.active and user.email and user.email_confirmed_at)


def read_email(fields: Fields, *, required: bool = False) -> str:
    """An address that a mail can go to."""
    email = fields.text("email", LONGEST, required=required)
    if email and not is_address(email):
        fields.wrong("email", "not_an_email")
    return email
