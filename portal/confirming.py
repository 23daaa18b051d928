"""Asking for the password once more before something weighty, with as few tries as at signing in."""

from flask_babel import gettext as _
from wtforms import Field

from portal import limits, passwords
from portal.security import current_user

WINDOW_S, TRIES = 300, 5


def confirm(field: Field) -> bool:
    """Whether the password in this field is that of the person at the screen; the mistake stands at the field."""
    user = current_user()
    assert user is not None  # `allow` lets nobody else in
    name = f"confirm:{user.username}"
    if not field.data:
        field.errors = [_("Your password is needed once more.")]
        return False
    limits.stop_after(TRIES, name, seconds=WINDOW_S)
    if not passwords.verify(user, str(field.data)):
        field.errors = [_("This is not your current password.")]
        return False
    limits.forget(name)
    return True
