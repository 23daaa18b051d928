"""Photographs and films on this machine's own disk, under the fingerprint of their bytes."""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from gate import clock
from gate.evidence.names import FILM, PHOTOGRAPH, EvidenceError, Kept, key_of

TRIES = 3
"""Whoever carries evidence away takes emptied folders with it, perhaps the one that was just made."""


def path_of(root: Path, fingerprint: str, suffix: str = PHOTOGRAPH) -> Path:
    """Where what has this SHA-256 (hex) lies, whether or not it is there."""
    return root / key_of(fingerprint, suffix)


def keep(root: Path, content: bytes, suffix: str = PHOTOGRAPH) -> str:
    """Write a photograph or a file for good and return its fingerprint; raises EvidenceError, a full disk included."""
    fingerprint = hashlib.sha256(content).hexdigest()
    final = path_of(root, fingerprint, suffix)
    partial_file = final.with_suffix(f".{os.getpid()}.part")

    def write() -> None:
        with partial_file.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial_file.replace(final)

    try:
        if not _is_kept_again(final):
            _in_its_folder(final, write)
    except OSError as error:
        with suppress(OSError):
            partial_file.unlink()
        raise EvidenceError(error.strerror or str(error)) from error
    return fingerprint


def room_for(root: Path, name: str) -> Path:
    """Where a film may be made: on the disk on which it will be kept."""
    return root / f"{name}.{os.getpid()}.part"


def keep_file(root: Path, made: Path, suffix: str = FILM) -> str:
    """Keep a file made in `room_for` and return its fingerprint; raises EvidenceError. The made file is gone then."""
    try:
        with made.open("rb") as file:
            fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        final = path_of(root, fingerprint, suffix)
        os.utime(made)
        _in_its_folder(final, lambda: made.replace(final))
    except OSError as error:
        with suppress(OSError):
            made.unlink()
        raise EvidenceError(error.strerror or str(error)) from error
    return fingerprint


class Disk:
    """The store of a plant that has all its evidence on one disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, content: bytes, suffix: str = PHOTOGRAPH) -> str:
        return keep(self.root, content, suffix)

    def keep_file(self, made: Path, suffix: str = FILM) -> str:
        return keep_file(self.root, made, suffix)

    def find(self, fingerprint: str, suffix: str = PHOTOGRAPH) -> Kept | None:
        return _kept(path_of(self.root, fingerprint, suffix))

    def find_any(self, fingerprint: str) -> Kept | None:
        folder = path_of(self.root, fingerprint).parent
        found = (path for path in folder.glob(f"{fingerprint}.*") if path.suffix != ".part")
        return next(filter(None, map(_kept, found)), None)

    def last_kept(self, fingerprint: str, suffix: str) -> Kept | None:
        return self.find(fingerprint, suffix)

    def let_go(self, fingerprint: str, suffix: str) -> None:
        path_of(self.root, fingerprint, suffix).unlink(missing_ok=True)


def _kept(path: Path) -> Kept | None:
    try:
        told = path.stat()
    except FileNotFoundError:
        return None
    at = datetime.fromtimestamp(told.st_mtime, clock.BEIJING)
    return Kept(path.suffix, told.st_size, at, lambda: path.open("rb"))


def _is_kept_again(final: Path) -> bool:
    """Whether it is there already; then its time becomes now, by which retention knows that it is needed longer."""
    try:
        os.utime(final)
    except FileNotFoundError:
        return False
    return True


def _in_its_folder(final: Path, put: Callable[[], object]) -> None:
    for left in reversed(range(TRIES)):
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
            put()
        except FileNotFoundError:
            if not left:
                raise
        else:
            return
