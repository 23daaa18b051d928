"""A report as it was mailed, in a frame of a page: it may show itself, and nothing else."""

from base64 import b64encode
from collections.abc import Mapping

from flask import Response

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A mail has its styles in place; here they can do no harm, for neither script nor address is let in."""


def framed(page: bytes, pictures: Mapping[str, bytes]) -> Response:
    """The mail's HTML with its pictures within it, and its links leading out of the frame."""
    html = page.decode()
    for name, content in pictures.items():
        html = html.replace(
            f'"cid:{name}"', f'"data:image/png;base64,{b64encode(content).decode()}"'
        )
    html = html.replace('<a href="', '<a target="_blank" rel="noopener" href="')
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Frame-Options": "SAMEORIGIN",
        "Cache-Control": "no-store",
    }
    return Response(html, mimetype="text/html", headers=headers)
