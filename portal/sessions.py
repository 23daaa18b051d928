"""Who is at the screen: a signed cookie that names a row of ours, which ends by itself and can be ended by hand."""

import hashlib
import time
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import Flask, g, request, session
from peewee import OperationalError

from gate import clock, tokens
from gate.models import OpenSession, User
from gate.people import LANGUAGES
from gate.ready import ready
from gate.sign_ins import LONGEST_ADDRESS, LONGEST_AGENT, Whence
from portal.account_rules import ON_A_WALL
from portal.plant import plant

__all__ = ["LANGUAGES", "begin", "current_session", "current_user", "end", "init_app"]

TOUCHED_EVERY = timedelta(minutes=1)
"""A row is written once a minute at most, however much is done."""
HALF_WAY_S = 300
"""How long after the password the code of the second factor may come."""
BY_ITSELF = "By-Itself"
"""A header of idle.js on what a page fetches while nobody touches it."""

log = structlog.get_logger()


def init_app(app: Flask, *, secret: str, secure: bool, lasts: timedelta) -> None:
    """Sign the cookies with `secret`; `secure` keeps them off plain HTTP."""
    app.config.update(
        SECRET_KEY=secret,
        PERMANENT_SESSION_LIFETIME=lasts,
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_COOKIE_NAME="greengate",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
    )


def begin(user: User, *, second_factor: str = "") -> None:
    """Sign this user in, with nothing left of who sat there before."""
    _end_row()
    session.clear()
    session.permanent = True
    token, now, seat = tokens.fresh(), clock.now(), whence()
    OpenSession.delete().where(OpenSession.begun_at < now - plant().accounts.lasts).execute()
    g.open_session = OpenSession.create(
        token_hash=tokens.digest(token),
        user=user,
        begun_at=now,
        seen_at=now,
        address=seat.address,
        agent=seat.agent,
        second_factor=second_factor,
    )
    session.update(token=token, language=user.language)


def lapse() -> None:
    """End the row of this browser's cookie, where there is one still.

    The cookie stays: this may be the late answer to a page that has gone, and its browser signed in anew meanwhile.
    """
    token = session.get("token")
    if token and OpenSession.get_or_none(OpenSession.token_hash == tokens.digest(token)):
        _end_row()


def end() -> None:
    """Sign out; the language stays."""
    _end_row()
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    g.open_session = None


def wait_for_code(user: User, then: str) -> None:
    """The password was right: keep who it was until the code comes, and where they were going."""
    end()
    session.permanent = True
    session["half"] = {"user": user.id, "key": _key(user), "since": int(time.time()), "next": then}


def half_way() -> tuple[User, str] | None:
    """Who has told the password a moment ago and owes a code, and where they were going."""
    half = session.get("half")
    if not half or time.time() - half["since"] > HALF_WAY_S:
        return None
    user = User.get_or_none(User.id == half["user"], User.active)
    # Tied to the password: changing it ends this, too.
    return (user, half["next"]) if user and half["key"] == _key(user) else None


def current_user() -> User | None:
    """The person at the screen, asked of the database once a request."""
    found = current_session()
    return found.user if found else None


def current_session() -> OpenSession | None:
    """The session of this browser with its user; None where nobody is signed in, or no longer."""
    if "open_session" not in g:
        g.open_session = _find()
    found: OpenSession | None = g.open_session
    return found


def open_of(user: User) -> list[OpenSession]:
    """Where somebody is signed in at this moment, the newest first."""
    asked = OpenSession.select(OpenSession, User).join(User).where(OpenSession.user == user)
    now = clock.now()
    return [
        row for row in asked.order_by(OpenSession.begun_at.desc()) if not has_ended(row, at=now)
    ]


def has_ended(row: OpenSession, *, at: datetime) -> bool:
    """Whether a session is over: by its age, or because nothing was done for too long."""
    rules = plant().accounts
    idle = rules.idle(row.user.role) + TOUCHED_EVERY
    return bool(at - row.begun_at > rules.lasts or at - row.seen_at > idle)


def ends_at(row: OpenSession) -> datetime:
    """When a session is over, whatever is done in it."""
    moment: datetime = row.begun_at + plant().accounts.lasts
    return moment


def whence() -> Whence:
    """Where the person of this request sits."""
    agent = request.headers.get("User-Agent", "")
    return Whence((request.remote_addr or "")[:LONGEST_ADDRESS], agent[:LONGEST_AGENT])


def _find() -> OpenSession | None:
    if "token" not in session:
        return None
    row: OpenSession | None = _of_token.one(tokens.digest(session["token"]))
    now = clock.now()
    if row is None or has_ended(row, at=now):
        return None
    if now - row.seen_at >= TOUCHED_EVERY and _something_is_done(row.user):
        _touch(row, now)
    return row


@ready
def _of_token(digest: str) -> Any:
    seats = OpenSession.select(OpenSession, User).join(User)
    return seats.where(OpenSession.token_hash == digest, User.active)


def _something_is_done(user: User) -> bool:
    """Not where a page fetches its own news, or a picture; but a guard's wall is there while it does."""
    if user.role in ON_A_WALL:
        return True
    if BY_ITSELF in request.headers:
        return False
    page = "HX-Request" in request.headers or "text/html" in request.headers.get(
        "Accept", "text/html"
    )
    return page or request.method == "POST"


def _touch(row: OpenSession, now: datetime) -> None:
    try:
        OpenSession.update(seen_at=now).where(OpenSession.id == row.id).execute()
    except OperationalError as busy:  # no reason to refuse a page; the next one tries again
        log.warning("a session could not be touched", why=str(busy))


def _end_row() -> None:
    if token := session.get("token"):
        OpenSession.delete().where(OpenSession.token_hash == tokens.digest(token)).execute()


def _key(user: User) -> str:
    return hashlib.sha256(user.password_hash.encode()).hexdigest()[:16]
