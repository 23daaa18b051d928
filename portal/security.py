"""Who may do what: roles on every view, same-origin writes, and headers that keep others out."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import sessions
from portal.passwords import create_user, hash_password
from portal.sessions import current_user

__all__ = ["ADMIN", "EVERYBODY", "ROLES", "allow", "create_user", "current_user", "hash_password"]

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


def username() -> str:
    """The name of the person at the screen, as rows keep it; nobody's is empty."""
    user = current_user()
    return str(user.username) if user else ""


def may(endpoint: str) -> bool:
    """Whether the person at the screen may use this endpoint."""
    allowed, user = allowed_roles(current_app, endpoint), current_user()
    return EVERYBODY in allowed or (user is not None and user.role in allowed)


def _refuse_foreign_writes() -> None:
    if request.method not in SAFE_METHODS and not is_same_origin():
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
    if current_user() is not None:
        abort(403)
    return _ask_to_sign_in()


def _ask_to_sign_in() -> AnyResponse:
    sessions.end()
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(url_for("accounts.login", next=wanted), 303)
    here = urlsplit(request.htmx.current_url or "")  # type: ignore[attr-defined]
    login = url_for("accounts.login", next=here.path or None)
    return Response(status=401, headers={"HX-Redirect": login})


def _add_headers(response: AnyResponse) -> AnyResponse:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
