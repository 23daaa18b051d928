"""One segment of a tape: a file of encoded pictures, the first one a key picture, that may end anywhere.

Whoever writes it may be killed at any moment: what is whole is read, a torn last picture is not.
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

from devices.interfaces import EncodedPicture, StreamFormat
from devices.rtsp.arrival import BEIJING

SUFFIX = ".tape"
_MAGIC = b"GGTAPE1\n"
_LENGTH = struct.Struct(">I")
_PICTURE = struct.Struct(">qqI?")
"""Milliseconds since the epoch, the picture's own timestamp, bytes, whether it is a key picture."""
_NO_TIMESTAMP = -(2**63)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture lies, and what is known of it without reading it."""

    segment: Path
    offset: int
    size: int
    at_ms: int
    timestamp: int | None
    key: bool

    def read(self, file: BinaryIO) -> bytes:
        """The encoded picture, out of its opened segment."""
        file.seek(self.offset)
        return file.read(self.size)


def milliseconds(moment: datetime) -> int:
    """Since the epoch: how moments are told on a tape."""
    return (moment - _EPOCH) // _MILLISECOND


def moment(at_ms: int) -> datetime:
    """In Beijing time."""
    return (_EPOCH + at_ms * _MILLISECOND).astimezone(BEIJING)


def path_in(folder: Path, began_ms: int) -> Path:
    """Where the segment lies that began then. Names sort as their times do."""
    return folder / f"{began_ms:015d}{SUFFIX}"


def began(segment: Path) -> int:
    """When the segment began, in milliseconds since the epoch."""
    return int(segment.stem)


def in_order(folder: Path) -> list[Path]:
    """The segments of a tape, oldest first; none where nothing was ever taped."""
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if path.stem.isdecimal())


def header(stream: StreamFormat) -> bytes:
    """What a segment begins with."""
    base = stream.time_base
    told = {
        "codec": stream.codec,
        "extradata": stream.extradata.hex(),
        "time_base": [base.numerator, base.denominator],
    }
    content = json.dumps(told).encode()
    return _MAGIC + _LENGTH.pack(len(content)) + content


def record(picture: EncodedPicture) -> bytes:
    """What stands in front of a picture's bytes."""
    timestamp = _NO_TIMESTAMP if picture.timestamp is None else picture.timestamp
    return _PICTURE.pack(milliseconds(picture.at), timestamp, len(picture.data), picture.key)


def read(segment: Path) -> tuple[StreamFormat, list[Place]] | None:
    """The encoding, and every whole picture; None when not even the head of the file is whole."""
    try:
        with segment.open("rb") as file:
            stream = _header_of(file)
            return None if stream is None else (stream, list(_places(segment, file)))
    except FileNotFoundError:
        return None  # the tape rolled over while we looked


def _header_of(file: BinaryIO) -> StreamFormat | None:
    if file.read(len(_MAGIC)) != _MAGIC:
        return None
    length = file.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        return None
    try:
        told = json.loads(file.read(*_LENGTH.unpack(length)))
    except ValueError:
        return None
    return StreamFormat(
        told["codec"], bytes.fromhex(told["extradata"]), Fraction(*told["time_base"])
    )


def _places(segment: Path, file: BinaryIO) -> Iterator[Place]:
    end = segment.stat().st_size
    while len(head := file.read(_PICTURE.size)) == _PICTURE.size:
        at_ms, timestamp, size, key = _PICTURE.unpack(head)
        offset = file.tell()
        if offset + size > end:
            return
        yield Place(
            segment, offset, size, at_ms, None if timestamp == _NO_TIMESTAMP else timestamp, key
        )
        file.seek(size, 1)
