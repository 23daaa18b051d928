"""Pictures put on a tape at moments of a test's own, without a camera or a wait."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av

from devices.interfaces import EncodedPicture, Image, StreamFormat
from devices.rtsp.arrival import BEIJING
from devices.simulated.segments import FPS, AccessUnit
from devices.tape.writer import Bounds, TapeWriter
from tests.devices.moving_pictures import number_in, numbered

START = datetime(2026, 11, 26, 8, 0, tzinfo=BEIJING)
STEP = timedelta(seconds=1) / FPS
CLOCK = Fraction(1, 90_000)


def h264() -> StreamFormat:
    """One connection: another call is another one."""
    return StreamFormat("h264", b"", CLOCK)


def pictures(
    first: int, count: int, *, began: datetime = START, clock_zero: int = 0
) -> list[EncodedPicture]:
    """Pictures by their numbers; number n is taken n steps after `began`."""
    units: Sequence[AccessUnit] = numbered().units
    return [
        EncodedPicture(
            units[n % len(units)].data,
            began + n * STEP,
            clock_zero + n * 3600,
            units[n % len(units)].key,
        )
        for n in range(first, first + count)
    ]


def at(number: float) -> datetime:
    """When a picture of this number is taken."""
    return START + number * STEP


def tape(
    folder: Path,
    *runs: tuple[StreamFormat, Sequence[EncodedPicture]],
    bounds: Bounds | None = None,
    left_free: int = 0,
) -> Path:
    """Put these on a tape, one run after the other, and end it."""
    writer = TapeWriter(folder, bounds or Bounds(), left_free=left_free)
    for stream, run in runs:
        for picture in run:
            writer.put(stream, picture)
    writer.close()
    return folder


def shown(film: Path) -> list[tuple[int, float]]:
    """The numbers of the pictures that a film shows, and when, in seconds from its beginning."""
    return [(number_in(image), time) for image, time in images(film)]


def images(film: Path) -> list[tuple[Image, float]]:
    """Every picture of a film, decoded."""
    with av.open(str(film)) as movie:
        return [
            (frame.to_ndarray(format="bgr24"), float(frame.time))  # type: ignore[misc]
            for frame in movie.decode(movie.streams.video[0])
        ]
