"""A workbook that is made for the person at the screen, as an answer."""

from urllib.parse import quote

from flask import Response

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(content: bytes, name: str) -> Response:
    """To be kept by the browser under a name, which may be Chinese."""
    response = Response(content, mimetype=TYPE)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response
