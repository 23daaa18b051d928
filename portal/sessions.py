"""Who is at the screen: a signed cookie that names a user, and ends by itself."""

import hashlib
import os
import secrets
import time
from datetime import timedelta
from pathlib import Path

from flask import Flask, g, session

from gate.models import User

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
LANGUAGES = ("zh", "en")


def init_app(app: Flask, *, secret: str, secure: bool) -> None:
    """Sign the cookies with `secret`; `secure` keeps them off plain HTTP."""
    app.config.update(
        SECRET_KEY=secret,
        PERMANENT_SESSION_LIFETIME=IDLE,
        SESSION_COOKIE_NAME="greengate",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
    )


def begin(user: User) -> None:
    """Sign this user in, with nothing left of who sat there before."""
    session.clear()
    session.permanent = True
    session.update(user=user.id, key=_key(user), since=int(time.time()), language=user.language)
    g.user = user


def end() -> None:
    """Sign out; the language stays."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    g.user = None


def current_user() -> User | None:
    """The person at the screen, asked of the database once a request."""
    if "user" not in g:
        g.user = _find()
    found: User | None = g.user
    return found


def secret_in(folder: Path) -> str:
    """A secret kept in the data folder, made at first use; two processes starting at once agree on one."""
    path = folder / "session.key"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with open(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # the other process was first, and its secret is the one
        finally:
            fresh.unlink()
    return path.read_text()


def _find() -> User | None:
    if "user" not in session or time.time() - session["since"] > ABSOLUTE.total_seconds():
        return None
    user = User.get_or_none(User.id == session["user"], User.active)
    return user if user is not None and session.get("key") == _key(user) else None


def _key(user: User) -> str:
    # Tied to the password, so that changing it ends every other session of the account.
    return hashlib.sha256(user.password_hash.encode()).hexdigest()[:16]
