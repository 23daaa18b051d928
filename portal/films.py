"""Films by their fingerprint, played and sought in by the browser itself; and what there is of a passage."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response

from gate import clips, evidence, looking, retention
from gate.evidence import Kept, StoreAway
from gate.looking import What
from gate.models import Clip, Passage
from portal import film_words
from portal.pictures import ONE_YEAR_S
from portal.plant import plant
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username

bp = Blueprint("films", __name__)
bp.add_app_template_filter(lambda what: film_words.KINDS.get(what, what), "evidence_kind")


@dataclass(frozen=True, slots=True)
class Shown:
    """One film as a page shows it: what it is, whether it can be played, and what there is to say."""

    clip: Clip
    title: str
    playable: bool
    remark: str


@bp.get("/films/<fingerprint>.mp4")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def film(fingerprint: str) -> Response:
    """The film, whole or the range that was asked for; with ?save=1 to be saved as a file."""
    if not evidence.is_fingerprint(fingerprint):
        abort(404)
    kept = plant().store.find(fingerprint, evidence.FILM) or abort(404)
    if request.range is None or request.range.ranges[0][0] == 0:  # what follows is the same look
        looking.note(username(), What.FILM, told=fingerprint)
    response = _sent(kept, fingerprint)
    response.cache_control.public = False
    response.cache_control.private = True
    response.cache_control.immutable = True
    return response


def _sent(kept: Kept, fingerprint: str) -> Response:
    """From wherever it lies; the store fetches no more of it than the range that was asked for."""
    file = kept.open()
    try:
        response = send_file(
            file,
            mimetype="video/mp4",
            etag=fingerprint,
            max_age=ONE_YEAR_S,
            as_attachment="save" in request.args,
            download_name=f"{fingerprint[:16]}.mp4",
        )
        response.content_length = kept.size
        response.make_conditional(request, accept_ranges=True, complete_length=kept.size)
    except RequestedRangeNotSatisfiable:
        file.close()
        raise
    return response


def of_passage(passage: Passage) -> Sequence[Shown]:
    """Every film of a passage, missing ones with the reason."""
    found = clips.of(passage)
    return [_shown(clip, [c.camera for c in found].count(clip.camera)) for clip in found]


def _shown(clip: Clip, parts: int) -> Shown:
    title = film_words.title(clip.camera, clip.part, parts)
    try:
        there = bool(clip.fingerprint) and _is_there(clip.fingerprint)
    except StoreAway:
        return Shown(clip, title, False, film_words.away())
    if clip.fingerprint and not there:
        by = retention.removal_of(retention.CLIP, clip.fingerprint, clip.wanted_to)
        return Shown(clip, title, False, film_words.gone(by))
    return Shown(clip, title, there, film_words.remark(clip))


def _is_there(fingerprint: str) -> bool:
    return plant().store.find(fingerprint, evidence.FILM) is not None
