"""Files of passages: asked for, followed while they are made, and fetched by whoever asked for them."""

from flask import Blueprint, abort, redirect, request, send_from_directory, url_for
from flask_babel import gettext as _
from redis import RedisError
from werkzeug.wrappers import Response

from gate import clock, looking
from gate.exports import orders
from gate.exports.orders import State
from gate.looking import What
from gate.models import Export
from gate.search import asked
from portal.htmx import render, say
from portal.languages import language
from portal.plant import plant
from portal.searching import address, teller
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username
from workers import queues

bp = Blueprint("exports", __name__, url_prefix="/exports")
WORD = {"zh": "进出厂记录", "en": "passages"}
"""What files are called."""


@bp.get("")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    """The files that one has asked for."""
    mine = orders.of(username())
    return render(
        "exports/index.html",
        fragment="files",
        orders=mine,
        silent={order.id for order in mine if orders.is_silent(order)},
        working=any(order.state in orders.UNFINISHED for order in mine),
        in_words=teller(),
        address_of=lambda order: address(asked.read(order.asked)),
    )


@bp.post("")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def ask() -> Response:
    """Ask for a file of what a search finds."""
    kind, query = request.form.get("kind", ""), asked.read(request.form.get("asked", ""))
    if kind not in orders.KINDS:
        abort(400)
    told = asked.told(query, before="", after="")
    try:
        order = orders.ask(username(), kind, told, language())
    except orders.TooMany:
        say(_("Five of your files are not made yet. Wait for them, or cancel one."), "danger")
        return redirect(address(query), 303)
    looking.note(username(), What.EXPORT, told=f"{kind} {told}")
    try:
        queues.enqueue(
            plant().redis,
            queues.SLOW,
            "workers.calls.make_exports",
            job_timeout=7200,
            result_ttl=0,
            failure_ttl=3600,
        )
    except RedisError:
        say(_("The file is written down and will be made as soon as the queue is back."), "warning")
    return redirect(url_for("exports.index") + f"#file-{order.id}", 303)


@bp.get("/<int:number>/file")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def fetch(number: int) -> Response:
    """The file itself, while it is kept."""
    order = _mine(number)
    if order.state != State.DONE or not (plant().exports_dir / order.file).is_file():
        abort(404)
    looking.note(username(), What.FILE, told=f"{order.kind} {order.asked}")
    made = (order.ended_at or order.asked_at).astimezone(clock.BEIJING)
    name = f"{WORD[order.language]}-{made:%Y%m%d-%H%M%S}.{order.kind}"
    sent = send_from_directory(
        plant().exports_dir, order.file, as_attachment=True, download_name=name
    )
    sent.headers["Cache-Control"] = "no-store"
    return sent


@bp.post("/<int:number>/cancel")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def cancel(number: int) -> Response:
    """Do without a file that is not made yet."""
    orders.end(_mine(number), State.CANCELLED)
    say(_("The file will not be made."))
    return redirect(url_for("exports.index"), 303)


def _mine(number: int) -> Export:
    order = Export.get_or_none(Export.id == number, Export.by == username())
    if order is None:
        abort(404)
    found: Export = order
    return found
