"""Photographs by their fingerprint: what never changes may be kept by the browser for good."""

import io
import os
from dataclasses import dataclass

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
    if request.args.get("w") != str(SMALL):
        looking.note(username(), What.PHOTO, told=fingerprint)
    return served(fingerprint)


def served(fingerprint: str) -> Response:
    """The photograph for somebody who may see it, at the size that the request asks for."""
    small = request.args.get("w") == str(SMALL)
    content = _thumbnail(fingerprint) if small else _whole(fingerprint)
    response = Response(content, mimetype="image/jpeg")
    response.set_etag(f"{fingerprint}-{SMALL}" if small else fingerprint)
    response.cache_control.private = True
    response.cache_control.max_age = ONE_YEAR_S
    response.cache_control.immutable = True
    response.make_conditional(request)
    return response


@dataclass(frozen=True, slots=True)
class Photographs:
    """Where the photographs of a passage are: let go by an entry, out of reach, or neither, and then they are shown."""

    gone: Retention | None = None
    away: bool = False

    @property
    def shown(self) -> bool:
        return self.gone is None and not self.away


def of_passage(passage: Passage) -> Photographs:
    """Whether its photographs went when their time was over, or are where nobody can ask just now."""
    named = passage.body_photo or passage.front_photo or passage.plate_photo
    try:
        if not named or plant().store.find(named) is not None:
            return Photographs()
    except evidence.StoreAway:
        return Photographs(away=True)
    return Photographs(gone=retention.removal_of(retention.PHOTO, named, passage.passed_at))


def _whole(fingerprint: str) -> bytes:
    kept = plant().store.find(fingerprint) or abort(404)
    with kept.open() as file:
        return file.read()


def _thumbnail(fingerprint: str) -> bytes:
    """A small copy, kept for the next one who asks; where none can be made, the large one."""
    thumbnail = evidence.path_of(plant().thumbnails_dir / str(SMALL), fingerprint)
    if thumbnail.exists():
        return thumbnail.read_bytes()
    whole = _whole(fingerprint)
    partial = thumbnail.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        thumbnail.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(io.BytesIO(whole)) as image:
            image.draft("RGB", (SMALL * 2, SMALL * 2))
            image.thumbnail((SMALL, SMALL))
            image.save(partial, "JPEG", quality=80)
        partial.replace(thumbnail)
    except (OSError, UnidentifiedImageError) as error:
        partial.unlink(missing_ok=True)
        log.warning("no thumbnail", fingerprint=fingerprint, problem=str(error))
        return whole  # the large one will do
    return thumbnail.read_bytes()
