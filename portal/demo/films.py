"""Whether every row has its film: there, of the bytes that were hashed, to be decoded, and of the right time."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import av
from av.error import FFmpegError

from gate import clips, evidence
from gate.models import Clip, Passage

SLACK = timedelta(seconds=1)


@dataclass(slots=True)
class Filmed:
    """How many films there are, how many of them miss nothing, and what is wrong."""

    playable: int = 0
    whole: int = 0
    complaints: list[str] = field(default_factory=list)


def look_at(rows: Sequence[Passage], root: Path) -> Filmed:
    """Every film of these rows."""
    found = Filmed()
    for row in rows:
        its = clips.of(row)
        wrong = [f"{row.serial_no}: {what}" for what in _wrong_with(row, its, root)]
        found.complaints += wrong
        found.playable += 0 if wrong else len(its)
        found.whole += sum(not clip.problem for clip in its)
    return found


def _wrong_with(row: Passage, its: Sequence[Clip], root: Path) -> Iterator[str]:
    if not its:
        yield "has no film"
    elif not its[0].fingerprint:
        yield f"has no film: {its[0].problem} {its[0].detail}".rstrip()
    elif not any(clip.starts <= row.passed_at <= clip.ends for clip in its if clip.starts):
        yield "is not in its film"
    for clip in its:
        if clip.fingerprint:
            yield from _wrong_with_file(
                clip, evidence.path_of(root, clip.fingerprint, evidence.FILM)
            )


def _wrong_with_file(clip: Clip, path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == clip.fingerprint
        lasts = _lasts(path)
    except (OSError, FFmpegError) as error:
        yield f"its film does not play: {error}"
        return
    if not same:
        yield "its film is not the one that was hashed"
    if abs(lasts - (clip.ends - clip.starts)) > SLACK:
        yield f"its film lasts {lasts}, the ledger says {clip.ends - clip.starts}"


def _lasts(path: Path) -> timedelta:
    """From the first picture to the last, each of which is decoded: in between there is nothing else to go wrong."""
    with av.open(str(path)) as film:
        video = film.streams.video[0]
        first = next(film.decode(video))
        end = video.duration or 0
        film.seek(end, stream=video)
        last = max((frame.pts or 0 for frame in film.decode(video)), default=0)
        base = float(video.time_base or 0)
    return timedelta(seconds=(last - (first.pts or 0)) * base)
