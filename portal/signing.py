"""A second person's signature at a screen that is not theirs: by name and password, with as few tries as elsewhere."""

from collections.abc import Container

from flask_babel import gettext as _
from wtforms import Field

from gate.models import User
from portal import limits, passwords
from portal.confirming import TRIES, WINDOW_S


def somebody(name: Field, password: Field, *, among: Container[str]) -> User | None:
    """The active account that signs, of one of these roles; None, and the mistake stands at its field.

    Whether a name is unknown, or of a role that does not sign, is not told apart from a wrong password.
    """
    typed = str(name.data or "").lower()
    for field in (name, password):
        if not field.data:
            field.errors = [_("This is needed.")]
    if name.errors or password.errors:
        return None
    counted = f"confirm:{typed}"
    limits.stop_after(TRIES, counted, seconds=WINDOW_S)
    user = User.get_or_none(User.username == typed, User.active)
    if not passwords.verify(user, str(password.data)) or user is None or user.role not in among:
        password.errors = [_("User name or password is wrong.")]
        return None
    limits.forget(counted)
    return user
