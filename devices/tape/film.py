"""Cutting a film out of a tape: the very pictures the camera sent, in an MP4 that a browser plays and seeks in."""

import io
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import chain, groupby, pairwise
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet

from devices.interfaces import DeviceError, StreamFormat
from devices.tape import segment
from devices.tape.segment import Place

TICKS = Fraction(1, 90_000)
HOLE_MS = 2_000
"""Pictures further apart than this: the camera was away between them, or nothing could be written."""
STRAYED_MS = 1_000
"""A picture's own timestamp that is so far from its arrival counts from another zero."""
# Annex B is how both travel over RTP, and what a demuxer of this name reads.
_CONTAINERS = {"h264": "h264", "hevc": "hevc"}


@dataclass(frozen=True, slots=True)
class Film:
    """What was cut: from its first picture to its last, and for how long the camera is missing in it."""

    starts: datetime
    ends: datetime
    codec: str
    pictures: int
    missing_ms: int
    """Of the time that was asked for, at the ends and in the middle."""


def cut(folder: Path, start: datetime, end: datetime, target: Path) -> Film | None:
    """Write the film of [start, end] to `target`; None when nothing was taped then.

    It begins at the last key picture before `start`. Raises OSError, and DeviceError for what is no video.
    """
    stream, places = _wanted(folder, segment.milliseconds(start), segment.milliseconds(end))
    if stream is None or not places:
        return None
    try:
        _mux(stream, places, target)
    except FFmpegError as error:
        raise DeviceError(f"the pictures cannot be put into a film ({error.strerror})") from error
    return Film(
        segment.moment(places[0].at_ms),
        segment.moment(places[-1].at_ms),
        stream.codec,
        len(places),
        _missing(places, segment.milliseconds(start), segment.milliseconds(end)),
    )


def last_taped(folder: Path) -> datetime | None:
    """When the newest picture came; None where nothing is on the tape."""
    for path in reversed(segment.in_order(folder)):
        if (read := segment.read(path)) and read[1]:
            return segment.moment(read[1][-1].at_ms)
    return None


def first_taped(folder: Path) -> datetime | None:
    """When the oldest picture came that is still there."""
    segments = segment.in_order(folder)
    return segment.moment(segment.began(segments[0])) if segments else None


def _wanted(folder: Path, start: int, end: int) -> tuple[StreamFormat | None, list[Place]]:
    """The pictures of that time, in the order in which they came, all of one encoding."""
    segments = segment.in_order(folder)
    first = max(bisect_right(segments, start, key=segment.began) - 1, 0)
    stream: StreamFormat | None = None
    places: list[Place] = []
    for path in segments[first:]:
        if segment.began(path) > end:
            break
        read = segment.read(path)
        if read is None or (stream is not None and read[0].codec != stream.codec):
            continue
        stream = stream or read[0]
        places += (place for place in read[1] if place.at_ms <= end)
    return stream, places[_beginning(places, start) :]


def _beginning(places: Sequence[Place], start: int) -> int:
    """Where the last key picture before `start` stands; the next one, where nothing was shown at `start`."""
    after = bisect_right(places, start, key=lambda place: place.at_ms)
    if after and start - places[after - 1].at_ms <= HOLE_MS:
        return max(n for n, place in enumerate(places[:after]) if place.key)
    return next((n for n, place in enumerate(places[after:], after) if place.key), len(places))


def _missing(places: Sequence[Place], start: int, end: int) -> int:
    """How much of [start, end] shows nothing, in milliseconds."""
    times = [start, *(place.at_ms for place in places if place.at_ms > start), end]
    return sum(after - before for before, after in pairwise(times) if after - before > HOLE_MS)


def _mux(stream: StreamFormat, places: Sequence[Place], target: Path) -> None:
    pictures = _pictures(places)
    first = next(pictures)
    with (
        _sample(stream, first) as sample,
        av.open(str(target), "w", format="mp4", options={"movflags": "faststart"}) as movie,
    ):
        track = movie.add_stream_from_template(sample.streams.video[0])
        if stream.codec == "hevc":
            track.codec_context.codec_tag = "hvc1"  # the name under which browsers look at it
        for picture, place, (decoded, shown) in zip(
            chain([first], pictures), places, _times(stream, places), strict=True
        ):
            packet = Packet(picture)
            packet.stream = track
            packet.time_base = TICKS
            packet.dts, packet.pts = decoded, shown
            packet.is_keyframe = place.key
            movie.mux(packet)


def _pictures(places: Sequence[Place]) -> Iterator[bytes]:
    """The encoded pictures one by one: a film may be longer than there is memory."""
    for path, its in groupby(places, key=lambda place: place.segment):
        with path.open("rb") as file:
            for place in its:
                yield place.read(file)


def _sample(stream: StreamFormat, key_picture: bytes) -> InputContainer:
    """The first picture as an elementary stream: out of it the library learns size and parameter sets."""
    container = _CONTAINERS.get(stream.codec)
    if container is None:
        raise DeviceError(f"a film cannot hold the encoding {stream.codec}", permanent=True)
    sample: InputContainer = av.open(
        io.BytesIO(stream.extradata + key_picture), "r", format=container
    )
    return sample


def _times(stream: StreamFormat, places: Sequence[Place]) -> Iterator[tuple[int, int]]:
    """When each picture is decoded and shown, in TICKS from the first.

    A camera tells only when a picture is shown. Decoded they are in the order in which they came; where that
    differs (B-frames), the n-th is decoded at the n-th of all times, moved ahead until none is shown too soon.
    """
    shown = _shown(stream, places)
    decoded = sorted(shown)
    for n in range(1, len(decoded)):
        decoded[n] = max(decoded[n], decoded[n - 1] + 1)
    ahead = max(early - late for early, late in zip(decoded, shown, strict=True))
    return ((early - max(ahead, 0), late) for early, late in zip(decoded, shown, strict=True))


def _shown(stream: StreamFormat, places: Sequence[Place]) -> list[int]:
    """By the camera's own timestamps, which are even, tied to arrival at the start and after every break."""
    first_ms = places[0].at_ms
    shown: list[int] = []
    anchor: tuple[int, int] | None = None
    for place in places:
        arrived = (place.at_ms - first_ms) * 90
        told = None if place.timestamp is None else int(place.timestamp * stream.time_base / TICKS)
        if told is None:
            shown.append(arrived)
            continue
        if anchor is None or abs(anchor[0] + told - anchor[1] - arrived) > STRAYED_MS * 90:
            anchor = (arrived, told)
        shown.append(anchor[0] + told - anchor[1])
    return shown
