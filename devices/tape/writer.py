"""Writing a tape: in a thread of its own, bounded in seconds and bytes, so that no camera ever waits for a disk."""

import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import structlog

from devices.interfaces import EncodedPicture, StreamFormat
from devices.tape import segment

WRITE_EVERY_S = 0.4
"""What a kill takes with it: pictures younger than this are not on the tape yet."""
SEGMENT_MS = 10_000
LARGEST_SEGMENT = 64 * 1024 * 1024
"""A camera that never sends another key picture fills no disk: its segment ends here."""
MOST_WAITING = 32 * 1024 * 1024
"""Bytes held for a disk that has come to a stop; what comes after them is lost."""
LEFT_FREE = 1024**3
"""The last room of a disk belongs to rows and photographs."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a tape is kept: so many seconds, never more than so many bytes."""

    seconds: float = 900
    bytes: int = 2 * 1024**3


class TapeWriter:
    """`needed_from` tells from when on the tape is still wanted beyond its seconds; its bytes bound even that."""

    def __init__(
        self,
        folder: Path,
        bounds: Bounds,
        *,
        needed_from: Callable[[], datetime | None] = lambda: None,
        left_free: int = LEFT_FREE,
    ) -> None:
        self._folder = folder
        self._bounds = bounds
        self._needed_from = needed_from
        self._left_free = left_free
        self._lock = threading.Lock()
        self._waiting: list[tuple[StreamFormat, EncodedPicture]] = []
        self._waiting_bytes = 0
        self._intact = False
        self._file: BinaryIO | None = None
        self._stream: StreamFormat | None = None
        self._began_ms = self._written = 0
        self._failing = False
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tape", daemon=True)
        self._thread.start()

    def put(self, stream: StreamFormat, picture: EncodedPicture) -> None:
        """Keep a picture; pictures that lean on a lost one are lost with it."""
        with self._lock:
            self._intact = self._intact or picture.key
            if not self._intact:
                return
            if self._waiting_bytes + len(picture.data) > MOST_WAITING:
                self._intact = False
                return
            self._waiting.append((stream, picture))
            self._waiting_bytes += len(picture.data)

    def close(self) -> None:
        """Write what waits, and let go of the file."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.wait(WRITE_EVERY_S):
            self._write_waiting()
        self._write_waiting()
        self._end_segment()

    def _write_waiting(self) -> None:
        with self._lock:
            waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        try:
            for stream, picture in waiting:
                self._write(stream, picture)
            if self._file is not None:
                self._file.flush()
        except OSError as error:
            self._fails(error.strerror or str(error))

    def _write(self, stream: StreamFormat, picture: EncodedPicture) -> None:
        if picture.key and self._is_over(stream, picture):
            self._begin_segment(stream, picture)
        if self._file is None or self._stream is not stream or self._written > LARGEST_SEGMENT:
            return  # nothing to lean on until the next key picture
        self._written += self._file.write(segment.record(picture))
        self._written += self._file.write(picture.data)

    def _is_over(self, stream: StreamFormat, picture: EncodedPicture) -> bool:
        lasted = segment.milliseconds(picture.at) - self._began_ms
        return (
            self._file is None
            or self._stream is not stream
            or not 0 <= lasted < SEGMENT_MS
            or self._written > LARGEST_SEGMENT
        )

    def _begin_segment(self, stream: StreamFormat, picture: EncodedPicture) -> None:
        self._end_segment()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._began_ms = segment.milliseconds(picture.at)
        self._prune()
        if shutil.disk_usage(self._folder).free < self._left_free:
            self._fails("less than 1 GiB is free")
            return
        self._file = segment.path_in(self._folder, self._began_ms).open("wb", buffering=1024**2)
        self._stream = stream
        self._written = self._file.write(segment.header(stream))
        if self._failing:
            self._failing = False
            log.info("tape_goes_on", folder=self._folder.parent.name)

    def _end_segment(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):  # a full disk takes no last bytes; it has been told of
                file.close()

    def _fails(self, problem: str) -> None:
        self._end_segment()
        if not self._failing:
            log.error("tape_not_written", folder=self._folder.parent.name, problem=problem)
        self._failing = True

    def _prune(self) -> None:
        """Let go of what is neither young nor wanted, then of the oldest until the rest fits."""
        segments = segment.in_order(self._folder)
        sizes = [path.stat().st_size for path in segments]
        oldest_ms = self._began_ms - int(self._bounds.seconds * 1000)
        needed = self._needed_from()
        if needed is not None:
            oldest_ms = min(oldest_ms, segment.milliseconds(needed - timedelta(seconds=1)))
        total = sum(sizes)
        # A segment is let go only when its successor has begun before the time in question.
        for path, size, following in zip(segments, sizes, segments[1:], strict=False):
            if segment.began(following) > oldest_ms and total <= self._bounds.bytes:
                break
            path.unlink(missing_ok=True)
            total -= size
