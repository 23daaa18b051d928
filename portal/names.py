"""What people are called: rows keep user names, pages say who that is."""

from flask import g

from gate.models import User


def called(username: str) -> str:
    """The name of the person behind a user name, asked of the database once a request; the user name of one unknown."""
    if "names" not in g:
        g.names = {user.username: user.display_name for user in User.select()}
    return str(g.names.get(username, username))
