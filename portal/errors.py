"""Every failure is a page, or a toast when htmx asked; a bug has a short number that the log knows."""

import secrets

import structlog
from flask import Flask, Response
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import HTTPException, TooManyRequests

from gate.evidence import StoreAway
from portal.htmx import render, wants_fragment

log = structlog.get_logger()


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(StoreAway, _show_store_away)
    app.register_error_handler(Exception, _show_bug)


def _show(error: HTTPException) -> Response:
    response = _answer(error.code or 500, _when_again(error) or error.description or "")
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _show_store_away(error: StoreAway) -> Response:
    log.warning("evidence_store_away", problem=str(error))
    response = _answer(503, "store")
    response.headers["Retry-After"] = "10"
    return response


def _show_bug(error: Exception) -> Response:
    number = secrets.token_hex(3)
    log.error("a page failed", number=number, exc_info=error)
    return _answer(500, "", number)


def _when_again(error: HTTPException) -> str:
    """When what was tried too often may be tried again, in whole minutes."""
    if not isinstance(error, TooManyRequests) or not isinstance(error.retry_after, int):
        return ""
    minutes = -(-error.retry_after // 60)
    return str(
        ngettext(
            "That was tried too often. Try again in one minute.",
            "That was tried too often. Try again in %(num)s minutes.",
            minutes,
        )
    )


def _answer(code: int, why: str, number: str = "") -> Response:
    title, sentence = _words(code, why)
    template = "errors/toast.html" if wants_fragment() else "errors/error.html"
    return render(
        template, fragment="problem", status=code, title=title, sentence=sentence, number=number
    )


def _words(code: int, why: str) -> tuple[str, str]:
    if code == 403 and why == "foreign":
        return _("Not sent from this site"), _(
            "For safety only pages of this portal may change anything. Open the page again and retry."
        )
    if code == 503 and why == "store":
        return _("The evidence store is away"), _(
            "What you asked for is kept in the evidence store, which cannot be reached just now. "
            "Nothing is lost, and the gates keep working. Try again in a moment."
        )
    known = {
        403: (
            _("Not for this account"),
            _("Your account has no access to this page. Ask an administrator if you need it."),
        ),
        404: (_("Not found"), _("There is nothing at this address, or it has moved.")),
        405: (_("Not possible this way"), _("This address does not take that kind of request.")),
        413: (_("Too large"), _("What you sent is larger than the portal accepts.")),
        429: (_("One moment"), why),
    }
    if code in known:
        return known[code]
    if code < 500:
        return _("Not understood"), _("The request could not be understood. Go back and try again.")
    return _("Something went wrong"), _(
        "The gates keep working. Please tell the person who looks after the system."
    )
