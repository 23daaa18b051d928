"""The second factor: codes by the clock (TOTP, RFC 6238), each taken once, and recovery codes for a lost telephone."""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import pyotp

from gate import clock, people
from gate.models import OpenSession, RecoveryCode, User, database

STEP_S = 30
DRIFT = 1
"""Steps by which a telephone's clock may differ from ours."""
RECOVERY_CODES = 8
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for each other on paper."""


class Answer(StrEnum):
    """What became of a code."""

    TOTP = "totp"
    RECOVERY = "recovery"
    USED = "used_code"
    """Right, but it has been used before."""
    WRONG = "wrong_code"

    @property
    def opens(self) -> bool:
        return self in (Answer.TOTP, Answer.RECOVERY)


def offer(user: User) -> None:
    """Make a secret to be scanned; it counts once a code of it has been told."""
    User.update(totp_offered=pyotp.random_base32()).where(User.id == user.id).execute()


def address(user: User, issuer: str) -> str:
    """What the telephone scans (otpauth://…): the secret that was offered last."""
    return pyotp.TOTP(user.totp_offered).provisioning_uri(name=user.username, issuer_name=issuer)


def confirm(user: User, code: str, *, at: datetime | None = None) -> Sequence[str] | None:
    """Put the offered secret into force if this is a code of it: the recovery codes, told this once; else None.

    Every session of the person ends: they were begun without it.
    """
    step = _step_of(user.totp_offered, _plain(code), at or clock.now())
    if step is None:
        return None
    with database.atomic():
        kept = {"totp_secret": user.totp_offered, "totp_offered": "", "totp_step": step}
        User.update(**kept).where(User.id == user.id).execute()
        OpenSession.delete().where(OpenSession.user == user).execute()
        people.note("second_factor_on", user, user.username)
        return _fresh_codes(user)


def check(user: User, code: str, *, at: datetime | None = None) -> Answer:
    """Whether this code opens the account now; it never does so twice, nor does an older one after a newer."""
    told = _plain(code)
    if not told.isdecimal():
        return _take_recovery(user, told)
    step = _step_of(user.totp_secret, told, at or clock.now())
    if step is None:
        return Answer.WRONG
    # Of two who send the same code at once, one changes the row.
    claimed = User.update(totp_step=step).where(User.id == user.id, User.totp_step < step).execute()
    return Answer.TOTP if claimed else Answer.USED


def remove(user: User, by: str) -> None:
    """Do without a second factor: by its owner, or for a telephone that is lost. Their sessions end."""
    with database.atomic():
        User.update(totp_secret="", totp_offered="").where(User.id == user.id).execute()
        RecoveryCode.delete().where(RecoveryCode.user == user).execute()
        OpenSession.delete().where(OpenSession.user == user).execute()
        people.note("second_factor_off", user, by)


def renew_codes(user: User) -> Sequence[str]:
    """New recovery codes, told this once; the old ones open nothing any more."""
    with database.atomic():
        people.note("recovery_codes", user, user.username)
        return _fresh_codes(user)


def codes_left(user: User) -> int:
    asked = RecoveryCode.select().where(RecoveryCode.user == user, RecoveryCode.used_at.is_null())
    return int(asked.count())


def _step_of(secret: str, told: str, at: datetime) -> int | None:
    """The half minute whose code this is, the newest first; None when it is that of none near by."""
    if not secret or not told.isascii():
        return None
    now, totp = int(at.timestamp()) // STEP_S, pyotp.TOTP(secret)
    near = range(now + DRIFT, now - DRIFT - 1, -1)
    return next((s for s in near if hmac.compare_digest(totp.generate_otp(s), told)), None)


def _take_recovery(user: User, told: str) -> Answer:
    digest = _digest(user, told)
    found = RecoveryCode.get_or_none(RecoveryCode.code_hash == digest, RecoveryCode.user == user)
    if found is None:
        return Answer.WRONG
    claimed = (
        RecoveryCode.update(used_at=clock.now())
        .where(RecoveryCode.id == found.id, RecoveryCode.used_at.is_null())
        .execute()
    )
    return Answer.RECOVERY if claimed else Answer.USED


def _fresh_codes(user: User) -> Sequence[str]:
    RecoveryCode.delete().where(RecoveryCode.user == user).execute()
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(16)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        RecoveryCode.create(user=user, code_hash=_digest(user, code))
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in codes]


def _digest(user: User, code: str) -> str:
    # So random a text needs no slow hash: 16 of 31 letters are 79 bits.
    return hashlib.sha256(f"{user.id}:{code}".encode()).hexdigest()


def _plain(code: str) -> str:
    """A code as it is counted, however it was typed: without blanks and dashes, in narrow small letters."""
    narrow = unicodedata.normalize("NFKC", code).lower()
    return "".join(char for char in narrow if char.isalnum())
