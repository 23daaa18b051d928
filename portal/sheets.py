"""Sheets over the guard's screen: a question with its answer's button, which goes when it is answered."""

from flask import redirect
from werkzeug.wrappers import Response

from portal.htmx import render, wants_fragment
from portal.plant import plant
from workers import live

TOLD = "told"
"""The event at which the screen looks again, for when the doorbell is out of order."""


def close(way: str) -> Response:
    """Done: ring the doorbell; the sheet goes and the screen looks again, or without scripts on to this address."""
    live.ring(plant().redis, live.CASE)
    if not wants_fragment():
        return redirect(way, 303)
    response = render("lanes/no_sheet.html", fragment="sheet")
    response.headers["HX-Trigger"] = TOLD
    return response
