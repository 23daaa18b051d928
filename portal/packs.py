"""What an inspector takes away of a draw: its pack, and what repeats it on any laptop."""

import json
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, redirect, send_file, url_for
from flask_babel import gettext as _
from redis import RedisError
from werkzeug.wrappers import Response as AnyResponse

from gate import clock, inspection, sampling
from gate.inspection import Drawn
from portal.htmx import render, say, wants_fragment
from portal.plant import plant
from portal.security import ADMIN, INSPECTOR, MANAGER, allow
from workers import draw_packs

bp = Blueprint("packs", __name__, url_prefix="/inspection")


@bp.get("/<int:draw_id>/draw.json")
@allow(ADMIN, MANAGER, INSPECTOR)
def record(draw_id: int) -> AnyResponse:
    """What gate/sampling.py needs to repeat the draw, on another machine."""
    told = json.dumps(inspection.repeatable(_drawn(draw_id)), ensure_ascii=False, indent=1)
    name = f"draw-{draw_id}.json"
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"}
    return Response(told, mimetype="application/json", headers=headers)


@bp.get("/sampling.py")
@allow(ADMIN, MANAGER, INSPECTOR)
def rules() -> AnyResponse:
    """The one file that repeats a draw, rules and all."""
    return send_file(sampling.__file__, mimetype="text/x-python", as_attachment=True)


@bp.post("/<int:draw_id>/pack")
@allow(ADMIN, MANAGER, INSPECTOR)
def make(draw_id: int) -> AnyResponse:
    """Have the pack made, as a job: films may be large."""
    drawn = _drawn(draw_id)
    try:
        draw_packs.ask(plant().redis, drawn.draw.id)
    except (RedisError, OSError):
        say(_("The pack cannot be made just now. Please try again in a moment."), "danger")
    return redirect(url_for("inspection.show", draw_id=draw_id, _anchor="pack"), 303)


@bp.get("/<int:draw_id>/pack")
@allow(ADMIN, MANAGER, INSPECTOR)
def progress(draw_id: int) -> AnyResponse:
    """How far the pack is; htmx asks again while it is being made."""
    if not wants_fragment():
        return redirect(url_for("inspection.show", draw_id=draw_id, _anchor="pack"), 303)
    drawn = _drawn(draw_id)
    return render("inspection/show.html", fragment="pack", draw=drawn.draw, **state(drawn))


@bp.get("/<int:draw_id>/pack.zip")
@allow(ADMIN, MANAGER, INSPECTOR)
def fetch(draw_id: int) -> AnyResponse:
    path = draw_packs.path_of(plant().packs_dir, _drawn(draw_id).draw.id)
    if not path.exists():
        abort(404)
    return send_file(path, as_attachment=True, max_age=0)


def state(drawn: Drawn) -> dict[str, Any]:
    """Whether a pack is being made, and of when there is one."""
    path = draw_packs.path_of(plant().packs_dir, drawn.draw.id)
    made = path.stat().st_mtime if path.exists() else None
    return {
        "packing": draw_packs.state(plant().redis, drawn.draw.id),
        "packed_at": datetime.fromtimestamp(made, clock.BEIJING) if made else None,
    }


def _drawn(draw_id: int) -> Drawn:
    return inspection.of(draw_id) or abort(404)
