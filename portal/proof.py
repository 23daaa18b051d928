"""The proof of the ledger: its checkpoints, its gaps, and the check of the whole chain."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from redis import RedisError
from werkzeug.wrappers import Response

from gate import checkpoints, gaps, notes, tree_head
from gate.gaps import Cause
from gate.models import Checkpoint, Entry
from gate.site import lanes
from portal.htmx import render, say, wants_fragment
from portal.plant import plant
from portal.security import ADMIN, INSPECTOR, MANAGER, allow
from workers import queues
from workers.verified import Verified

bp = Blueprint("proof", __name__, url_prefix="/proof")

KEPT_SHOWN = 30
LONGEST_TEXT = 100_000
WORDS = {
    Cause.DOWN: lazy_gettext("Not watched: program, machine or power was off"),
    Cause.CAMERA: lazy_gettext("The camera sent no pictures"),
    Cause.CLOCK: lazy_gettext("The clock was off"),
    Cause.CAMERA_CLOCK: lazy_gettext("A camera's own clock was off"),
}
FOUND = {
    checkpoints.AGREES: lazy_gettext("It agrees: today's ledger has grown out of it."),
    checkpoints.UNSIGNED: lazy_gettext("It is not signed by a key of this ledger."),
    checkpoints.CUT: lazy_gettext(
        "It speaks of more entries than there are: the ledger was cut short."
    ),
    checkpoints.OTHER: lazy_gettext("It does not agree: the ledger was written anew after it."),
}


@bp.get("")
@allow(ADMIN, MANAGER, INSPECTOR)
def index() -> Response:
    return _page()


@bp.get("/verified")
@allow(ADMIN, MANAGER, INSPECTOR)
def verified() -> Response:
    """How far the check is; htmx asks again while it goes on."""
    if not wants_fragment():
        return redirect(url_for("proof.index"), 303)
    return render("proof/index.html", fragment="verified", found=Verified.last(plant().redis))


@bp.post("/verify")
@allow(ADMIN, MANAGER, INSPECTOR)
def verify() -> Response:
    """Check the whole chain now, as a job."""
    redis = plant().redis
    try:
        if not Verified.last(redis).running:
            Verified.begins().keep(redis)
            queues.enqueue(
                redis, queues.SLOW, "workers.calls.verify_ledger", job_timeout=86_400, result_ttl=0
            )
    except (RedisError, OSError):
        say(_("The check cannot be started just now. Please try again in a moment."), "danger")
    return redirect(url_for("proof.index", _anchor="verified"), 303)


@bp.post("/checkpoints")
@allow(MANAGER, INSPECTOR)
def make() -> Response:
    """Have a checkpoint made now rather than at the next full hour."""
    try:
        queues.enqueue(
            plant().redis,
            queues.JOBS,
            "workers.calls.make_checkpoint",
            job_timeout=1800,
            result_ttl=0,
        )
    except (RedisError, OSError):
        say(_("No checkpoint can be made just now. Please try again in a moment."), "danger")
    else:
        say(_("A checkpoint is being made. It will stand at the top of the list in a moment."))
    return redirect(url_for("proof.index"), 303)


@bp.get("/checkpoints/<int:number>")
@allow(ADMIN, MANAGER, INSPECTOR)
def text(number: int) -> Response:
    """One checkpoint as a text file, to be kept elsewhere."""
    checkpoint = Checkpoint.get_or_none(Checkpoint.id == number)
    if checkpoint is None:
        abort(404)
    name = f"checkpoint-{checkpoint.made_at:%Y%m%d-%H%M%S}.txt"
    return Response(
        checkpoints.text_of(checkpoint),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Vary": "HX-Request"},
    )


@bp.post("")
@allow(ADMIN, MANAGER, INSPECTOR)
def compare() -> Response:
    """Hold a checkpoint that somebody has kept against today's ledger."""
    given = request.form.get("text", "")[:LONGEST_TEXT]
    try:
        told = tree_head.read(given)
    except tree_head.NotRead:
        problem = _("There is no checkpoint in this text. Please paste it whole, all seven lines.")
        return _page(given=given, problem=problem, status=422)
    found = [(each.head, checkpoints.compare(each)) for each in told]
    return _page(given=given, compared=[(h, code, FOUND[code]) for h, code in found])


def _page(*, status: int = 200, **more: Any) -> Response:
    newest = checkpoints.newest()
    last = Entry.select().order_by(Entry.seq.desc()).first()
    kept = Checkpoint.select().order_by(Checkpoint.id.desc()).limit(KEPT_SHOWN)
    context: dict[str, Any] = {
        "last": last,
        "newest": newest,
        "newest_text": checkpoints.text_of(newest) if newest else "",
        "kept": list(kept),
        "keys": [(newest.origin, key) for key in checkpoints.announced()] if newest else [],
        "gaps": gaps.newest(),
        "lanes": {lane.id: lane.code for lane in lanes()},
        "causes": {cause.value: words for cause, words in WORDS.items()},
        "found": Verified.last(plant().redis),
        "verifier_key": notes.verifier_key,
        "given": "",
        "problem": "",
        "compared": [],
    }
    return render("proof/index.html", status=status, **(context | more))
