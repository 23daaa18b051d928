"""What is said of films: which it is, and why it is missing or not whole."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from gate.clips import CAMERA, OVERVIEW, Problem
from gate.models import Clip, Recording, Retention
from gate.retention import CLIP, PHOTO, RECORDING, SUPPLEMENT

CAMERAS = {CAMERA: lazy_gettext("Plate camera"), OVERVIEW: lazy_gettext("Overview camera")}
KINDS = {
    PHOTO: lazy_gettext("photographs"),
    SUPPLEMENT: lazy_gettext("photographs of supplements"),
    CLIP: lazy_gettext("films of passages"),
    RECORDING: lazy_gettext("recordings"),
}
SELDOM_PLAYED = {"hevc": "H.265"}
"""Encodings that not every browser plays. They are kept as the camera sent them."""


def title(camera: str, part: int, parts: int) -> str:
    """Which film of the passage this is."""
    name = str(CAMERAS.get(camera, camera))
    if parts == 1:
        return name
    return str(_("%(camera)s, part %(part)s of %(parts)s", camera=name, part=part, parts=parts))


def remark(clip: Clip) -> str:
    """What there is to say of it; empty when it is whole and plays everywhere."""
    return " ".join(filter(None, (_missing(clip), _seldom_played(clip))))


def _missing(clip: Clip) -> str:
    if clip.problem == Problem.NOT_WHOLE:
        return holes(clip)
    if clip.problem == Problem.NOTHING_TAPED:
        return str(
            _(
                "There is no film: no picture of the camera was on the tape. "
                "It was away, the watcher had just died, or the disk was full."
            )
        )
    if clip.problem == Problem.NOT_KEPT:
        return str(_("There is no film: %(problem)s.", problem=clip.detail))
    return ""


def _seldom_played(clip: Clip) -> str:
    if clip.codec not in SELDOM_PLAYED or not clip.fingerprint:
        return ""
    return str(
        _(
            "This film is in %(codec)s, which some browsers do not play. Save it and open it with a player.",
            codec=SELDOM_PLAYED[clip.codec],
        )
    )


def holes(film: Clip | Recording) -> str:
    """For how long there is nothing to see in it; empty where it is whole."""
    if not film.missing_ms:
        return ""
    return str(
        _(
            "%(seconds)s s of this film are missing: the camera was away, or its pictures could not be written.",
            seconds=round(film.missing_ms / 1000),
        )
    )


def away() -> str:
    """It is kept where nobody can ask just now."""
    return str(
        _("This film is in the evidence store, which cannot be reached just now. Nothing is lost.")
    )


def gone(by: Retention | None) -> str:
    """The ledger tells of it and the disk does not have it: let go by its time, or lost."""
    if by is None:
        return str(
            _("This film is not where it was kept. Call the person who looks after the system.")
        )
    return str(
        _(
            "This film was kept for %(months)s months and removed on %(day)s. Its fingerprint stays in the chain.",
            months=by.months,
            day=f"{by.at:%Y-%m-%d}",
        )
    )
