"""The people who sign in, where they are signed in, how they came in, and the links that let them."""

from peewee import BigIntegerField, BooleanField, CharField, ForeignKeyField

from gate.models.base import MomentField, Table
from gate.models.carriers import Carrier


class User(Table):
    """An account: admin, manager, guard, carrier or inspector. Never deleted, for rows name people."""

    username = CharField(max_length=64, unique=True)
    display_name = CharField(max_length=64)
    role = CharField(max_length=12)
    password_hash = CharField(max_length=255)
    language = CharField(max_length=8, default="zh")
    active = BooleanField(default=True)
    created_at = MomentField()
    must_change = BooleanField(default=False)
    """A password of their own is asked for at the next sign-in."""
    totp_secret = CharField(max_length=64, default="")
    """What the codes of the second factor are counted from; empty: there is none."""
    totp_offered = CharField(max_length=64, default="")
    """Shown to be scanned, and not confirmed by a code yet."""
    totp_step = BigIntegerField(default=0)
    """The last half minute whose code was used: it and all before it are over."""
    signed_in_at = MomentField(null=True)
    carrier = ForeignKeyField(Carrier, null=True, backref="people", on_delete="RESTRICT")
    """Whose trucks somebody of the role carrier asks for."""
    email = CharField(max_length=254, default="")
    email_confirmed_at = MomentField(null=True)
    """When a link that went to this address was followed: before, nothing else is sent there."""


class OpenSession(Table):
    """A browser in which somebody is signed in. The row goes with the session; how they came in stays in `SignIn`."""

    token_hash = CharField(max_length=64, unique=True)
    user = ForeignKeyField(User, on_delete="RESTRICT")
    begun_at = MomentField()
    seen_at = MomentField()
    """When something was last done in it, to the minute."""
    address = CharField(max_length=64)
    agent = CharField(max_length=200, default="")
    """What the browser calls itself."""
    second_factor = CharField(max_length=12, default="")
    """"totp", "recovery", or empty."""


class SignIn(Table):
    """One try to sign in, or a sign-out, and how it ended. Only ever added to, by triggers; not part of the chain."""

    at = MomentField()
    name = CharField(max_length=64, index=True)
    """As it was typed, cut to its length."""
    user = ForeignKeyField(User, null=True, on_delete="RESTRICT")
    """Nobody, where no account has this name."""
    how = CharField(max_length=16)
    """A `gate.sign_ins.How`."""
    second_factor = CharField(max_length=12, default="")
    address = CharField(max_length=64)
    agent = CharField(max_length=200, default="")


class Invitation(Table):
    """A link that makes one account, or gives one account a new password; it works once, and not for long."""

    token_hash = CharField(max_length=64, unique=True)
    user = ForeignKeyField(User, null=True, on_delete="RESTRICT")
    """Whose password it sets; for a new account whom it made, once it is used."""
    username = CharField(max_length=64, default="")
    """Empty: whoever is invited chooses."""
    display_name = CharField(max_length=64)
    role = CharField(max_length=12)
    created_by = CharField(max_length=64)
    created_at = MomentField()
    expires_at = MomentField()
    used_at = MomentField(null=True)
    withdrawn_at = MomentField(null=True)


class RecoveryCode(Table):
    """What opens an account once, when the telephone with the second factor is not at hand."""

    user = ForeignKeyField(User, on_delete="RESTRICT")
    code_hash = CharField(max_length=64, unique=True)
    used_at = MomentField(null=True)
