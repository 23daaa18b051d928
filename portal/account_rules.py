"""What this house asks of accounts: how long a session lasts, how long a password is, who has a second factor."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from settings import Settings

OFFICE = frozenset({"admin", "manager"})
"""They change what others go by, so an empty chair of theirs is signed out early."""
ON_A_WALL = frozenset({"guard"})
"""Their screen hangs where people work and is looked at, not touched: while it is open, somebody is there."""


@dataclass(frozen=True, slots=True)
class AccountRules:
    """The settings that have to do with accounts."""

    lasts: timedelta
    idle_office: timedelta
    idle_others: timedelta
    second_factor_for: frozenset[str]
    shortest_password: int
    link_lasts: timedelta
    data_dir: Path

    @classmethod
    def of(cls, settings: Settings) -> "AccountRules":
        return cls(
            lasts=timedelta(hours=settings.session_hours),
            idle_office=timedelta(minutes=settings.idle_minutes),
            idle_others=timedelta(hours=settings.idle_hours),
            second_factor_for=settings.second_factor_roles,
            shortest_password=settings.password_length,
            link_lasts=timedelta(hours=settings.invitation_hours),
            data_dir=settings.data_dir,
        )

    def idle(self, role: str) -> timedelta:
        """How long somebody of this role may do nothing."""
        return self.idle_office if role in OFFICE else self.idle_others
