"""Photographs by their fingerprint: what never changes may be kept by the browser for good."""

import os
from pathlib import Path

import structlog
from flask import Blueprint, Response, abort, request
from PIL import Image, UnidentifiedImageError

from gate import evidence, looking, retention
from gate.looking import What
from gate.models import Passage, Retention
from portal.plant import plant
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username

bp = Blueprint("pictures", __name__)
log = structlog.get_logger()

SMALL = 320
"""The one width that small pictures have."""
ONE_YEAR_S = 365 * 24 * 3600


@bp.get("/photos/<fingerprint>")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def photo(fingerprint: str) -> Response:
    """The photograph as it was kept; with ?w=320 a small one, made at first use."""
    if not evidence.is_fingerprint(fingerprint):
        abort(404)
    path = evidence.path_of(plant().evidence_dir, fingerprint)
    small = request.args.get("w") == str(SMALL)
    if not small:
        looking.note(username(), What.PHOTO, told=fingerprint)
    if small:
        path = _thumbnail(path, fingerprint)
    try:
        response = Response(path.read_bytes(), mimetype="image/jpeg")
    except OSError:
        abort(404)
    response.set_etag(f"{fingerprint}-{SMALL}" if small else fingerprint)
    response.cache_control.private = True
    response.cache_control.max_age = ONE_YEAR_S
    response.cache_control.immutable = True
    response.make_conditional(request)
    return response


def let_go(passage: Passage) -> Retention | None:
    """The entry by which the photographs of a passage went when their time was over; None while they are there."""
    named = passage.body_photo or passage.front_photo or passage.plate_photo
    if not named or evidence.path_of(plant().evidence_dir, named).exists():
        return None
    return retention.removal_of(retention.PHOTO, named, passage.passed_at)


def _thumbnail(path: Path, fingerprint: str) -> Path:
    thumbnail = evidence.path_of(plant().thumbnails_dir / str(SMALL), fingerprint)
    if thumbnail.exists():
        return thumbnail
    partial = thumbnail.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        thumbnail.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(path) as image:
            image.draft("RGB", (SMALL * 2, SMALL * 2))
            image.thumbnail((SMALL, SMALL))
            image.save(partial, "JPEG", quality=80)
        partial.replace(thumbnail)
    except (OSError, UnidentifiedImageError) as error:
        partial.unlink(missing_ok=True)
        log.warning("no thumbnail", fingerprint=fingerprint, problem=str(error))
        return path  # the large one will do
    return thumbnail
