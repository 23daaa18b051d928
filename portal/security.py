"""Who may do what: roles on every view, same-origin writes, and headers that keep others out."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from gate.models import User
from portal import duties, sessions
from portal.account_rules import ON_A_WALL
from portal.plant import plant
from portal.sessions import current_user

__all__ = ["ADMIN", "EVERYBODY", "ROLES", "allow", "current_user", "signed_in"]

ADMIN, MANAGER, GUARD, CARRIER, INSPECTOR = "admin", "manager", "guard", "carrier", "inspector"
ROLES = (ADMIN, MANAGER, GUARD, CARRIER, INSPECTOR)
EVERYBODY = "everybody"
"""Also those who have not signed in."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

View = TypeVar("View", bound=Callable[..., Any])


def allow(*roles: str) -> Callable[[View], View]:
    """Who may use a view. A view without it is refused to all."""
    unknown = set(roles) - {*ROLES, EVERYBODY}
    if unknown or not roles:
        raise ValueError(f"not roles: {', '.join(sorted(unknown)) or 'none given'}")

    def mark(view: View) -> View:
        view.allowed = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def from_machines(view: View) -> View:
    """A view that machines write to, known by the token in its address: no session counts there, nor any origin."""
    view.from_machines = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Put the guard before every view and the headers on every answer."""
    app.before_request(_refuse_foreign_writes)
    app.before_request(_refuse_the_unallowed)
    app.after_request(_add_headers)


def allowed_roles(app: Flask, endpoint: str) -> frozenset[str]:
    """Who may use this endpoint; nobody when its view does not say."""
    if endpoint == "static":
        return frozenset({EVERYBODY})
    return getattr(app.view_functions[endpoint], "allowed", frozenset())


def signed_in() -> User:
    """The person at the screen, in a view that `allow` lets nobody else into."""
    user = current_user()
    assert user is not None
    return user


def username() -> str:
    """The name of the person at the screen, as rows keep it; nobody's is empty."""
    user = current_user()
    return str(user.username) if user else ""


def idle_s() -> int:
    """After how many seconds without anything done this screen is signed out; 0 where it may hang on a wall."""
    user = current_user()
    if user is None or user.role in ON_A_WALL:
        return 0
    return int(plant().accounts.idle(user.role).total_seconds())


def may(endpoint: str) -> bool:
    """Whether the person at the screen may use this endpoint now."""
    allowed = allowed_roles(current_app, endpoint)
    if EVERYBODY in allowed:
        return True
    user = current_user()
    return user is not None and user.role in allowed and not duties.stands_before(endpoint, user)


def _refuse_foreign_writes() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    safe = request.method in SAFE_METHODS or getattr(view, "from_machines", False)
    if not safe and not is_same_origin():
        abort(403, "foreign")


def is_same_origin() -> bool:
    """Whether a page of ours sent this: by Sec-Fetch-Site, else by Origin; a request with neither is foreign.

    Browsers leave Sec-Fetch-Site out over plain HTTP, which is what most plants run.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin", "")
    return (urlsplit(origin).scheme, urlsplit(origin).netloc) == (request.scheme, request.host)


def _refuse_the_unallowed() -> AnyResponse | None:
    if request.endpoint is None or may(request.endpoint):
        return None  # an unknown address is answered by 404
    user = current_user()
    if user is None:
        return _ask_to_sign_in()
    if first := duties.stands_before(request.endpoint, user):
        return _send_to(url_for(first))
    abort(403)


def _ask_to_sign_in() -> AnyResponse:
    sessions.lapse()
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    if request.htmx:  # type: ignore[attr-defined]
        wanted = urlsplit(request.htmx.current_url or "").path or None  # type: ignore[attr-defined]
    return _send_to(url_for("accounts.login", next=wanted))


def _send_to(address: str) -> AnyResponse:
    """Another page in place of this one; for htmx, which would put it into a corner, as a whole."""
    if request.htmx:  # type: ignore[attr-defined]
        return Response(status=401, headers={"HX-Redirect": address})
    return redirect(address, 303)


def _add_headers(response: AnyResponse) -> AnyResponse:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
