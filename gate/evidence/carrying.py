"""Carrying new evidence from this machine's disk to the bucket: read back and compared before the copy here may go."""

import hashlib
import heapq
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from devices.interfaces import DeviceError
from gate import clock
from gate.evidence.bucket import BLOCK, CARRIED, DiskAndBucket
from gate.evidence.names import is_fingerprint, key_of

AT_ONCE = 2000
"""So many are in hand at most; the newest first, because others ask for those."""
REFUSED = 3
"""A bucket that refuses so many in one run would refuse the others, too."""


@dataclass(slots=True)
class Carried:
    """What one run did, and what is left for the next one."""

    files: int = 0
    bytes: int = 0
    waiting: int = 0
    waiting_bytes: int = 0
    problem: str = ""
    """Why not everything could be carried; empty where nothing stands in the way."""


class _Differs(OSError):
    """What was to be carried is not what its name says, here or there; the message says which."""


def carry(store: DiskAndBucket, goes_on: Callable[[], bool] = lambda: True) -> Carried:
    """Carry what is new. One that cannot be carried keeps nobody else back, a bucket that is away ends the run."""
    told, refused = Carried(), 0
    for at, path in heapq.nlargest(AT_ONCE, _new(store.root)):
        if not goes_on():
            break
        fault = _try(store, path, at, told)
        refused += fault is not None
        if fault is not None and (refused == REFUSED or not fault.permanent):
            break
    told.waiting, told.waiting_bytes = _waiting(store.root)
    return told


def _try(store: DiskAndBucket, path: Path, at: float, told: Carried) -> DeviceError | None:
    """Carry one; the fault of the bucket, if that was it."""
    try:
        size = _carry(store, path, at)
    except FileNotFoundError:
        return None  # let go meanwhile
    except OSError as error:
        told.problem = error.strerror or str(error)
        return None
    except DeviceError as error:
        told.problem = error.message
        return error
    told.files += 1
    told.bytes += size
    return None


def make_room(store: DiskAndBucket, before: datetime) -> int:
    """Remove older copies of what is in the bucket; one that is not there is carried anew. Raises DeviceError."""
    gone = 0
    for at, path in _new(store.root / CARRIED):
        if at >= before.timestamp():
            continue
        stored = store.bucket.look(key_of(path.stem, path.suffix))
        if stored is not None and stored.size == path.stat().st_size:
            path.unlink(missing_ok=True)
            gone += 1
        else:
            _move(path, store.root)
    return gone


def _carry(store: DiskAndBucket, path: Path, at: float) -> int:
    bucket, key = store.bucket, key_of(path.stem, path.suffix)
    kept_at = _moment(at)
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != path.stem:
            raise _Differs(f"{path.name} on this disk is not what was kept")
        size = file.tell()
        file.seek(0)
        already = bucket.look(key)
        if already is None:
            bucket.put(key, file, size, kept_at)
        elif already.at < kept_at:
            bucket.renew(key, kept_at)
    if _digest(store, key, size) != path.stem:
        raise _Differs(f"{path.name} in the bucket is not what was kept")
    moved = _move(path, store.root / CARRIED)
    if moved.stat().st_mtime > at:  # kept once more meanwhile
        bucket.renew(key, _moment(moved.stat().st_mtime))
    return size


def _digest(store: DiskAndBucket, key: str, size: int) -> str:
    """Of what the bucket gives back, and of nothing that is longer or shorter."""
    stored = store.bucket.look(key)
    if stored is None or stored.size != size:
        return ""
    digest = hashlib.sha256()
    for start in range(0, size, BLOCK):
        digest.update(store.bucket.read(key, start, min(BLOCK, size - start)))
    return digest.hexdigest()


def _move(path: Path, root: Path) -> Path:
    target = root / key_of(path.stem, path.suffix)
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)
    with suppress(OSError):
        path.parent.rmdir()  # emptied: the next look at what is new has one folder less to open
    return target


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, clock.BEIJING)


def _waiting(root: Path) -> tuple[int, int]:
    files = size = 0
    for _, path in _new(root):
        with suppress(FileNotFoundError):
            size += path.stat().st_size
            files += 1
    return files, size


def _new(root: Path) -> Iterator[tuple[float, Path]]:
    """Whatever is kept in a folder of evidence, and when it was."""
    for first in _folders(root):
        for second in _folders(first.path):
            for entry in _entries(second.path):
                path = Path(entry.path)
                if is_fingerprint(path.stem):
                    with suppress(FileNotFoundError):
                        yield entry.stat().st_mtime, path


def _folders(where: str | Path) -> Iterator["os.DirEntry[str]"]:
    """The two levels of folders that evidence lies in; their names are two digits of the fingerprint."""
    return (entry for entry in _entries(where) if len(entry.name) == 2 and entry.is_dir())


def _entries(where: str | Path) -> Iterator["os.DirEntry[str]"]:
    try:
        with os.scandir(where) as found:
            yield from list(found)
    except FileNotFoundError:
        return
