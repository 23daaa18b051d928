"""The outbox: what waits, what was sent, and what a person has to decide about."""

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gate.mail import outbox, servers, troubles
from gate.models import Mail
from portal import mail_words
from portal.htmx import render, say
from portal.security import ADMIN, MANAGER, allow, username

bp = Blueprint("mails", __name__, url_prefix="/mails")
bp.add_app_template_filter(mail_words.kind, "mail_kind")
bp.add_app_template_filter(mail_words.tone, "mail_tone")
PAGE = 50


@bp.get("")
@allow(ADMIN, MANAGER)
def index() -> Response:
    before = request.args.get("before", type=int)
    mails = outbox.newest(PAGE + 1, before)
    more = len(mails) > PAGE
    return render(
        "mails/index.html",
        troubles=troubles.waiting(),
        mails=mails[:PAGE],
        server=servers.has_one(),
        newest=url_for("mails.index") if before else "",
        older=url_for("mails.index", before=mails[PAGE - 1].id) if more else "",
    )


@bp.post("/<int:number>/again")
@allow(ADMIN, MANAGER)
def again(number: int) -> Response:
    """Send a letter that was not sent, or perhaps not."""
    if troubles.send_again(_of(number), username()):
        say(_("It is on its way again."))
    else:
        say(_("There is nothing to be sent any more: make it anew where it came from."), "warning")
    return redirect(url_for("mails.index"), 303)


@bp.post("/<int:number>/settle")
@allow(ADMIN, MANAGER)
def settle(number: int) -> Response:
    """Leave it at that: the notice goes, the line stays."""
    troubles.settle(_of(number), username())
    say(_("The notice is put away."))
    return redirect(url_for("mails.index"), 303)


def _of(number: int) -> Mail:
    return Mail.get_or_none(Mail.id == number) or abort(404)
