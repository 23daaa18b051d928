"""Photographs and films under the fingerprint of their bytes: what a row names can be proved to be what was kept."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

PHOTOGRAPH, FILM = ".jpg", ".mp4"


class EvidenceError(Exception):
    """A photograph or a film could not be kept; the message says why."""


def path_of(root: Path, fingerprint: str, suffix: str = PHOTOGRAPH) -> Path:
    """Where what has this SHA-256 (hex) lies, whether or not it is there."""
    return root / fingerprint[:2] / fingerprint[2:4] / f"{fingerprint}{suffix}"


def is_fingerprint(text: str) -> bool:
    return len(text) == 64 and all(char in "0123456789abcdef" for char in text)


def keep(root: Path, content: bytes, suffix: str = PHOTOGRAPH) -> str:
    """Write a photograph or a file for good and return its fingerprint; raises EvidenceError, a full disk included."""
    fingerprint = hashlib.sha256(content).hexdigest()
    final = path_of(root, fingerprint, suffix)
    partial = final.with_suffix(f".{os.getpid()}.part")
    try:
        if _is_kept_again(final):
            return fingerprint
        final.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(final)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
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
        final.parent.mkdir(parents=True, exist_ok=True)
        made.replace(final)
        os.utime(final)
    except OSError as error:
        with suppress(OSError):
            made.unlink()
        raise EvidenceError(error.strerror or str(error)) from error
    return fingerprint


def _is_kept_again(final: Path) -> bool:
    """Whether it is there already; then its time becomes now, by which retention knows that it is needed longer."""
    try:
        os.utime(final)
    except FileNotFoundError:
        return False
    return True
