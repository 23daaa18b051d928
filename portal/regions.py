"""Where a lane looks: drawn on its picture, or typed in percent; and whether its watcher has taken that up."""

import io
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from PIL import Image, UnidentifiedImageError
from werkzeug.wrappers import Response

from gate import evidence, region, search, site
from gate.models import Lane, Passage
from gate.region import Region, RegionError
from portal import drawings, status
from portal.drawings import FLAT, Drawing, TypedCorner
from portal.htmx import render, say
from portal.plant import plant
from portal.security import ADMIN, allow, username
from workers import live

bp = Blueprint("regions", __name__, url_prefix="/equipment/lanes/<int:lane_id>/region")

ADD, REMOVE, SHOW, WHOLE = "add", "remove", "show", "whole"
TAKEN, WAITS, UNWATCHED, UNKNOWN = "taken", "waits", "unwatched", "unknown"
"""Whether the watcher of the lane looks where it is to look."""


@dataclass(frozen=True, slots=True)
class Background:
    """The picture to draw on: of now, or of the vehicle that came last; `height` where its width is 1,000."""

    address: str = ""
    height: int = FLAT
    last: Passage | None = None


@bp.get("")
@allow(ADMIN)
def show(lane_id: int) -> Response:
    lane = _lane(lane_id)
    return _page(lane, drawings.of(_kept(lane)))


@bp.post("")
@allow(ADMIN)
def draw(lane_id: int) -> Response:
    """Save what is drawn, or go on drawing: every button works without scripts."""
    lane = _lane(lane_id)
    corners = drawings.typed(request.form.getlist("x"), request.form.getlist("y"))
    what, _dash, number = request.form.get("do", "").partition("-")
    if what == WHOLE:
        return _save(lane, region.WHOLE)
    if what == ADD:
        return _page(lane, drawings.with_one_more(corners))
    if what == REMOVE and number.isdecimal():
        return _page(lane, drawings.without(corners, int(number)))
    drawn, problem = drawings.taken(corners)
    if what == SHOW or drawn is None:
        return _page(lane, corners, problem, 422 if problem else 200)
    return _save(lane, drawn)


@bp.get("/taken")
@allow(ADMIN)
def taken(lane_id: int) -> Response:
    """Whether the watcher looks there by now: a piece of the page that asks again until it does; 204: nothing new."""
    lane = _lane(lane_id)
    if request.args.get("seen") == _taken(lane):
        return Response(status=204)  # whoever listens to the page does not hear the same again
    return render(
        "equipment/region.html", fragment="taken", **_parts(lane, drawings.of(_kept(lane)))
    )


def _save(lane: Lane, drawn: Region) -> Response:
    site.save_region(lane, drawn, username())
    live.ring(plant().redis, live.LANE)
    say(
        _("%(lane)s looks at all of its picture.", lane=lane.name)
        if drawn.is_whole
        else _("%(lane)s looks at this part of its picture.", lane=lane.name)
    )
    return redirect(url_for("regions.show", lane_id=lane.id), 303)


def _page(lane: Lane, corners: list[TypedCorner], problem: str = "", code: int = 200) -> Response:
    return render(
        "equipment/region.html", fragment="drawing", status=code, **_parts(lane, corners, problem)
    )


def _parts(lane: Lane, corners: list[TypedCorner], problem: str = "") -> dict[str, Any]:
    background = _background(lane)
    return {
        "lane": lane,
        "drawing": Drawing(corners, problem, background.height),
        "background": background,
        "kept": _kept(lane),
        "taken": _taken(lane),
        "camera": next(
            (d for d in site.devices_of(lane) if d.kind == "camera" and d.enabled), None
        ),
    }


def _taken(lane: Lane) -> str:
    told = status.of_lanes(plant().redis, [lane.id])
    if told is None:
        return UNKNOWN
    if lane.id not in told:
        return UNWATCHED
    return TAKEN if told[lane.id].region == lane.region else WAITS


def _background(lane: Lane) -> Background:
    now = status.still_of(plant().redis, lane.id)
    if now is not None:
        return Background(url_for("lanes.still", lane_id=lane.id), _height(now))
    row = search.newest(1).by_lane.get(lane.id)
    if row is None or not row.passage.body_photo:
        return Background()
    fingerprint = row.passage.body_photo
    try:
        found = plant().store.find(fingerprint)
    except evidence.StoreAway:
        found = None
    if found is None:
        return Background()
    with found.open() as file:
        height = _height(file.read())
    return Background(url_for("pictures.photo", fingerprint=fingerprint), height, row.passage)


def _height(jpeg: bytes) -> int:
    """Where its width is 1,000; only the head of the picture is read."""
    try:
        with Image.open(io.BytesIO(jpeg)) as image:
            return max(1000 * image.height // image.width, 1)
    except (OSError, UnidentifiedImageError):
        return FLAT


def _kept(lane: Lane) -> Region:
    """What is kept; as its watcher does, all of the picture where that cannot be understood."""
    try:
        return region.read(lane.region)
    except RegionError:
        return region.WHOLE


def _lane(lane_id: int) -> Lane:
    found: Lane | None = Lane.get_or_none(Lane.id == lane_id)
    return found or abort(404)
