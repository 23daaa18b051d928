"""Evidence of several machines in one bucket: each writes to its own disk first, and what was carried is read back."""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from devices.interfaces import Bucket, DeviceError, Stored
from gate.evidence.disk import Disk
from gate.evidence.names import FILM, PHOTOGRAPH, Kept, StoreAway, key_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CARRIED = "carried"
"""The folder, below that of new evidence, of copies that are in the bucket, too."""
BLOCK = 1024 * 1024
"""Bytes that are fetched at once: what a player reads ahead."""
LEFT_ALONE_S = 5.0
"""So long after a fault nobody is kept waiting for the next one."""


class DiskAndBucket:
    """What is new on the disk, what was carried in the bucket; for a while its copy stays here, too."""

    def __init__(self, root: Path, bucket: Bucket) -> None:
        self.root = root
        self.bucket = bucket
        self.new, self.carried = Disk(root), Disk(root / CARRIED)
        self._fault = ""
        self._alone_until = 0.0

    def keep(self, content: bytes, suffix: str = PHOTOGRAPH) -> str:
        return self.new.keep(content, suffix)

    def keep_file(self, made: Path, suffix: str = FILM) -> str:
        return self.new.keep_file(made, suffix)

    def find(self, fingerprint: str, suffix: str = PHOTOGRAPH) -> Kept | None:
        here = self.new.find(fingerprint, suffix) or self.carried.find(fingerprint, suffix)
        if here is None:
            return self._in_bucket(fingerprint, suffix)
        return replace(here, open=partial(self._open_moved, here, fingerprint))

    def find_any(self, fingerprint: str) -> Kept | None:
        here = self.new.find_any(fingerprint) or self.carried.find_any(fingerprint)
        if here is not None:
            return here
        with self._asking():
            first = next(iter(self.bucket.find(f"{key_of(fingerprint)}.")), None)
        return self._kept(first) if first else None

    def last_kept(self, fingerprint: str, suffix: str) -> Kept | None:
        places = (self.new.find, self.carried.find, self._in_bucket)
        found = (place(fingerprint, suffix) for place in places)
        return max(filter(None, found), key=lambda kept: kept.at, default=None)

    def let_go(self, fingerprint: str, suffix: str) -> None:
        with self._asking():
            self.bucket.remove(key_of(fingerprint, suffix))
        self.carried.let_go(fingerprint, suffix)
        self.new.let_go(fingerprint, suffix)

    def _in_bucket(self, fingerprint: str, suffix: str) -> Kept | None:
        with self._asking():
            stored = self.bucket.look(key_of(fingerprint, suffix))
        return self._kept(stored) if stored else None

    def _kept(self, stored: Stored) -> Kept:
        suffix = Path(stored.key).suffix
        return Kept(suffix, stored.size, stored.at, partial(self._open, stored))

    def _open_moved(self, here: Kept, fingerprint: str) -> io.BufferedReader:
        """It may have been carried away since it was found."""
        try:
            return here.open()
        except FileNotFoundError:
            again = self.find(fingerprint, here.suffix)
            if again is None:
                raise
            return again.open()

    def _open(self, stored: Stored) -> io.BufferedReader:
        return io.BufferedReader(_Read(self, stored), BLOCK)

    def read(self, key: str, start: int, length: int) -> bytes:
        """A part of what is in the bucket; raises StoreAway."""
        with self._asking():
            return self.bucket.read(key, start, length)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Faults as one kind; after one, a page with many pictures does not wait for each of them."""
        if time.monotonic() < self._alone_until:
            raise StoreAway(self._fault)
        try:
            yield
        except DeviceError as error:
            self._fault, self._alone_until = error.message, time.monotonic() + LEFT_ALONE_S
            raise StoreAway(error.message) from error


class _Read(io.RawIOBase):
    """What is in the bucket, as a file: whatever is read of it is fetched then."""

    def __init__(self, store: DiskAndBucket, stored: Stored) -> None:
        self._store, self._stored, self._at = store, stored, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._stored.size}[whence]
        self._at = max(begin + offset, 0)
        return self._at

    def readall(self) -> bytes:
        """The rest, in blocks as large as any others; Python's own way would ask for 8 kB each time."""
        return b"".join(iter(lambda: self.read(BLOCK) or b"", b""))

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        length = min(len(view), self._stored.size - self._at)
        if length <= 0:
            return 0
        found = self._store.read(self._stored.key, self._at, length)
        view[: len(found)] = found
        self._at += len(found)
        return len(found)
