"""Where cameras push the plates that they read themselves: checked, understood, and laid before their lane.

Nothing here moves anything: it adds a look to the vote of the lane's watcher.
"""

import io

import structlog
from flask import Blueprint, Response, abort, request
from redis import RedisError
from werkzeug.datastructures import FileStorage

import devices
from devices.interfaces import DeviceError, Part, PlateColour, PushedPlate, Pusher
from gate import plates, site
from gate.models import Device
from portal import limits, uploads
from portal.plant import plant
from portal.security import EVERYBODY, allow, from_machines
from workers import pushed
from workers.pushed import Heard

bp = Blueprint("readers", __name__)
log = structlog.get_logger()

LARGEST, LARGEST_FIELD, MOST_PARTS = 6 * 1024 * 1024, 256 * 1024, 16
"""Of one message: its bytes, those of a part that is no file, and how many parts it has."""
MOST_A_MINUTE = 120
WINDOW_S, WRONG_TOKENS = 300, 30
"""Of an address that guesses."""


@bp.post("/cameras/<token>")
@allow(EVERYBODY)
@from_machines
def hear(token: str) -> Response:
    """Take one message. Whatever a real camera sends is answered by 200, or it would send it again and again."""
    device = _of(token)
    limits.stop_after(MOST_A_MINUTE, f"reader:{device.id}", seconds=60)
    pusher: Pusher = devices.connect(device.driver, site.settings_of(device))
    try:
        what = _take(device, pusher, pusher.understand(_parts()))
    except DeviceError as fault:
        pushed.note(plant().redis, device.id, pushed.NOT_UNDERSTOOD)
        return _answer(fault.message, 400)
    except (RedisError, OSError):
        return _answer("try again", 503)
    pushed.note(plant().redis, device.id, what)
    return _answer(what, 200)


def _of(token: str) -> Device:
    """The camera of this address; a wrong one is counted, and there is nothing at it."""
    device = site.reader_of(token)
    if device is None:
        limits.stop_after(WRONG_TOKENS, f"readers:{request.remote_addr}", seconds=WINDOW_S)
        log.warning("camera_unknown", address=request.remote_addr)
        abort(404)
    return device


def _parts() -> list[Part]:
    """The message in its parts, or as the one that it is. Raises 413 where it is too large."""
    request.max_content_length = LARGEST
    request.max_form_memory_size = LARGEST_FIELD
    request.max_form_parts = MOST_PARTS
    if request.mimetype != "multipart/form-data":
        return [Part(request.mimetype, request.get_data(cache=False))]
    fields = [Part("", told.encode()) for _, told in request.form.items(multi=True)]
    files = [Part(each.mimetype, each.read()) for _, each in request.files.items(multi=True)]
    return [*fields, *files]


def _take(device: Device, pusher: Pusher, told: PushedPlate | None) -> str:
    """What became of a message; only a plate by GA 36 goes on. Raises redis.RedisError."""
    text = plates.normalise(told.text) if told else ""
    if told is None or not plates.forms_of(text) or len(text) != len(told.characters):
        return pushed.NO_PLATE
    if pushed.is_known(plant().redis, device.id, told.event):
        return pushed.TOLD_BEFORE
    seen = PushedPlate(
        text, told.colour, told.characters, told.event, told.at, _picture(told.picture)
    )
    heard = Heard.of(seen, text, _colour(text, told.colour), alone=pusher.alone)
    lane_id = device.__data__["lane"]
    taken = pushed.hand_on(plant().redis, device.id, told.event, lane_id, heard)
    return pushed.TAKEN if taken else pushed.TOLD_BEFORE


def _colour(text: str, told: PlateColour | None) -> PlateColour | None:
    """A colour that no plate of this form has was not told apart."""
    return told if told is not None and plates.agrees_with_colour(text, told) else None


def _picture(content: bytes) -> bytes:
    """The picture made anew from its pixels, as any picture that comes from outside; empty where it is none."""
    if not content:
        return b""
    try:
        return uploads.as_jpeg(FileStorage(io.BytesIO(content)))
    except uploads.Refused as refused:
        log.warning("picture_refused", problem=str(refused))
        return b""


def _answer(told: str, status: int) -> Response:
    return Response(f"{told}\n", status, mimetype="text/plain")
