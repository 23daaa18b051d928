"""A telephone with an authenticator app: what it would show."""

import time

import pyotp

from gate.models import User
from gate.second_factor import STEP_S


def shown(user: User, *, steps: int = 0) -> str:
    """The code of somebody's secret now, or so many half minutes from now."""
    fresh = User.get_by_id(user.id)
    secret = fresh.totp_offered or fresh.totp_secret
    return pyotp.TOTP(secret).at(int(time.time()) + steps * STEP_S)
