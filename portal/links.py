"""A link that lets somebody in is shown once, to be copied: nobody can look it up again."""

from flask import url_for
from werkzeug.wrappers import Response

from gate.models import Invitation
from portal.htmx import render


def show_link(made: Invitation, token: str, *, back: str) -> Response:
    """The page with the link of a fresh token, and the way back."""
    link = url_for("joining.join", token=token, _external=True)
    return render("invitations/link.html", made=made, link=link, back=back)
