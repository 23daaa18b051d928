"""What somebody who has signed in must do before anything else: choose a password, set up a second factor."""

from gate.models import User
from portal.plant import plant

MEANWHILE = frozenset({"accounts", "own_account", "second_factor"})
"""Blueprints whose pages serve these duties."""


def due(user: User) -> str | None:
    """The endpoint of the page where this person has to go first; None when nothing is due."""
    if user.must_change:
        return "own_account.show"
    if user.role in plant().accounts.second_factor_for and not user.totp_secret:
        return "second_factor.index"
    return None


def stands_before(endpoint: str, user: User) -> str | None:
    """The page that has to come before this endpoint, if one has."""
    return None if endpoint.partition(".")[0] in MEANWHILE else due(user)
