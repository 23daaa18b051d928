"""The people who sign in."""

from peewee import BooleanField, CharField

from gate.models.base import MomentField, Table


class User(Table):
    """An account: admin, manager, guard, carrier or inspector."""

    username = CharField(max_length=64, unique=True)
    display_name = CharField(max_length=64)
    role = CharField(max_length=12)
    password_hash = CharField(max_length=255)
    language = CharField(max_length=8, default="zh")
    active = BooleanField(default=True)
    created_at = MomentField()
