"""The one renderer: a whole page, or one block of it when htmx asked for a fragment."""

from typing import Any

from flask import Flask, Response, flash, make_response, render_template, request
from htmx_flask import Htmx
from jinja2_fragments.flask import render_block


def init_app(app: Flask) -> None:
    """Teach requests of this app what htmx tells in their headers."""
    Htmx(app)


def wants_fragment() -> bool:
    """Whether htmx asked for a piece of the page; boosted links and the Back button want it whole."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render(
    template: str,
    *,
    fragment: str | None = None,
    announce: str | None = None,
    status: int = 200,
    **context: Any,
) -> Response:
    """The page, or its block `fragment`; with a fragment come what was said and what screen readers hear."""
    if fragment is not None and wants_fragment():
        return answer(render_block(template, fragment, **context), announce=announce, status=status)
    return _respond(render_template(template, **context), status)


def answer(html: str, *, announce: str | None = None, status: int = 200) -> Response:
    """A fragment that is made already, with what comes beside it."""
    return _respond(html + render_template("_aside.html", announce=announce), status)


def _respond(html: str, status: int) -> Response:
    response = make_response(html, status)
    response.vary.update(("HX-Request", "HX-Boosted", "HX-History-Restore-Request"))
    response.headers["Cache-Control"] = "no-store"
    return response


def say(sentence: str, tone: str = "success") -> None:
    """Tell the person what became of their action (tone: success, warning or danger), on the next answer."""
    flash(sentence, tone)
